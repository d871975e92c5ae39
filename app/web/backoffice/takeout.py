"""All data of the shop as one file, and a new shop's start from such a file: the owner's alone."""

from contextlib import closing

from flask import current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.core import clock
from app.core.errors import Invalid
from app.staff.rights import Right, Role
from app.stores import queries as stores
from app.takeout import running
from app.takeout.importing import import_shop
from app.takeout.work import KINDS
from app.web.auth import current_actor, find_staff, require_staff, staff_only
from app.web.backoffice import uploads
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into

# A shop of many years with all its pictures.
_MAX_UPLOAD_BYTES = 512 << 20
_KIND_WORDS = {
    "settings": lazy_gettext("Settings"),
    "stations": lazy_gettext("Kitchen stations"),
    "option_groups": lazy_gettext("Choices"),
    "categories": lazy_gettext("Categories"),
    "dishes": lazy_gettext("Dishes"),
    "pictures": lazy_gettext("Pictures"),
    "areas": lazy_gettext("Areas"),
    "tables": lazy_gettext("Tables"),
    "staff": lazy_gettext("Staff"),
}


@bp.url_value_preprocessor
def admit_large_file(endpoint: str | None, _values: dict[str, str] | None) -> None:
    """Only the owner may send a file larger than what everybody may."""
    if endpoint == "backoffice.preview_takeout":
        person = find_staff()
        if person is not None and person.role is Role.OWNER:
            request.max_content_length = _MAX_UPLOAD_BYTES


@bp.get("/backoffice/takeout")
@staff_only(Right.PERSONAL_DATA)
def takeout() -> ResponseReturnValue:
    """Where everything is taken along or brought. Raises Denied for all but the owner."""
    return _start_page(Typed({}))


@bp.post("/backoffice/takeout")
@staff_only(Right.PERSONAL_DATA)
def start_takeout() -> ResponseReturnValue:
    """Begin to gather everything. Raises Denied."""
    running.start(actor=current_actor())
    return redirect(url_for(".takeout"))


@bp.get("/backoffice/takeout/runs")
@staff_only(Right.PERSONAL_DATA)
def takeout_runs() -> ResponseReturnValue:
    """How far it is, for keeping the page up to date. Raises Denied."""
    running.ensure_owner(current_actor())
    return page("backoffice/takeout/_runs.html", runs=_runs())


@bp.get("/backoffice/takeout/<name>.zip")
@staff_only(Right.PERSONAL_DATA)
def download_takeout(name: str) -> ResponseReturnValue:
    """The finished file. Raises NotFound, Denied."""
    file = running.fetch(name, actor=current_actor())
    store = stores.get_facts(require_staff().store_id)
    shown = f"kaifan-{store.local(clock.now()):%Y%m%d-%H%M}.zip"
    answer = send_file(file, as_attachment=True, download_name=shown, mimetype="application/zip",
                       conditional=False)  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/backoffice/takeout/preview")
@staff_only(Right.PERSONAL_DATA)
def preview_takeout() -> ResponseReturnValue:
    """What importing this file would bring, with every problem; nothing is changed yet."""
    actor, typed = current_actor(), Typed({})
    running.ensure_owner(actor)
    with problems_into(typed):
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise Invalid({"file": lazy_gettext("Choose a file first.")})
        with closing(upload):
            token = uploads.keep_stream(upload.stream, actor.id)
        media = current_app.config["KAIFAN"].media_dir
        report = import_shop(uploads.path_of(token, actor.id), media, actor=actor, is_preview=True)
        return _report_page("preview", report=report, token=token)
    return _start_page(typed), typed.status


@bp.post("/backoffice/takeout/import/<token>")
@staff_only(Right.PERSONAL_DATA)
def import_takeout(token: str) -> ResponseReturnValue:
    """Take over the file whose preview was shown; the passwords are shown this once."""
    actor, typed = current_actor(), Typed({})
    running.ensure_owner(actor)
    with problems_into(typed):
        media = current_app.config["KAIFAN"].media_dir
        report = import_shop(uploads.path_of(token, actor.id), media, actor=actor)
        uploads.drop(token, actor.id)
        flash(gettext("Imported."), "success")
        return _report_page("done", report=report), 200, {"Cache-Control": "no-store"}
    return _start_page(typed), typed.status


def _start_page(typed: Typed) -> str:
    running.ensure_owner(current_actor())
    return page("backoffice/takeout/start.html", typed=typed, runs=_runs())


def _report_page(name: str, **values: object) -> str:
    return page(f"backoffice/takeout/{name}.html", kinds=KINDS, kind_words=_KIND_WORDS, **values)


def _runs() -> list[running.Run]:
    return running.list_runs(require_staff().store_id)
