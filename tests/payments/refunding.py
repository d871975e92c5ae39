"""Giving money back in tests."""

from typing import Any

from app.payments.refunds import service
from app.payments.refunds.inputs import RefundInput
from app.payments.refunds.models import Refund
from tests.factories.shop import Shop


def give_back(shop: Shop, payment_id: str, amount_fen: int | None = None, **more: Any) -> Refund:
    """Give `amount_fen` of a payment back, or what `lines` cost."""
    given = RefundInput(amount_fen=amount_fen, reason="菜品质量问题", **more)
    refund = service.ask_refund(payment_id, given, actor=shop.person())
    return service.carry_out(refund.id)
