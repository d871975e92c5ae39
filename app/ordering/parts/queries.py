"""Reading bills in parts."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.ordering.errors import BillIsSplit, PortionPaid
from app.ordering.models import LineStatus, Order, OrderLine
from app.ordering.parts.models import BillPart, BillShare, BillSplit
from app.ordering.parts.rules import Owed, Portion, price_lines

_WHOLE = selectinload(BillSplit.parts).selectinload(BillPart.shares)


def get_part(store_id: str, part_id: str, *, locked: bool = False) -> BillPart:
    """A part of a bill of the store; `locked` for whoever is going to pay it. Raises NotFound."""
    query = select(BillPart).where(BillPart.id == part_id, BillPart.store_id == store_id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    part = db.session.scalars(query).one_or_none()
    if part is None:
        raise NotFound
    return part


def get_split(store_id: str, split_id: str) -> BillSplit:
    """A split of the store with its parts. Raises NotFound."""
    query = select(BillSplit).where(BillSplit.id == split_id, BillSplit.store_id == store_id)
    split = db.session.scalars(query.options(_WHOLE)).one_or_none()
    if split is None:
        raise NotFound
    return split


def find_open_split(store_id: str, order_ids: Iterable[str]) -> BillSplit | None:
    """The open split that any of these orders is in."""
    covered = (
        select(BillPart.split_id)
        .join(BillShare, BillShare.part_id == BillPart.id)
        .where(BillShare.order_id.in_(list(order_ids)), BillPart.dissolved_at.is_(None))
    )
    query = select(BillSplit).where(
        BillSplit.store_id == store_id, BillSplit.ended_at.is_(None), BillSplit.id.in_(covered)
    )
    return db.session.scalars(query.options(_WHOLE)).first()


def list_splits(store_id: str, order_ids: Iterable[str]) -> list[BillSplit]:
    """All splits that these orders were in, oldest first."""
    covered = (
        select(BillPart.split_id)
        .join(BillShare, BillShare.part_id == BillPart.id)
        .where(BillShare.order_id.in_(list(order_ids)))
    )
    query = select(BillSplit).where(BillSplit.store_id == store_id, BillSplit.id.in_(covered))
    return list(db.session.scalars(query.options(_WHOLE).order_by(BillSplit.id)))


def order_ids_of(split: BillSplit) -> list[str]:
    """The orders that a split covers, in the order in which they were placed."""
    return sorted({each.order_id for part in split.standing for each in part.shares})


def refuse_split(store_id: str, order_ids: Iterable[str]) -> None:
    """Object to changing money that parts of a bill rely on. Raises BillIsSplit."""
    split = find_open_split(store_id, order_ids)
    if split is not None:
        raise BillIsSplit(split_id=split.id)


def refuse_settled(line: OrderLine, quantity: int) -> None:
    """Object to changing portions of a line that somebody has paid already. Raises PortionPaid."""
    paid = sum(
        portion["quantity"]
        for portion, _fen in _paid_portions([line.order_id])
        if portion["line_id"] == line.id
    )
    if line.quantity - paid < quantity:
        raise PortionPaid


def owed_by(order: Order) -> Owed:
    """What an order still owes."""
    return Owed(order.id, order.due_fen)


def open_portions(orders: Iterable[Order]) -> list[Portion]:
    """The dishes of orders that nobody has paid one by one; each order's come to its due."""
    found = list(orders)
    paid_count, paid_fen = Counter[str](), Counter[str]()
    for portion, fen in _paid_portions([order.id for order in found]):
        paid_count[portion["line_id"]] += portion["quantity"]
        paid_fen[portion["line_id"]] += fen
    return [
        portion for order in found for portion in _open_portions(order, paid_count, paid_fen)
    ]


def _open_portions(
    order: Order, paid_count: Counter[str], paid_fen: Counter[str]
) -> list[Portion]:
    lines = [
        Portion(
            line.id,
            order.id,
            line.quantity - paid_count[line.id],
            max(line.net_fen - paid_fen[line.id], 0),
        )
        for line in order.lines
        if line.parent_id is None and line.status is not LineStatus.CANCELLED
    ]
    return price_lines(order.due_fen, [each for each in lines if each.quantity > 0])


def _paid_portions(order_ids: list[str]) -> list[tuple[dict[str, Any], int]]:
    """The portions of paid parts that touch any of the orders, with what was paid for them."""
    shared = select(BillShare.part_id).where(BillShare.order_id.in_(order_ids))
    query = select(BillPart).where(
        BillPart.id.in_(shared),
        BillPart.paid_fen == BillPart.amount_fen,
        BillPart.dissolved_at.is_(None),
    )
    return [
        (each, each["amount_fen"])
        for part in db.session.scalars(query)
        for each in part.portions
    ]


def end_open_split(store_id: str, order_ids: Iterable[str]) -> None:
    """The party has left: what it did not pay stays as it is, and its split is over."""
    split = find_open_split(store_id, order_ids)
    if split is not None:
        split.ended_at = clock.now()
