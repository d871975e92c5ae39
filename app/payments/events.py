"""What the till tells the rest of the house."""

from dataclasses import dataclass

from app.core.actors import Actor


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """Money was taken for these orders."""

    store_id: str
    payment_id: str
    order_ids: tuple[str, ...]
    session_id: str | None
    actor: Actor


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """An attempt to pay by a channel has ended: "paid", "closed", "refused" or "disputed"."""

    store_id: str
    attempt_id: str
    session_id: str | None
    status: str


@dataclass(frozen=True, slots=True)
class MoneyReturned:
    """Money came for which nothing was owed any more; it is on its way back."""

    store_id: str
    payment_id: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class InvoiceAsked:
    """Guests want an invoice for what their table paid."""

    store_id: str
    request_id: str
    table: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class RefundMade:
    """Money was given back."""

    store_id: str
    refund_id: str
    payment_id: str
    session_id: str | None
