"""The audit of the printed codes: what each sticker is, and which tables are left."""

from dataclasses import dataclass

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.staff.rights import Right
from app.tables import queries, service
from app.tables.models import CodeAudit, CodeCheck, CodeOutcome, Table
from app.web import code_walks
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.cards_choice import base_url


@dataclass(frozen=True, slots=True)
class _Line:
    """A table, or a sticker that belongs to none, with what was seen last."""

    table: Table | None
    check: CodeCheck | None

    @property
    def is_right(self) -> bool:
        """Whether its sticker is as it should be."""
        return self.check is not None and self.check.outcome is CodeOutcome.RIGHT


@bp.get("/backoffice/tables/audit")
@staff_only(Right.TABLE_SETUP)
def code_audit() -> ResponseReturnValue:
    """All tables with what their stickers are; on top the sticker scanned just now."""
    answer = make_response(page("backoffice/tables/audit.html", **_facts()))
    # The one page that may ask for the camera: it reads stickers, and sends no picture anywhere.
    answer.headers["Permissions-Policy"] = "geolocation=(), microphone=(), camera=(self)"
    return answer


@bp.post("/backoffice/tables/audit")
@staff_only(Right.TABLE_SETUP)
def start_code_audit() -> ResponseReturnValue:
    """Begin anew, with this phone."""
    service.start_audit(actor=current_actor())
    code_walks.join()
    return redirect(url_for(".code_audit"))


@bp.post("/backoffice/tables/audit/join")
@staff_only(Right.TABLE_SETUP)
def join_code_audit() -> ResponseReturnValue:
    """Take part in the running audit with this phone too."""
    code_walks.join()
    return redirect(url_for(".code_audit"))


@bp.post("/backoffice/tables/audit/end")
@staff_only(Right.TABLE_SETUP)
def end_code_audit() -> ResponseReturnValue:
    """End the audit; stickers open the menu again."""
    service.end_audit(actor=current_actor())
    code_walks.leave()
    flash(gettext("The check is over. Stickers open the menu on this phone again."), "success")
    return redirect(url_for(".code_audit"))


@bp.post("/backoffice/tables/audit/scan")
@staff_only(Right.TABLE_SETUP)
def scan_sticker() -> ResponseReturnValue:
    """Note what the page's own camera, or a hand scanner, has read. Raises Conflict."""
    check = service.check_code(request.form.get("text", ""), base=base_url(), actor=current_actor())
    return redirect(url_for(".code_audit", seen=check.id))


@bp.post("/backoffice/tables/audit/<check_id>/misplaced")
@staff_only(Right.TABLE_SETUP)
def note_misplaced(check_id: str) -> ResponseReturnValue:
    """The sticker is good but sticks on another table."""
    service.note_misplaced(check_id, actor=current_actor())
    return redirect(url_for(".code_audit", seen=check_id))


def _facts() -> dict[str, object]:
    store_id = require_staff().store_id
    last, seen = queries.find_last_audit(store_id), request.args.get("seen", "")
    lines, strays = _lines(store_id, last)
    return {
        "audit": last,
        "is_walking": code_walks.is_walking(),
        "seen": queries.get_check(store_id, seen) if seen else None,
        "lines": lines,
        "strays": strays,
        "left": sum(line.check is None for line in lines),
        "wrong": sum(line.check is not None and not line.is_right for line in lines),
        "words": words.CODE_OUTCOME,
        "base": base_url(),
        "here": request.host_url.rstrip("/"),
    }


def _lines(store_id: str, running: CodeAudit | None) -> tuple[list[_Line], list[_Line]]:
    checks = queries.list_checks(running.id) if running else []
    last = {check.table_id: check for check in checks if check.table_id}
    tables = queries.list_tables(store_id)
    pickup = queries.find_pickup_point(store_id)
    known = [*tables, pickup] if pickup is not None else tables
    strays = {check.text: check for check in checks if check.table_id is None}
    return (
        [_Line(table, last.get(table.id)) for table in known],
        [_Line(None, check) for check in strays.values()],
    )
