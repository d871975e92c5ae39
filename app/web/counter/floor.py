"""The floor, and the alerts that stand on every page of the counter."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.kitchen import service as kitchen
from app.printing import service as printing
from app.printing.errors import in_plain_words
from app.staff.rights import Right
from app.tables.models import Area
from app.web import plans
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import notice_words
from app.web.counter import severe, tiles, watch
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp
from app.web.counter.tiles import Tile

VIEW_COOKIE = "kf_floor"
_VIEW_LASTS_S = 400 * 24 * 3600


@bp.get("")
@staff_only(Right.TABLES)
def floor() -> ResponseReturnValue:
    """The floor: who waits, and every table with its status, as a list or as a plan."""
    answer = make_response(render_template("counter/floor/page.html", **_floor_facts()))
    if "view" in request.args:
        answer.set_cookie(VIEW_COOKIE, _view(), max_age=_VIEW_LASTS_S, samesite="Lax")
    return answer


@bp.get("/floor")
@staff_only(Right.TABLES)
def floor_now() -> ResponseReturnValue:
    """The changing part of the floor."""
    return render_template("counter/floor/_floor.html", **_floor_facts())


@bp.get("/alerts")
@staff_only(Right.TABLES)
def alerts() -> ResponseReturnValue:
    """What needs a hand now."""
    person = require_staff()
    return render_template(
        "counter/_alerts.html",
        watch=watch.look(person.store_id),
        in_plain_words=in_plain_words,
        severe=severe.list_severe(person),
        may_open=lambda notice: severe.may_open(person, notice),
        notice_words=notice_words,
    )


@bp.post("/tickets/<ticket_id>/reprint")
@bp.post("/tickets/<ticket_id>/reprint/<printer_id>")
@staff_only(Right.PRINT)
def reprint(ticket_id: str, printer_id: str | None = None) -> Response:
    """Print an unseen ticket again, at its own printers or at another one."""
    printing.reprint_ticket(ticket_id, actor=current_actor(), printer_id=printer_id)
    return acted(gettext("Sent to the printer."))


@bp.post("/tickets/<ticket_id>/told")
@staff_only(Right.ORDER)
def told(ticket_id: str) -> Response:
    """Staff have told the kitchen in person."""
    kitchen.tell_by_voice(ticket_id, actor=current_actor())
    return acted(gettext("Noted: the kitchen was told."))


@bp.post("/tickets/<ticket_id>/show/<station_id>")
@staff_only(Right.ORDER)
def show_elsewhere(ticket_id: str, station_id: str) -> Response:
    """Show an unseen ticket on the screens of another station too."""
    kitchen.lend_ticket(ticket_id, station_id, actor=current_actor())
    return acted(gettext("The other screens show it now."))


@bp.post("/takebacks/<line_id>/told")
@staff_only(Right.ORDER)
def takeback_told(line_id: str) -> Response:
    """Staff have told the kitchen in person that a dish is gone."""
    kitchen.tell_takeback(line_id, actor=current_actor())
    return acted(gettext("Noted: the kitchen was told."))


@bp.post("/takebacks/<line_id>/print")
@bp.post("/takebacks/<line_id>/print/<printer_id>")
@staff_only(Right.PRINT)
def print_takeback(line_id: str, printer_id: str | None = None) -> Response:
    """Print that a dish is gone, at its station's printers or at another one."""
    printing.print_takeback(line_id, actor=current_actor(), printer_id=printer_id)
    return acted(gettext("Sent to the printer."))


@bp.post("/printers/<printer_id>/retry")
@staff_only(Right.PRINT)
def retry_printer(printer_id: str) -> Response:
    """Try what waits at a printer at once."""
    waiting = printing.retry_printer(printer_id, actor=current_actor())
    return acted(ngettext("Trying again: %(num)d slip.", "Trying again: %(num)d slips.", waiting))


@bp.post("/printers/<printer_id>/test")
@staff_only(Right.PRINT)
def test_printer(printer_id: str) -> Response:
    """Print a test page."""
    printing.print_test_page(printer_id, actor=current_actor())
    return acted(gettext("The test page is on its way."))


def _floor_facts() -> dict[str, object]:
    store_id, view = require_staff().store_id, _view()
    areas = tiles.list_floor(store_id)
    if view == "plan":
        areas = _one_each(areas)
    return {
        "areas": areas,
        "view": view,
        "plans": _drawn(areas) if view == "plan" else [],
        "waiting": tiles.list_waiting(store_id),
        "minutes_since": tiles.minutes_since,
    }


def _drawn(areas: list[tuple[Area | None, list[Tile]]]) -> list[plans.Plan]:
    return [plans.draw([tile.table for tile in found], is_cropped=True) for _area, found in areas]


def _one_each(areas: list[tuple[Area | None, list[Tile]]]) -> list[tuple[Area | None, list[Tile]]]:
    """A plan has each table once: with the first of the parties that share it."""
    return [(area, list({t.table.id: t for t in reversed(found)}.values())[::-1])
            for area, found in areas]  # fmt: skip


def _view() -> str:
    """How this device shows the floor: what is asked for now, else what it chose last."""
    chosen = request.args.get("view") or request.cookies.get(VIEW_COOKIE, "")
    return "plan" if chosen == "plan" else "list"
