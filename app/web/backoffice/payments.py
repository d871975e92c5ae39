"""The flow of money: what came, what went back, and what a person has to see to."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.money import show
from app.ledger import queries as ledger
from app.ordering import queries as orders
from app.ordering.present import order_name
from app.payments import queries
from app.payments.attempts import queries as attempts
from app.payments.attempts import service as attempts_service
from app.payments.errors import RefundsHeld
from app.payments.refunds import queries as refunds
from app.payments.refunds import service as refunds_service
from app.payments.refunds.inputs import RefundInput
from app.payments.refunds.pricing import list_refundable
from app.staff.rights import Right
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, read_fen, read_whole, typed_text
from app.web.backoffice.overview import neighbours, wanted_day
from app.web.refund_forms import REASONS, ticked_lines


@bp.get("/backoffice/payments")
@staff_only(Right.MONEY)
def payments() -> ResponseReturnValue:
    """A day's payments and refunds; above them what needs a person."""
    store_id = require_staff().store_id
    day, today = wanted_day()
    found = queries.list_payments(store_id, day)
    return page(
        "backoffice/payments/list.html",
        payments=found,
        refunds=refunds.list_of_day(store_id, day),
        unsure=attempts.list_troubled(store_id),
        failed=refunds.list_failed(store_id),
        words=payment_words,
        **neighbours(day, today),
    )


@bp.get("/backoffice/payments/<payment_id>")
@staff_only(Right.MONEY)
def payment(payment_id: str) -> ResponseReturnValue:
    """One payment: what it settled, the channel's number, what was given back."""
    return _payment_page(payment_id)


def _payment_page(payment_id: str, typed: Typed | None = None) -> str:
    store_id = require_staff().store_id
    found = queries.get_payment(store_id, payment_id)
    attempt = attempts.get_attempt(store_id, found.attempt_id) if found.attempt_id else None
    settled = [(orders.get_order(store_id, part.order_id), part) for part in found.allocations]
    return page(
        "backoffice/payments/payment.html",
        payment=found,
        attempt=attempt,
        settled=settled,
        typed=typed or Typed({"amount": show(found.amount_fen - found.refunded_fen)}),
        left_fen=found.amount_fen - found.refunded_fen,
        refunds=refunds.list_of_payments(store_id, [found.id]),
        words=payment_words,
        order_name=order_name,
        lines=list_refundable(found),
        ticked=request.form.getlist("line"),
        reasons=REASONS,
    )


@bp.post("/backoffice/payments/<payment_id>/refund")
@staff_only(Right.REFUND)
def refund_payment(payment_id: str) -> ResponseReturnValue:
    """Give money back, also of a table that was cleared long ago."""
    found = queries.get_payment(require_staff(Right.MONEY).store_id, payment_id)
    names = ("amount", "reason", "as_cash", "owes_again", "expected_left")
    typed = Typed(typed_text(request.form, *names))
    with problems_into(typed):
        asked = refunds_service.ask_refund(found.id, _wanted_refund(typed), actor=current_actor())
        is_over = refunds_service.carry_out(asked.id).done_at is not None
        under_way = gettext("The refund is under way. We ask the channel until it is done.")
        flash(gettext("The money is given back.") if is_over else under_way, "success")
        return redirect(url_for(".payment", payment_id=found.id), 303)
    return _payment_page(payment_id, typed), typed.status


def _wanted_refund(typed: Typed) -> RefundInput:
    lines = ticked_lines(request.form)
    return RefundInput(
        amount_fen=None if lines else read_fen(typed.values["amount"], "amount"),
        lines=lines,
        reason=typed.values["reason"],
        as_cash=typed.values["as_cash"] == "1",
        owes_again=typed.values["owes_again"] == "1",
        expected_left_fen=read_whole(typed.values["expected_left"], "amount"),
    )


@bp.post("/backoffice/refunds/<refund_id>/retry")
@staff_only(Right.MONEY)
def retry_refund(refund_id: str) -> ResponseReturnValue:
    """Send a failed refund once more."""
    try:
        refunds_service.try_again(refund_id, actor=current_actor())
        done = refunds_service.carry_out(refund_id)
    except RefundsHeld as error:
        flash(str(error.message), "danger")
        return redirect(url_for(".payments"), 303)
    if done.done_at is not None:
        flash(gettext("The money is given back."), "success")
    return redirect(url_for(".payments"), 303)


@bp.post("/backoffice/refunds/<refund_id>/settle")
@staff_only(Right.MONEY)
def settle_refund(refund_id: str) -> ResponseReturnValue:
    """A failed refund was given back by hand."""
    as_cash = request.form.get("as_cash") == "1"
    refunds_service.settle_by_hand(refund_id, actor=current_actor(), as_cash=as_cash)
    return redirect(url_for(".payments"), 303)


@bp.post("/backoffice/attempts/<attempt_id>/ask")
@staff_only(Right.MONEY)
def ask_attempt(attempt_id: str) -> ResponseReturnValue:
    """Ask the channel about a payment of which nobody knows how it ended."""
    found = attempts.get_attempt(require_staff().store_id, attempt_id)
    attempts_service.look_again(found)
    return redirect(url_for(".payments"), 303)


@bp.post("/backoffice/attempts/<attempt_id>/settle")
@staff_only(Right.MONEY)
def settle_attempt(attempt_id: str) -> ResponseReturnValue:
    """Say what was done about a payment of another amount."""
    note = request.form.get("note", "").strip()[:200]
    attempts_service.settle_dispute(attempt_id, actor=current_actor(), note=note)
    return redirect(url_for(".payments"), 303)


@bp.get("/backoffice/books")
@staff_only(Right.MONEY)
def books() -> ResponseReturnValue:
    """The books of a day: balances of the accounts, and the entries with their seals."""
    store_id = require_staff().store_id
    day, today = wanted_day()
    return page(
        "backoffice/payments/books.html",
        balances=sorted(ledger.balances(store_id, day=day).items()),
        entries=ledger.list_entries(store_id, day=day, limit=500),
        faults=ledger.find_faults(store_id, limit=5),
        words=payment_words,
        **neighbours(day, today),
    )
