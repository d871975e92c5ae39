"""The figures of a business day."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select

from app.core.db import db
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus
from app.ordering.rules import BEFORE_KITCHEN
from app.payments.models import Payment
from app.payments.refunds import queries as refunds
from app.stores import queries as stores

_COUNTS = and_(~Order.is_test, Order.status.not_in({OrderStatus.CANCELLED, *BEFORE_KITCHEN}))


def day_report(store_id: str, day: date) -> dict[str, Any]:
    """Orders, turnover, payments and turnover by the hour of the store's clock.

    `gross_fen` is the sum of the lines, `net_fen` what is left after discounts.
    """
    row = db.session.execute(
        select(
            func.count(Order.id),
            func.coalesce(func.sum(Order.subtotal_fen), 0),
            func.coalesce(func.sum(Order.total_fen), 0),
            func.coalesce(func.sum(Order.paid_fen), 0),
            func.coalesce(func.sum(Order.covers), 0),
        ).where(Order.store_id == store_id, Order.business_date == day, _COUNTS)
    ).one()
    orders, gross, net, paid, covers = (int(value) for value in row)
    return {
        "date": day.isoformat(),
        "orders": orders,
        "covers": covers,
        "gross_fen": gross,
        "discounts_fen": gross - net,
        "net_fen": net,
        "unpaid_fen": net - paid,
        "paid_by": paid_by(store_id, day),
        "refunds_fen": sum(refunds.sums_by_channel(store_id, day).values()),
        "by_hour": _by_hour(store_id, day),
    }


def top_dishes(store_id: str, day: date, limit: int = 10) -> list[dict[str, Any]]:
    """The dishes sold most on a day: name, portions, turnover in fen."""
    portions = func.sum(OrderLine.quantity)
    rows = db.session.execute(
        select(OrderLine.name, portions, func.sum(OrderLine.total_fen), func.max(OrderLine.name_en))
        .join(Order)
        .where(
            Order.store_id == store_id,
            Order.business_date == day,
            _COUNTS,
            OrderLine.status != LineStatus.CANCELLED,
        )
        .group_by(OrderLine.dish_id, OrderLine.name)
        .order_by(portions.desc(), OrderLine.name)
        .limit(limit)
    ).all()
    return [
        {"name": row[0], "name_en": row[3], "quantity": int(row[1]), "total_fen": int(row[2])}
        for row in rows
    ]


def paid_by(store_id: str, day: date) -> dict[str, int]:
    """What was paid on a business day by each channel, in fen."""
    rows = db.session.execute(
        select(Payment.channel, func.sum(Payment.amount_fen))
        .where(Payment.store_id == store_id, Payment.business_date == day)
        .group_by(Payment.channel)
    ).all()
    return {channel.value: int(total) for channel, total in rows}


def _by_hour(store_id: str, day: date) -> list[int]:
    store = stores.get_facts(store_id)
    totals: Counter[int] = Counter()
    rows = db.session.execute(
        select(Order.placed_at, Order.total_fen).where(
            Order.store_id == store_id, Order.business_date == day, _COUNTS
        )
    )
    for placed_at, total_fen in rows:
        totals[store.local(placed_at).hour] += total_fen
    return [totals[hour] for hour in range(24)]
