"""Shifts and closed days 日结: the owner's look at the till, and closing the day."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.errors import Conflict
from app.payments.drawer import queries, service
from app.printing import service as printing
from app.printing import till_papers
from app.printing.errors import NoPrinter
from app.staff.rights import Right
from app.stores import queries as stores
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page


@bp.get("/backoffice/days")
@staff_only(Right.MONEY)
def days() -> ResponseReturnValue:
    """The latest closed days and shifts, and the form that closes the day."""
    return _page()


@bp.post("/backoffice/days")
@staff_only(Right.MONEY)
def close_day() -> ResponseReturnValue:
    """Close the day under the next Z number; open bills are carried over by choice."""
    carries = request.form.get("carries_open") == "1"
    try:
        closed = service.close_day(actor=current_actor(), carries_open=carries)
    except Conflict as refused:
        return _page(refused), refused.status
    return redirect(url_for(".closed_day", close_id=closed.id), 303)


@bp.get("/backoffice/days/<close_id>")
@staff_only(Right.MONEY)
def closed_day(close_id: str) -> ResponseReturnValue:
    """A closed day and its balances."""
    found = queries.get_close(require_staff().store_id, close_id)
    return page("backoffice/payments/day.html", close=found, words=payment_words)


@bp.post("/backoffice/days/<close_id>/print")
@staff_only(Right.MONEY)
def print_day(close_id: str) -> ResponseReturnValue:
    """Print a closed day."""
    actor = current_actor()
    found = queries.get_close(actor.store_id, close_id)
    store = stores.get_facts(actor.store_id)
    paper = till_papers.day_report(store, found, int(found.figures["orders"]))
    try:
        printing.print_paper(paper, actor=actor)
        flash(gettext("The slip is on its way to the printer."), "success")
    except NoPrinter as none:
        flash(str(none.message), "danger")
    return redirect(url_for(".closed_day", close_id=close_id), 303)


def _page(refused: Conflict | None = None) -> str:
    store_id = require_staff().store_id
    return page(
        "backoffice/payments/days.html",
        closes=queries.list_closes(store_id),
        shifts=queries.list_shifts(store_id),
        refused=refused,
        words=payment_words,
    )
