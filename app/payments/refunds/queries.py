"""Reading refunds."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.payments.models import Channel, Payment, PaymentAllocation
from app.payments.refunds.models import RUNNING, Refund, RefundStatus


def get_refund(store_id: str, refund_id: str) -> Refund:
    """A refund of the store. Raises NotFound."""
    refund = db.session.get(Refund, refund_id, populate_existing=True)
    if refund is None or refund.store_id != store_id:
        raise NotFound
    return refund


def list_of_payments(store_id: str, payment_ids: list[str]) -> list[Refund]:
    """The refunds of these payments, oldest first."""
    query = (
        select(Refund)
        .where(Refund.store_id == store_id, Refund.payment_id.in_(payment_ids))
        .order_by(Refund.asked_at, Refund.id)
    )
    return list(db.session.scalars(query))


def list_of_orders(store_id: str, order_ids: list[str]) -> list[Refund]:
    """The refunds of all payments that settled any of these orders."""
    settles = select(PaymentAllocation.payment_id).where(PaymentAllocation.order_id.in_(order_ids))
    query = select(Refund).where(Refund.store_id == store_id, Refund.payment_id.in_(settles))
    return list(db.session.scalars(query))


def list_due(limit: int = 20) -> list[str]:
    """The ids of refunds that are to be sent, or asked about, now."""
    query = (
        select(Refund.id)
        .where(Refund.status.in_(RUNNING), Refund.ask_at <= clock.now())
        .order_by(Refund.ask_at)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def list_failed(store_id: str) -> list[Refund]:
    """Refunds that a person has to see to, oldest first."""
    query = (
        select(Refund)
        .where(Refund.store_id == store_id, Refund.status == RefundStatus.FAILED)
        .options(selectinload(Refund.payment))
        .order_by(Refund.asked_at)
    )
    return list(db.session.scalars(query))


def list_of_day(store_id: str, day: date) -> list[Refund]:
    """The refunds of a business day with their payments, the newest first."""
    query = (
        select(Refund)
        .where(Refund.store_id == store_id, Refund.business_date == day)
        .options(selectinload(Refund.payment).selectinload(Payment.allocations))
        .order_by(Refund.asked_at.desc(), Refund.id.desc())
    )
    return list(db.session.scalars(query))


def sums_by_channel(store_id: str, day: date) -> dict[Channel, int]:
    """What was given back on a business day, by the channel by which it went, in fen."""
    query = (
        select(Payment.channel, Refund.is_cash, func.sum(Refund.amount_fen))
        .join(Payment, Refund.payment_id == Payment.id)
        .where(
            Refund.store_id == store_id,
            Refund.business_date == day,
            Refund.status != RefundStatus.FAILED,
        )
        .group_by(Payment.channel, Refund.is_cash)
    )
    found: dict[Channel, int] = {}
    for paid_by, is_cash, fen in db.session.execute(query):
        channel = Channel.CASH if is_cash else paid_by
        found[channel] = found.get(channel, 0) + int(fen)
    return found
