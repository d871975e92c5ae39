"""What the till tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """Money was taken for these orders."""

    store_id: str
    payment_id: str
    order_ids: tuple[str, ...]
    session_id: str | None
