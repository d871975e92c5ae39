"""The shift at the counter: its float, cash put in and taken out, the count, the slip 交班单."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.core.errors import Conflict, Invalid
from app.payments.drawer import queries, service
from app.payments.drawer.inputs import PIECES_FEN, CountInput, MovementInput
from app.payments.drawer.models import MovementKind
from app.printing import service as printing
from app.printing import till_papers
from app.printing.errors import NoPrinter
from app.staff.rights import Right
from app.stores import queries as stores
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.forms import Typed, problems_into, read_fen
from app.web.counter.blueprint import bp


@bp.get("/shift")
@staff_only(Right.OPEN_DRAWER)
def shift() -> ResponseReturnValue:
    """The open shift, or the form that opens one."""
    return _page(Typed({}))


@bp.post("/shift")
@staff_only(Right.OPEN_DRAWER)
def begin_shift() -> ResponseReturnValue:
    """Open a shift with its float."""
    typed = Typed(request.form.to_dict())
    with problems_into(typed):
        float_fen = read_fen(request.form.get("float", "") or "0", "float")
        service.open_shift(float_fen, actor=current_actor())
        return redirect(url_for(".shift"), 303)
    return _page(typed), typed.status


@bp.post("/shift/cash")
@staff_only(Right.OPEN_DRAWER)
def move_cash() -> ResponseReturnValue:
    """Put cash in or take it out, with its reason."""
    typed = Typed(request.form.to_dict())
    with problems_into(typed):
        service.move_cash(_movement(), actor=current_actor())
        flash(gettext("Written down."), "success")
        return redirect(url_for(".shift"), 303)
    return _page(typed), typed.status


@bp.post("/shift/end")
@staff_only(Right.OPEN_DRAWER)
def end_shift() -> ResponseReturnValue:
    """Close the shift with what was counted."""
    typed = Typed(request.form.to_dict())
    with problems_into(typed):
        closed = service.close_shift(_count(request.form), actor=current_actor())
        return redirect(url_for(".shift_report", shift_id=closed.id), 303)
    return _page(typed), typed.status


@bp.get("/shifts/<shift_id>")
@staff_only(Right.OPEN_DRAWER)
def shift_report(shift_id: str) -> ResponseReturnValue:
    """A closed shift: what there should be, what was counted, over or short."""
    report = queries.get_report(require_staff().store_id, shift_id)
    if report.shift.closed_at is None:
        return redirect(url_for(".shift"), 303)
    return render_template("counter/shifts/report.html", report=report, money_words=payment_words)


@bp.post("/shifts/<shift_id>/print")
@staff_only(Right.OPEN_DRAWER)
def print_shift(shift_id: str) -> ResponseReturnValue:
    """Print the slip of a shift."""
    actor = current_actor()
    report = queries.get_report(actor.store_id, shift_id)
    paper = till_papers.shift_report(stores.get_facts(actor.store_id), report)
    try:
        printing.print_paper(paper, actor=actor)
        flash(gettext("The slip is on its way to the printer."), "success")
    except NoPrinter as none:
        flash(str(none.message), "danger")
    return redirect(url_for(".shift_report", shift_id=shift_id), 303)


def _page(typed: Typed) -> str:
    store_id = require_staff().store_id
    found = queries.find_open(store_id)
    return render_template(
        "counter/shifts/shift.html",
        shift=found,
        movements=queries.list_movements(found.id) if found else [],
        pieces=PIECES_FEN,
        kinds=list(MovementKind),
        money_words=payment_words,
        typed=typed,
        former=queries.list_shifts(store_id, limit=5),
    )


def _movement() -> MovementInput:
    amount = read_fen(request.form.get("amount", ""), "amount")
    kind = request.form.get("kind", "")
    if kind not in set(MovementKind):
        raise Conflict
    reason = request.form.get("reason", "")
    return MovementInput(kind=MovementKind(kind), amount_fen=amount, reason=reason)


def _count(form: MultiDict[str, str]) -> CountInput:
    fields = ("other", *(f"count-{value}" for value in PIECES_FEN))
    if not any(form.get(name, "").strip() for name in fields):
        said = gettext("Nothing is counted yet. Write 0 here if the drawer is empty.")
        raise Invalid({"other": said})
    counts = {}
    for value in PIECES_FEN:
        text = form.get(f"count-{value}", "").strip() or "0"
        if not (text.isascii() and text.isdigit() and len(text) < 6):
            raise Invalid({f"count-{value}": gettext("This must be a whole number.")})
        counts[value] = int(text)
    other = read_fen(form.get("other", "").strip() or "0", "other")
    return CountInput(counts=counts, counted_fen=other, note=form.get("note", ""))
