"""Bills in parts."""

from typing import Any

from app.core.actors import Actor
from app.core.ids import new_id
from app.ordering.parts.models import BillPart
from app.payments import service
from app.payments.inputs import PaymentInput
from app.payments.models import Channel


def pay_part(
    actor: Actor, part: BillPart, amount_fen: int | None = None, **more: Any
) -> dict[str, Any]:
    """Cash for a part of a bill: what is open, unless another amount is given."""
    amount = part.open_fen if amount_fen is None else amount_fen
    given = PaymentInput(**{"channel": Channel.CASH, "amount_fen": amount, **more})
    return service.pay_part(part.id, given, key=new_id(), actor=actor)
