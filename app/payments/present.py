"""Payments as JSON."""

from typing import Any

from app.payments.models import Payment


def payment_json(payment: Payment) -> dict[str, Any]:
    """A payment."""
    return {
        "id": payment.id,
        "status": payment.status.value,
        "channel": payment.channel.value,
        "amount_fen": payment.amount_fen,
        "tendered_fen": payment.tendered_fen,
        "change_fen": payment.change_fen,
    }
