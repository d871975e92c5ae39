"""Reading requests for invoices."""

from collections.abc import Iterable

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound
from app.ordering import queries as orders
from app.ordering.models import OrderStatus
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
    bill = orders.list_session_orders(store_id, session_id)
    standing = [order for order in bill if order.status is not OrderStatus.CANCELLED]
    paid = sum(order.paid_fen - order.refunded_fen for order in standing)
    found = payments.list_payments_of_orders(store_id, [order.id for order in standing])
    return max(0, paid - _training_fen(found))


def _training_fen(found: Iterable[Payment]) -> int:
    return sum(
        max(0, sum(part.amount_fen for part in each.allocations) - each.refunded_fen)
        for each in found
        if each.channel is Channel.SANDBOX
    )
