"""Reading orders."""

from collections.abc import Iterable
from dataclasses import dataclass, make_dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import and_, bindparam, case, func, literal, select
from sqlalchemy.orm import selectinload

from app.catalog.queries import MENU_SEQUENCE
from app.core import clock
from app.core.db import db, execute, locks_rows, read
from app.core.errors import NotFound
from app.core.idempotency import IdempotentAnswer
from app.core.sequences import Sequence
from app.ordering.models import Order, OrderLine, OrderStatus, OrderType
from app.ordering.rules import BEFORE_KITCHEN, SessionBill
from app.tables.errors import SessionOver
from app.tables.models import Table, TableSession

# How a line's price came about is not for showing, and costs as much to read as all the rest.
_UNSEEN = {OrderLine.changes.key, OrderLine.shares.key}
_ORDER_COLUMNS = tuple(Order.__table__.c)
_LINE_COLUMNS = tuple(c for c in OrderLine.__table__.c if c.key not in _UNSEEN)
_SHOWN = (
    select(*_ORDER_COLUMNS, *(c.label(f"line_{c.key}") for c in _LINE_COLUMNS))
    .outerjoin(OrderLine, OrderLine.order_id == Order.id)
    .where(Order.id == bindparam("order"), Order.store_id == bindparam("store"))
    .order_by(OrderLine.position)
)
_OrderRow: Any = make_dataclass(
    "_OrderRow", [*(c.key for c in _ORDER_COLUMNS), "lines"], slots=True
)
_LineRow: Any = make_dataclass("_LineRow", [c.key for c in _LINE_COLUMNS], slots=True)
_STANDING = (
    Order.table_session_id == bindparam("session"),
    Order.status != OrderStatus.CANCELLED,
)
_COUNT, _SUM = func.count(Order.id), func.coalesce(func.sum(Order.total_fen), 0)
_TALLY = select(_COUNT, _SUM).where(*_STANDING)
_LOOK = (
    select(
        *TableSession.__table__.c,
        IdempotentAnswer.body_hash.label("kept_hash"),
        IdempotentAnswer.answer.label("kept"),
        select(_COUNT).where(*_STANDING).scalar_subquery().label("orders"),
        select(_SUM).where(*_STANDING).scalar_subquery().label("ordered_fen"),
        select(Sequence.value)
        .where(Sequence.store_id == bindparam("store"), Sequence.name == MENU_SEQUENCE)
        .scalar_subquery()
        .label("menu_version"),
        select(Table.area_id)
        .where(Table.id == TableSession.table_id)
        .scalar_subquery()
        .label("area_id"),
        func.coalesce(
            func.nullif(TableSession.party_name, ""),
            select(Table.name).where(Table.id == TableSession.table_id).scalar_subquery(),
        ).label("table_name"),
    )
    .select_from(TableSession)
    .outerjoin(
        IdempotentAnswer,
        and_(
            IdempotentAnswer.store_id == bindparam("store"),
            IdempotentAnswer.scope == bindparam("scope_of"),
            IdempotentAnswer.key == bindparam("key_given"),
        ),
    )
    .where(TableSession.id == bindparam("session"))
)


@dataclass(frozen=True, slots=True)
class BeforePlacing:
    """What placing an order has to know: the session, what it ordered, the key's earlier answer."""

    session: TableSession
    kept_hash: str
    kept: dict[str, Any] | None
    orders: int
    ordered_fen: int
    menu_version: int
    area_id: str | None
    table_name: str


def get_order(store_id: str, order_id: str) -> Order:
    """An order of the store with its lines; a verb holds it to its end. Raises NotFound."""
    query = select(Order).where(Order.id == order_id, Order.store_id == store_id)
    query = query.options(selectinload(Order.lines)).execution_options(populate_existing=True)
    if locks_rows():
        query = query.with_for_update(of=Order)
    order = db.session.scalars(query).one_or_none()
    if order is None:
        raise NotFound
    return order


def read_order(store_id: str, order_id: str, session_id: str | None = None) -> Order:
    """An order with its lines as plain rows: for showing, not for changing. Raises NotFound.

    With `session_id` only an order that was placed in this table session.
    """
    # One statement for both: what each costs on its way is more than the order's columns again.
    rows = read(_SHOWN, {"store": store_id, "order": order_id})
    if not rows:
        raise NotFound
    width = len(_ORDER_COLUMNS)
    lines = [_LineRow(*row[width:]) for row in rows]
    order = _OrderRow(*rows[0][:width], [line for line in lines if line.id is not None])
    if session_id not in (None, order.table_session_id):
        raise NotFound
    return cast("Order", order)


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
    if locks_rows():
        get_order(store_id, line.order_id)
    return line


def list_session_orders(store_id: str, session_id: str) -> list[Order]:
    """All orders of a table session with their lines, in the order they were placed."""
    query = (
        select(Order)
        .where(Order.store_id == store_id, Order.table_session_id == session_id)
        .options(selectinload(Order.lines))
        .order_by(Order.placed_at, Order.id)
    )
    if locks_rows():
        query = query.with_for_update(of=Order)
    return list(db.session.scalars(query))


def list_orders(store_id: str, order_ids: Iterable[str]) -> list[Order]:
    """These orders with their lines, in the order they were placed; for showing."""
    ids = list(order_ids)
    query = select(Order).where(Order.store_id == store_id, Order.id.in_(ids))
    query = query.options(selectinload(Order.lines)).order_by(Order.placed_at, Order.id)
    return list(db.session.scalars(query)) if ids else []


def numbers_of(store_id: str, order_ids: Iterable[str]) -> dict[str, int]:
    """The numbers of these orders by their ids."""
    query = select(Order.id, Order.number).where(
        Order.store_id == store_id, Order.id.in_(list(order_ids))
    )
    return {row.id: row.number for row in db.session.execute(query)}


