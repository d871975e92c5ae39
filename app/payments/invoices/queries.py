"""Reading requests for invoices."""

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound
from app.ordering.models import Order, OrderStatus
from app.payments import queries as payments
from app.payments.invoices.models import InvoiceRequest, InvoiceStatus
from app.payments.models import Channel, Payment


def find_request(store_id: str, session_id: str) -> InvoiceRequest | None:
    """What a table asked for, None when it did not."""
    query = select(InvoiceRequest).where(
        InvoiceRequest.store_id == store_id, InvoiceRequest.table_session_id == session_id
    )
    return db.session.scalars(query).one_or_none()


def get_request(store_id: str, request_id: str) -> InvoiceRequest:
    """A request of the store. Raises NotFound."""
    found = db.session.get(InvoiceRequest, request_id, populate_existing=True)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def list_requests(store_id: str, *, is_open: bool, limit: int = 200) -> list[InvoiceRequest]:
    """Those to be seen to, the oldest first; or those that were, the newest first."""
    wanted = InvoiceRequest.status == InvoiceStatus.REQUESTED
    query = select(InvoiceRequest).where(InvoiceRequest.store_id == store_id)
    if is_open:
        query = query.where(wanted).order_by(InvoiceRequest.asked_at, InvoiceRequest.id)
    else:
        newest = (InvoiceRequest.asked_at.desc(), InvoiceRequest.id.desc())
        query = query.where(~wanted).order_by(*newest)
    return list(db.session.scalars(query.limit(limit)))


def count_open(store_id: str) -> int:
    """How many wait to be seen to."""
    query = select(func.count(InvoiceRequest.id)).where(
        InvoiceRequest.store_id == store_id, InvoiceRequest.status == InvoiceStatus.REQUESTED
    )
    return db.session.scalar(query) or 0


def invoiceable_fen(store_id: str, session_id: str) -> int:
    """What an invoice of a table is about: paid less given back; training money is none."""
    return invoiceable_amounts(store_id, [session_id])[session_id]


def invoiceable_amounts(store_id: str, session_ids: list[str]) -> dict[str, int]:
    """What an invoice of each table would be about by now, by its session."""
    query = select(Order.id, Order.table_session_id, Order.paid_fen - Order.refunded_fen).where(
        Order.store_id == store_id,
        Order.table_session_id.in_(session_ids),
        Order.status != OrderStatus.CANCELLED,
    )
    found = dict.fromkeys(session_ids, 0)
    session_of: dict[str, str] = {}
    for order_id, told, fen in db.session.execute(query):
        session_of[order_id] = session_id = str(told)
        found[session_id] += fen
    for each in payments.list_payments_of_orders(store_id, list(session_of)):
        settles = {session_of[part.order_id] for part in each.allocations
                   if part.order_id in session_of}  # fmt: skip
        for session_id in settles:
            found[session_id] -= _training_fen(each)
    return {session_id: max(0, fen) for session_id, fen in found.items()}


def _training_fen(payment: Payment) -> int:
    """What is left of a payment that was made to practise; 0 of any other."""
    if payment.channel is not Channel.SANDBOX:
        return 0
    return max(0, sum(part.amount_fen for part in payment.allocations) - payment.refunded_fen)
