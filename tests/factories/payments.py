"""Payments."""

from typing import Any

from app.core.actors import Actor
from app.core.ids import new_id
from app.ordering.models import Order
from app.payments import service
from app.payments.inputs import PaymentInput
from app.payments.models import Channel


def pay(actor: Actor, order: Order, amount_fen: int | None = None, **more: Any) -> dict[str, Any]:
    """Cash for an order: what is due, unless another amount is given."""
    amount = order.due_fen if amount_fen is None else amount_fen
    given = PaymentInput(**{"channel": Channel.CASH, "amount_fen": amount, **more})
    return service.pay_order(order.id, given, key=new_id(), actor=actor)