def list_waiting_orders(store_id: str) -> list[Order]:
    """Orders that wait for staff to confirm them, oldest first."""
    # Written out, not given as a parameter: only so is the index of those that wait used.
    waiting = literal(OrderStatus.WAITING, Order.status.type, literal_execute=True)
    query = (
        select(Order)
        .where(Order.store_id == store_id, Order.status == waiting)
        .options(selectinload(Order.lines))
        .order_by(Order.placed_at, Order.id)
    )
    return list(db.session.scalars(query))


def list_open_tests(store_id: str) -> list[Order]:
    """The test orders that still lie in the kitchen."""
    query = select(Order).where(
        Order.store_id == store_id,
        Order.is_test,
        Order.status.not_in([OrderStatus.COMPLETED, OrderStatus.CANCELLED]),
    )
    return list(db.session.scalars(query))


def session_tally(session_id: str) -> tuple[int, int]:
    """How many orders a table session has placed that stand, and their total in fen."""
    row = execute(_TALLY, {"session": session_id}).one()
    return int(row[0]), int(row[1])


def look_before_placing(store_id: str, session_id: str, scope: str, key: str) -> BeforePlacing:
    """All that placing an order in a session reads, in one statement. Raises SessionOver.

    `orders` and `ordered_fen` are those of `session_tally`; `session` is a plain row.
    """
    wanted = {"store": store_id, "session": session_id, "scope_of": scope, "key_given": key}
    row = next(iter(read(_LOOK, wanted)), None)
    if row is None or row.closed_at is not None or row.expires_at <= clock.now():
        raise SessionOver
    return BeforePlacing(
        cast("TableSession", row),
        row.kept_hash or "",
        row.kept,
        int(row.orders),
        int(row.ordered_fen),
        int(row.menu_version or 0),
        row.area_id,
        row.table_name,
    )


def list_bills(store_id: str, session_ids: list[str]) -> dict[str, SessionBill]:
    """What each of the sessions has ordered so far; one that ordered nothing is left out."""
    is_waiting = Order.status == OrderStatus.WAITING
    is_unpaid = Order.status == OrderStatus.UNPAID
    stands = Order.status.not_in(BEFORE_KITCHEN)
    in_kitchen = Order.status.in_([OrderStatus.PLACED, OrderStatus.COOKING])
    rows = db.session.execute(
        select(
            Order.table_session_id,
            func.count(Order.id),
            func.sum(case((is_waiting, 1), else_=0)),
            func.sum(case((in_kitchen, 1), else_=0)),
            func.sum(case((stands, Order.total_fen), else_=0)),
            func.sum(case((stands, Order.paid_fen), else_=0)),
            func.max(Order.covers),
            func.sum(case((is_unpaid, 1), else_=0)),
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
    """The guests' pick-up orders of a business day with their lines, newest first."""
    query = (
        select(Order)
        .where(
            Order.store_id == store_id,
            Order.business_date == day,
            Order.order_type == OrderType.PICKUP,
            ~Order.is_test,
        )
        .options(selectinload(Order.lines))
        .order_by(Order.number.desc())
    )
    return list(db.session.scalars(query))


def list_latest_notes(store_id: str, limit: int = 5000) -> list[str]:
    """The notes of the store's latest orders and of their lines, empty ones left out."""
    own = select(Order.note).where(Order.store_id == store_id, Order.note != "")
    of_lines = (
        select(OrderLine.note)
        .join(Order, OrderLine.order_id == Order.id)
        .where(Order.store_id == store_id, OrderLine.note != "")
    )
    found = [*db.session.scalars(own.order_by(Order.id.desc()).limit(limit))]
    return [*found, *db.session.scalars(of_lines.order_by(OrderLine.id.desc()).limit(limit))]


def list_owing(store_id: str) -> list[Order]:
    """The guests' orders in the kitchen or served that are not paid in full, oldest first."""
    query = (
        select(Order)
        .where(
            Order.store_id == store_id,
            Order.status.in_([OrderStatus.PLACED, OrderStatus.COOKING, OrderStatus.READY]),
            Order.paid_fen < Order.total_fen,
            ~Order.is_test,
        )
        .order_by(Order.placed_at, Order.id)
    )
    return list(db.session.scalars(query))


def list_unpaid_orders(store_id: str) -> list[Order]:
    """Orders that are paid first and whose money is not complete, for tables too, oldest first."""
    query = (
        select(Order)
        .where(
            Order.store_id == store_id,
            Order.pay_until.is_not(None),
            Order.status == OrderStatus.UNPAID,
        )
        .options(selectinload(Order.lines))
        .order_by(Order.placed_at, Order.id)
    )
    return list(db.session.scalars(query))


def list_ahead(store_id: str) -> list[Order]:
    """Orders for later that the kitchen does not have yet, paid or not, the next one first."""
    query = (
        select(Order)
        .where(
            Order.store_id == store_id,
            Order.due_at.is_not(None),
            Order.status.in_(BEFORE_KITCHEN),
        )
        .options(selectinload(Order.lines))
        .order_by(Order.due_at, Order.id)
    )
    return list(db.session.scalars(query))


def list_scheduled_orders(store_id: str) -> list[Order]:
    """Pre-orders that the kitchen does not have yet, of all days, the next one first."""
    query = (
        select(Order)
        .where(
            Order.store_id == store_id,
            Order.due_at.is_not(None),
            Order.status == OrderStatus.SCHEDULED,
        )
        .options(selectinload(Order.lines))
        .order_by(Order.due_at, Order.id)
    )
    return list(db.session.scalars(query))
