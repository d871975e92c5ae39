"""The tip that a guest leaves once the bill is paid."""

from flask import Response, request
from flask_babel import gettext, lazy_gettext

from app.core import idempotency
from app.core.errors import Invalid
from app.core.money import parse_yuan
from app.payments import queries
from app.payments.tips import service
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp

_WRONG = lazy_gettext("Write an amount such as 38.50.")


@bp.post("/payments/<payment_id>/tip")
@staff_only(Right.TAKE_PAYMENT)
def take_tip(payment_id: str) -> Response:
    """Write a tip down, once per key."""
    queries.get_payment(require_staff().store_id, payment_id)
    key = idempotency.checked_key(request.form.get("key"))
    try:
        amount_fen = parse_yuan(request.form.get("amount", "")[:12])
    except ValueError:
        raise Invalid({"amount": _WRONG}) from None
    service.take_tip(payment_id, amount_fen, key=key, actor=current_actor())
    return acted(gettext("The tip is written down."))


@bp.post("/payments/<payment_id>/tip/back")
@staff_only(Right.REFUND)
def give_tip_back(payment_id: str) -> Response:
    """The tip goes back."""
    service.give_tip_back(payment_id, actor=current_actor())
    return acted(gettext("The tip is given back."))
