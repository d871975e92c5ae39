"""Giving money back at the counter: all of it, an amount, or what single dishes cost."""

from typing import Annotated

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core.errors import Invalid
from app.core.money import parse_yuan
from app.ordering import queries as orders
from app.payments import queries as payments
from app.payments.models import Channel, Payment
from app.payments.refunds import service as refunds
from app.payments.refunds.inputs import Reason, RefundInput
from app.payments.refunds.pricing import list_refundable
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp
from app.web.refund_forms import REASONS, ticked_lines

_WRONG = lazy_gettext("Write an amount such as 38.50.")


class RefundForm(BaseModel):
    """The sheet's fields; `amount` counts where no dish is ticked."""

    model_config = ConfigDict(extra="ignore")

    amount: Annotated[str, StringConstraints(max_length=12)] = ""
    reason: Reason
    as_cash: bool = False
    owes_again: bool = False
    expected_left_fen: Annotated[int, Field(ge=0)]


@bp.get("/payments/<payment_id>/refund")
@staff_only(Right.REFUND)
def ask_refund(payment_id: str) -> ResponseReturnValue:
    """What can be given back of a payment."""
    return _sheet(payments.get_payment(require_staff().store_id, payment_id))


@bp.get("/orders/<order_id>/refund")
@staff_only(Right.REFUND)
def ask_order_refund(order_id: str) -> ResponseReturnValue:
    """What can be given back of an order: of its one payment, or which of them."""
    store_id = require_staff().store_id
    order = orders.get_order(store_id, order_id)
    found = payments.list_payments_of_orders(store_id, [order.id])
    left = [each for each in found if each.refunded_fen < each.amount_fen]
    if len(left) == 1:
        return _sheet(left[0])
    return render_template("counter/payments/_which.html", order=order, payments=left)


def _sheet(payment: Payment) -> str:
    return render_template(
        "counter/payments/_refund.html",
        payment=payment,
        left_fen=payment.amount_fen - payment.refunded_fen,
        lines=list_refundable(payment),
        reasons=REASONS,
        is_cash=payment.channel is Channel.CASH,
    )


@bp.post("/payments/<payment_id>/refund")
@staff_only(Right.REFUND)
def refund(payment_id: str) -> ResponseReturnValue:
    """Give money back; by a channel it is sent at once and asked about until it is done."""
    payments.get_payment(require_staff().store_id, payment_id)
    asked = refunds.ask_refund(payment_id, _wanted(), actor=current_actor())
    done = refunds.carry_out(asked.id)
    if done.done_at is not None:
        return acted(gettext("The money is given back."))
    return acted(gettext("The refund is under way. We ask the channel until it is done."))


def _wanted() -> RefundInput:
    given = RefundForm.model_validate(request.form.to_dict())
    lines = ticked_lines(request.form)
    return RefundInput(
        amount_fen=None if lines else _fen(given.amount),
        lines=lines,
        reason=given.reason,
        as_cash=given.as_cash,
        owes_again=given.owes_again,
        expected_left_fen=given.expected_left_fen,
    )


def _fen(text: str) -> int:
    try:
        fen = parse_yuan(text)
    except ValueError:
        raise Invalid({"amount": _WRONG}) from None
    if fen == 0:
        raise Invalid({"amount": _WRONG})
    return fen
