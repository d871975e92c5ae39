"""Reading orders."""

from datetime import date

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select
from sqlalchemy.orm import selectinload

from app.core.db import db, execute
from app.core.errors import NotFound
from app.ordering.models import Order, OrderLine, OrderStatus, OrderType
from app.ordering.rules import SessionBill

_TALLY = select(func.count(Order.id), func.coalesce(func.sum(Order.total_fen), 0)).where(
    Order.table_session_id == bindparam("session"), Order.status != OrderStatus.CANCELLED
)


def get_order(store_id: str, order_id: str) -> Order:
    """An order of the store with its lines. Raises NotFound."""
    order = db.session.scalars(
        select(Order)
        .where(Order.id == order_id, Order.store_id == store_id)
        .options(selectinload(Order.lines))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if order is None:
        raise NotFound
    return order


def get_session_order(store_id: str, session_id: str, order_id: str) -> Order:
    """An order that was placed in this table session. Raises NotFound."""
    order = get_order(store_id, order_id)
    if order.table_session_id != session_id:
        raise NotFound
    return order


def get_line(store_id: str, line_id: str) -> OrderLine:
    """A line of an order of the store. Raises NotFound."""
    line = db.session.get(OrderLine, line_id)
    if line is None or line.order.store_id != store_id:
        raise NotFound
    return line


def list_session_orders(store_id: str, session_id: str) -> list[Order]:
    """All orders of a table session with their lines, in the order they were placed."""
    query = (
        select(Order)
        .where(Order.store_id == store_id, Order.table_session_id == session_id)
        .options(selectinload(Order.lines))
        .order_by(Order.placed_at, Order.id)
    )
    return list(db.session.scalars(query))


def list_waiting_orders(store_id: str) -> list[Order]:
    """Orders that wait for staff to confirm them, oldest first."""
    query = (
        select(Order)
        .where(Order.store_id == store_id, Order.status == OrderStatus.WAITING)
        .options(selectinload(Order.lines))
        .order_by(Order.placed_at, Order.id)
    )
    return list(db.session.scalars(query))


def list_day_orders(
    store_id: str, day: date, *, limit: int = 200, offset: int = 0, search: str = ""
) -> list[Order]:
    """The orders of a business day with their lines, newest first.

    `search` leaves those whose number or table it names.
    """
    query = (
        select(Order)
        .where(*_of_day(store_id, day, search))
        .options(selectinload(Order.lines))
        .order_by(Order.number.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def count_day_orders(store_id: str, day: date, search: str = "") -> int:
    """How many orders `list_day_orders` would list without a limit."""
    query = select(func.count(Order.id)).where(*_of_day(store_id, day, search))
    return db.session.scalar(query) or 0


def session_tally(session_id: str) -> tuple[int, int]:
    """How many orders a table session has placed that stand, and their total in fen."""
    row = execute(_TALLY, {"session": session_id}).one()
    return int(row[0]), int(row[1])


def list_bills(store_id: str, session_ids: list[str]) -> dict[str, SessionBill]:
    """What each of the sessions has ordered so far; one that ordered nothing is left out."""
    stands = Order.status != OrderStatus.WAITING
    in_kitchen = Order.status.in_([OrderStatus.PLACED, OrderStatus.COOKING])
    rows = db.session.execute(
        select(
            Order.table_session_id,
            func.count(Order.id),
            func.sum(case((stands, 0), else_=1)),
            func.sum(case((in_kitchen, 1), else_=0)),
            func.sum(case((stands, Order.total_fen), else_=0)),
            func.sum(Order.paid_fen),
            func.max(Order.covers),
        )
        .where(
            Order.store_id == store_id,
            Order.table_session_id.in_(session_ids),
            Order.status != OrderStatus.CANCELLED,
        )
        .group_by(Order.table_session_id)
    ).all()
    return {str(row[0]): SessionBill(*row[1:]) for row in rows}


def list_pickup_orders(store_id: str, day: date) -> list[Order]:
    """The pick-up orders of a business day with their lines, newest first."""
    query = (
        select(Order)
        .where(
            Order.store_id == store_id,
            Order.business_date == day,
            Order.order_type == OrderType.PICKUP,
        )
        .options(selectinload(Order.lines))
        .order_by(Order.number.desc())
    )
    return list(db.session.scalars(query))


def _of_day(store_id: str, day: date, search: str) -> list[ColumnElement[bool]]:
    wanted = [Order.store_id == store_id, Order.business_date == day]
    if search:
        named = Order.table_name.icontains(search, autoescape=True)
        number = search.lstrip("#")
        is_number = number.isascii() and number.isdigit() and len(number) < 10
        wanted.append(or_(named, Order.number == int(number)) if is_number else named)
    return wanted
