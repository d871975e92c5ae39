"""Passing over a step, and the last one: a test order, the table cards, what was left out."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext

from app.core.errors import BadRequest
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.printing import queries as printing
from app.printing.errors import in_plain_words
from app.printing.models import PrinterKind
from app.printing.road import follow_order
from app.setup import queries
from app.setup import service as setup
from app.setup.settings import Step
from app.staff.rights import Right
from app.tables import queries as tables
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.cards_choice import base_url
from app.web.backoffice.words import JOB_STATUS
from app.web.schemes import reaches_only_here
from app.web.setup.blueprint import bp
from app.web.setup.frame import TITLES, after, step_page, while_running


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """A step that was passed over: where its place is in the back-office."""

    title: LazyString
    words: LazyString
    url: str


_PLACES: dict[Step, tuple[str, LazyString]] = {
    Step.SHOP: ("backoffice.settings", lazy_gettext("address, telephone, hours, licences")),
    Step.DINING: ("backoffice.settings", lazy_gettext("guests order first, staff confirm")),
    Step.TABLES: ("backoffice.tables", lazy_gettext("without tables, only the counter can order")),
    Step.MENU: ("backoffice.menu", lazy_gettext("phones show an empty menu until then")),
    Step.PRINTERS: (
        "backoffice.printers",
        lazy_gettext("the kitchen works from its screen until then"),
    ),
    Step.STATIONS: (
        "backoffice.stations",
        lazy_gettext("until then every dish comes out at every kitchen printer"),
    ),
}


@bp.post("/setup/skip")
@staff_only(Right.SETTINGS)
@while_running
def skip_step() -> ResponseReturnValue:
    """Pass a step over."""
    step = next((each for each in _PLACES if each == request.form.get("step")), None)
    if step is None:
        raise BadRequest
    setup.note_skipped(step, actor=current_actor())
    return redirect(after(step))


@bp.get("/setup/finish")
@staff_only(Right.SETTINGS)
@while_running
def finish() -> ResponseReturnValue:
    """What is left: paper, cards, and the way into the shop."""
    store_id = require_staff().store_id
    tried = request.args.get("tried", "")
    return step_page(
        "setup/finish.html",
        Step.FINISH,
        road=follow_order(store_id, tried) if tried else None,
        printers=printing.list_printers(store_id),
        virtual=PrinterKind.VIRTUAL,
        job_words=JOB_STATUS,
        in_plain_words=in_plain_words,
        has_tables=bool(tables.list_tables(store_id)),
        is_only_here=reaches_only_here(base_url()),
        base=base_url(),
        left_out=_left_out(store_id),
        tried=tried,
        came_out=request.args.get("out", ""),
    )


@bp.post("/setup/finish/try")
@staff_only(Right.SETTINGS)
@while_running
def try_order() -> ResponseReturnValue:
    """Send a test order down the real road: to the kitchen's screens and printers."""
    order = ordering.place_test_order(actor=current_actor())
    return redirect(url_for(".finish", tried=order.id, _anchor="paper"))


@bp.post("/setup/finish")
@staff_only(Right.SETTINGS)
@while_running
def end_setup() -> ResponseReturnValue:
    """Go into the shop."""
    actor = current_actor()
    for order in orders.list_open_tests(actor.store_id):
        ordering.end_test_order(order.id, actor=actor)
    setup.note_done(Step.FINISH, actor=actor)
    setup.end_steps(actor=actor)
    flash(gettext("Your shop is ready. Good business!"), "success")
    return redirect(url_for("backoffice.home"))


def _left_out(store_id: str) -> list[_LeftOut]:
    known = queries.progress(store_id)
    missing = [step for step in _PLACES if step not in known.done]
    return [_LeftOut(TITLES[step], _PLACES[step][1], url_for(_PLACES[step][0])) for step in missing]
