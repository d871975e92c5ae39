"""The self-test 体检, the backups, and letting print and messages go after a restore."""

from typing import Any

from flask import current_app, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import outgoing
from app.core.copies import CopyFailed
from app.core.errors import Denied, Unavailable
from app.staff.rights import Right, Role
from app.upkeep import backups, checks, drilling, service
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page

LOOKS = {"ok": "success", "warn": "warn", "bad": "danger"}
_SHOWN = 30


@bp.app_context_processor
def standing_hold() -> dict[str, Any]:
    """What every page that shows the banner needs: the restore that waits for the owner."""
    return {"find_hold": outgoing.find_hold}


@bp.get("/backoffice/health")
@staff_only(Right.SETTINGS)
def health() -> ResponseReturnValue:
    """All checks, made now, and the backups."""
    person = require_staff()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    found = backups.list_backups(current_app.config["KAIFAN"].backup_dir)
    return page(
        "backoffice/health/page.html",
        findings=checks.examine(app, [person.store_id]),
        looks=LOOKS,
        backups=found[:_SHOWN],
        count=len(found),
        drill=drilling.find_last(),
        is_owner=person.role is Role.OWNER,
    )


@bp.post("/backoffice/backups")
@staff_only(Right.SETTINGS)
def back_up() -> ResponseReturnValue:
    """Make a backup now."""
    try:
        made = backups.back_up_now()
    except CopyFailed as error:
        raise Unavailable(gettext("The backup failed: %(why)s", why=error)) from error
    if made is not None:
        flash(gettext("Backed up and checked: %(name)s", name=made.name), "success")
    return redirect(url_for(".health") + "#backups")


@bp.post("/backoffice/backups/<name>/drill")
@staff_only(Right.SETTINGS)
def drill_backup(name: str) -> ResponseReturnValue:
    """Restore a backup for trial, into a temporary place. Raises NotFound."""
    folder = current_app.config["KAIFAN"].backup_dir
    outcome = drilling.drill(backups.get_backup(folder, name), actor=current_actor())
    if outcome.is_good:
        words = gettext("%(name)s was restored for trial and compared: it is whole.", name=name)
        flash(words, "success")
    else:
        flash(gettext("%(name)s cannot be restored: %(why)s", name=name, why=outcome.problem),
              "danger")  # fmt: skip
    return redirect(url_for(".health") + "#backups")


@bp.get("/backoffice/backups/<name>")
@staff_only(Right.SETTINGS, fresh=True)
def download_backup(name: str) -> ResponseReturnValue:
    """A backup to take away: it holds everything, so it is for the owner. Raises NotFound."""
    if require_staff().role is not Role.OWNER:
        raise Denied
    backup = backups.get_backup(current_app.config["KAIFAN"].backup_dir, name)
    service.note_download(backup.name, actor=current_actor())
    answer = send_file(backup.file, as_attachment=True, download_name=backup.name,
                       mimetype="application/vnd.sqlite3", conditional=False)  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/backoffice/outgoing")
@staff_only(Right.SETTINGS, fresh=True)
def release_outgoing() -> ResponseReturnValue:
    """The owner lets print and messages go again."""
    if service.resume(actor=current_actor()):
        flash(gettext("Print and messages go out again."), "success")
    return redirect(url_for(".health"))
