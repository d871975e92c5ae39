"""Finding past orders by everything an owner remembers of them."""

import operator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import selectinload

from app.catalog.models import Dish
from app.core.db import db
from app.ordering.models import Order, OrderLine, OrderStatus, OrderType
from app.payments.models import Channel, Payment, PaymentAllocation

# Counting stops here: nobody needs to know whether 12 or 13 thousand orders fit.
MAX_COUNTED = 10_000

# An order's place in the list: its business day and its number, which no other order shares.
Place = tuple[date, int]

PAID, UNPAID = "paid", "unpaid"


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """What is asked for; None or "" asks for all. Both ends of every span count in.

    `text` is a number or part of a table's name, `dish` part of a dish's name, pinyin or
    initials, `payment` "paid", "unpaid" or a channel. Amounts are totals in fen.
    """

    text: str = ""
    since_day: date | None = None
    until_day: date | None = None
    since: datetime | None = None
    until: datetime | None = None
    least_fen: int | None = None
    most_fen: int | None = None
    dish: str = ""
    status: OrderStatus | None = None
    order_type: OrderType | None = None
    payment: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many orders fit and what those that stand are worth; counted up to `MAX_COUNTED`."""

    count: int
    total_fen: int

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > MAX_COUNTED


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the orders that fit, whether more follow, and the tally of all."""

    orders: list[Order]
    has_more: bool
    tally: Tally


def find_orders(
    store_id: str, wanted: OrderSearch, *, limit: int, after: Place | None = None
) -> list[Order]:
    """The guests' orders that fit with their lines, newest first; those behind `after` if given."""
    query = _fitting(select(Order), store_id, wanted)
    if after is not None:
        query = query.where(tuple_(Order.business_date, Order.number) < after)
    query = query.order_by(Order.business_date.desc(), Order.number.desc()).limit(limit)
    return list(db.session.scalars(query.options(selectinload(Order.lines))))


def tally_orders(store_id: str, wanted: OrderSearch) -> Tally:
    """How many fit, and the sum in fen of those that were not cancelled."""
    found = _fitting(select(Order.total_fen, Order.status), store_id, wanted)
    rows = found.limit(MAX_COUNTED + 1).subquery()
    stands = rows.c.status != OrderStatus.CANCELLED
    worth = func.coalesce(func.sum(rows.c.total_fen).filter(stands), 0)
    count, total_fen = db.session.execute(select(func.count(), worth).select_from(rows)).one()
    return Tally(int(count), int(total_fen))


def look_through(
    store_id: str, wanted: OrderSearch, *, limit: int, after: Place | None = None
) -> Page:
    """A page of those that fit, and how many they are in all."""
    found = find_orders(store_id, wanted, limit=limit + 1, after=after)
    if after is None and len(found) <= limit:
        # They are all here: a search of rare things goes through all orders, once is enough.
        stand = (order.total_fen for order in found if order.status != OrderStatus.CANCELLED)
        return Page(found, has_more=False, tally=Tally(len(found), sum(stand)))
    return Page(found[:limit], len(found) > limit, tally_orders(store_id, wanted))


def channels_of(order_ids: list[str]) -> dict[str, list[str]]:
    """By which channels each of the orders was paid; an unpaid one is left out."""
    rows = db.session.execute(
        select(PaymentAllocation.order_id, Payment.channel)
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(PaymentAllocation.order_id.in_(order_ids))
        .order_by(Payment.taken_at)
    )
    found: dict[str, list[str]] = {}
    for order_id, channel in rows:
        channels = found.setdefault(order_id, [])
        if channel.value not in channels:
            channels.append(channel.value)
    return found


def _fitting(
    query: Select[*tuple[Any, ...]], store_id: str, wanted: OrderSearch
) -> Select[*tuple[Any, ...]]:
    query = query.where(Order.store_id == store_id, ~Order.is_test)
    for value, column, compare in (
        (wanted.since_day, Order.business_date, operator.ge),
        (wanted.until_day, Order.business_date, operator.le),
        (wanted.since, Order.placed_at, operator.ge),
        (wanted.until, Order.placed_at, operator.le),
        (wanted.least_fen, Order.total_fen, operator.ge),
        (wanted.most_fen, Order.total_fen, operator.le),
        (wanted.status, Order.status, operator.eq),
        (wanted.order_type, Order.order_type, operator.eq),
    ):
        if value is not None:
            query = query.where(compare(column, value))
    if wanted.text:
        query = query.where(_named(wanted.text))
    if wanted.dish:
        query = query.where(_has_dish(store_id, wanted.dish))
    if wanted.payment:
        query = query.where(_paid_by(wanted.payment))
    return query


def _named(text: str) -> ColumnElement[bool]:
    named = Order.table_name.icontains(text, autoescape=True)
    number = text.lstrip("#")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return or_(named, Order.number == int(number)) if is_number else named


def _has_dish(store_id: str, text: str) -> ColumnElement[bool]:
    """By the name frozen on the line, or by the pinyin of the dish as it is now."""
    letters = "".join(text.lower().split())
    sounds = select(Dish.id).where(
        Dish.store_id == store_id,
        or_(Dish.pinyin.contains(letters, autoescape=True),
            Dish.initials.contains(letters, autoescape=True)),
    )  # fmt: skip
    fits = [
        OrderLine.name.icontains(text, autoescape=True),
        OrderLine.name_en.icontains(text, autoescape=True),
    ]
    if letters.isascii() and letters.isalnum():
        fits.append(OrderLine.dish_id.in_(sounds))
    return exists().where(OrderLine.order_id == Order.id, or_(*fits))


def _paid_by(payment: str) -> ColumnElement[bool]:
    if payment == PAID:
        return and_(Order.paid_fen >= Order.total_fen, Order.status != OrderStatus.CANCELLED)
    if payment == UNPAID:
        still_due = Order.paid_fen < Order.total_fen
        return and_(still_due, Order.status != OrderStatus.CANCELLED)
    return exists().where(
        PaymentAllocation.order_id == Order.id,
        Payment.id == PaymentAllocation.payment_id,
        Payment.channel == Channel(payment),
    )
