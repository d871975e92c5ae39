"""Dishes go to another party 拆台: to another table, or to a new party at the same one."""

from collections.abc import Mapping
from typing import Any

from app.core import audit, events
from app.core.actors import Actor
from app.core.db import atomic, db, insert_rows
from app.core.errors import Conflict, Invalid
from app.core.ids import new_id
from app.core.sequences import next_value
from app.inventory import service as inventory
from app.ordering import queries, rules
from app.ordering.errors import IllegalTransition, SetPart
from app.ordering.events import DishesMoved, OrderChanged
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus
from app.ordering.parts import queries as parts
from app.ordering.service.billing import ROUND_DOWN, rebill
from app.ordering.service.covering import carry_seats, seats_before
from app.ordering.service.lines import part_of
from app.pricing.stages import share
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.models import TableSession


@atomic
def split_party(
    session_id: str,
    chosen: Mapping[str, int],
    *,
    actor: Actor,
    table_id: str | None = None,
    covers: int | None = None,
) -> TableSession:
    """Give dishes {line id: portions} of a party to whoever sits at another table.

    A free table is opened; without `table_id` a new party at the same table gets them. What both
    owe is to the fen what the one owed. Raises NotFound, SessionOver, Conflict, Invalid,
    IllegalTransition, BillIsSplit, PortionPaid, SetPart, Overpaid when more was paid than stays.
    """
    tables.get_session(actor.store_id, session_id)
    session = tables.get_live_session(session_id)
    found = queries.list_session_orders(actor.store_id, session.id)
    parts.refuse_split(actor.store_id, [order.id for order in found])
    if table_id is None:
        into = tables_service.share_table(session.table_id, actor=actor, covers=covers)
    else:
        into = tables_service.open_table(table_id, actor=actor, covers=covers)
    if into.id == session.id:
        raise Conflict
    lines = {line.id: line for order in found for line in order.lines}
    if not chosen or not chosen.keys() <= lines.keys():
        raise Invalid({"dishes": "line_id"})
    left, moved = session.name, 0
    seats = seats_before(session.id, into.id)
    for order in found:
        mine = {each: n for each, n in chosen.items() if lines[each].order_id == order.id}
        if mine:
            moved += _give(order, mine, into, left)
    carry_seats(seats, covers, actor=actor)
    audit.log(
        "table.split", actor=actor, target=("table_session", session.id),
        left=left, taken=into.name, amount_fen=moved,
    )  # fmt: skip
    return into


def _give(order: Order, chosen: Mapping[str, int], into: TableSession, left: str) -> int:
    """Give dishes of one order away; what they come to."""
    if order.status not in rules.IN_KITCHEN:
        raise IllegalTransition
    left_id = order.table_session_id
    taken = [_taken(order, line_id, quantity) for line_id, quantity in chosen.items()]
    ids = {line.id for line in taken}
    taken += [line for line in order.lines if line.parent_id in ids]
    ids |= {line.id for line in taken}
    standing = {line.id for line in order.lines if line.status is not LineStatus.CANCELLED}
    target = order if standing <= ids else _cut(order, taken, into)
    target.table_id, target.table_name = into.table_id, into.name
    target.table_session_id = into.id
    db.session.flush()
    due = tuple(line.id for line in taken if not line.is_set)
    events.publish(DishesMoved(order.store_id, order.id, target.id, due, left, left_id))
    events.publish(OrderChanged(order.store_id, target.id, into.id))
    return target.total_fen


def _taken(order: Order, line_id: str, quantity: int) -> OrderLine:
    """The portions of a line that go, as a line of their own where not all of it goes."""
    line = queries.get_line(order.store_id, line_id)
    if line.parent_id is not None:
        raise SetPart
    if line.status is LineStatus.CANCELLED:
        raise IllegalTransition
    if not 1 <= quantity <= line.quantity or (line.is_set and quantity != line.quantity):
        raise Invalid({"quantity": f"1–{line.quantity}"})
    parts.refuse_settled(line, quantity)
    return line if quantity == line.quantity else part_of(line, quantity)


def _cut(order: Order, taken: list[OrderLine], into: TableSession) -> Order:
    """Make an order of their own of lines; both together cost what the one did."""
    before = order.total_fen
    ids = {line.id for line in taken}
    own, theirs = _divided_discounts(order, ids)
    count, _total = queries.session_tally(into.id)
    row: dict[str, Any] = {c.key: getattr(order, c.key) for c in Order.__table__.columns}
    row |= {
        "id": new_id(),
        "number": next_value(order.store_id, f"order:{order.business_date.isoformat()}"),
        "round": count + 1,
        "covers": into.covers,
        "table_session_id": into.id,
        "split_from_id": order.id,
        "discounts": theirs,
        "fees": [],
        "adjustments": [],
        "subtotal_fen": sum(line.total_fen for line in taken),
        "total_fen": sum(line.total_fen for line in taken),
        # What was paid, given back or is being paid belongs to the order that it was meant for.
        "paid_fen": 0,
        "refunded_fen": 0,
        "pending_payments": 0,
        "pickup_code": "",
    }
    insert_rows(Order, row)
    for line in taken:
        line.order_id = row["id"]
    inventory.move_lines(order.store_id, ids, row["id"])
    order.discounts = own
    db.session.flush()
    db.session.expire(order, ["lines"])
    made = queries.get_order(order.store_id, row["id"])
    for each in (order, made):
        rebill(each)
        each.status = _status_of(each)
    _even_out(made, order.total_fen + made.total_fen - before)
    return made


def _status_of(order: Order) -> OrderStatus:
    return rules.order_status_of(line.status for line in order.lines if not line.is_set)


def _divided_discounts(
    order: Order, ids: set[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """An order's discounts for what stays and for what goes: percentages hold, amounts share."""
    open_to = [line for line in order.lines if line.status is not LineStatus.CANCELLED]
    open_to = [line for line in open_to if line.is_discountable]
    goes = sum(line.total_fen for line in open_to if line.id in ids)
    stays = sum(line.total_fen for line in open_to if line.id not in ids)
    own, theirs = [], []
    for each in order.discounts:
        kept = _as_amount(order, each)
        if "off_fen" not in kept:
            own.append(kept)
            theirs.append(kept)
            continue
        mine, other = share(kept["off_fen"], [stays, goes])
        own += [{**kept, "off_fen": mine}] if mine else []
        theirs += [{**kept, "off_fen": other}] if other else []
    return own, theirs


def _as_amount(order: Order, kept: dict[str, Any]) -> dict[str, Any]:
    """Rounding to a multiple as the amount it came to: a part rounded anew would give more."""
    if kept["key"] != ROUND_DOWN:
        return kept
    off = -sum(a["amount_fen"] for a in order.adjustments if a["key"] == ROUND_DOWN)
    return {"key": f"{ROUND_DOWN}:{new_id()}", "label": ROUND_DOWN, "off_fen": off}


def _even_out(made: Order, over_fen: int) -> None:
    """Percentages of two parts, each rounded, may come to a fen less than of the whole."""
    if over_fen > 0:
        odd = {"key": f"{ROUND_DOWN}:{new_id()}", "label": ROUND_DOWN, "off_fen": over_fen}
        made.discounts = [*made.discounts, odd]
        rebill(made)
