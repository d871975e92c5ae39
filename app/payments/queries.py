"""Reading payments."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.payments.models import Payment, PaymentAllocation


def get_payment(store_id: str, payment_id: str) -> Payment:
    """A payment of the store with its allocations. Raises NotFound."""
    payment = db.session.get(Payment, payment_id, options=[selectinload(Payment.allocations)])
    if payment is None or payment.store_id != store_id:
        raise NotFound
    return payment


def list_payments_of_orders(store_id: str, order_ids: list[str]) -> list[Payment]:
    """The payments that settle any of these orders, oldest first."""
    settles = select(PaymentAllocation.payment_id).where(PaymentAllocation.order_id.in_(order_ids))
    query = (
        select(Payment)
        .where(Payment.store_id == store_id, Payment.id.in_(settles))
        .options(selectinload(Payment.allocations))
        .order_by(Payment.taken_at, Payment.id)
    )
    return list(db.session.scalars(query))


def list_payments_of_part(store_id: str, part_id: str) -> list[Payment]:
    """The payments of one part of a bill, oldest first."""
    query = (
        select(Payment)
        .where(Payment.store_id == store_id, Payment.bill_part_id == part_id)
        .options(selectinload(Payment.allocations))
        .order_by(Payment.taken_at, Payment.id)
    )
    return list(db.session.scalars(query))


def list_payments(store_id: str, day: date) -> list[Payment]:
    """The payments of a business day with what they settled, the newest first."""
    query = (
        select(Payment)
        .where(Payment.store_id == store_id, Payment.business_date == day)
        .options(selectinload(Payment.allocations))
        .order_by(Payment.taken_at.desc(), Payment.id.desc())
    )
    return list(db.session.scalars(query))
