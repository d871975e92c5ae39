"""Two parties become one 并台, and part again: orders, cart and bill go along."""

from app.core.actors import Actor
from app.core.db import atomic, db
from app.ordering import queries
from app.ordering.models import Order, OrderStatus
from app.ordering.parts import queries as parts
from app.ordering.service.moving import to_carry_out
from app.ordering.service.parties import confirm_session_orders
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.models import TableSession


@atomic
def merge_parties(left_id: str, kept_id: str, *, actor: Actor) -> TableSession:
    """Make one party of two; whoever of them was waiting is let in with its orders.

    Raises NotFound, SessionOver, Conflict, PartyJoined, and BillIsSplit while a bill is in parts.
    """
    for each in (left_id, kept_id):
        _refuse_split(each, actor)
        confirm_session_orders(each, actor=actor)
    return tables_service.merge_sessions(left_id, kept_id, actor=actor)


@atomic
def part_parties(session_id: str, *, actor: Actor) -> TableSession:
    """Take a merged party out again, with what it had ordered before.

    Raises NotFound, Conflict, and BillIsSplit while the bill is in parts.
    """
    merged = tables.get_session(actor.store_id, session_id)
    if merged.merged_into_id is not None:
        _refuse_split(merged.merged_into_id, actor)
    return tables_service.part_session(session_id, actor=actor)


@atomic
def follow_merge(store_id: str, left_id: str, kept_id: str, name: str) -> list[Order]:
    """Write the joint party on the orders of both; return those of the one that came."""
    came = queries.list_session_orders(store_id, left_id)
    for order in came:
        order.table_session_id = kept_id
    tables_service.note_merged_orders(left_id, [order.id for order in came])
    db.session.flush()
    follow_name(store_id, kept_id, name)
    return came


@atomic
def follow_parting(store_id: str, parted_id: str, order_ids: tuple[str, ...]) -> list[Order]:
    """Give a party back the orders that it had brought along; return them."""
    back = [queries.get_order(store_id, order_id) for order_id in order_ids]
    for order in back:
        order.table_session_id = parted_id
    db.session.flush()
    return back


@atomic
def follow_name(store_id: str, session_id: str, name: str) -> list[Order]:
    """Call a party's orders by its name; return those that stand."""
    found = queries.list_session_orders(store_id, session_id)
    standing = [order for order in found if order.status is not OrderStatus.CANCELLED]
    for order in standing:
        order.table_name = name
    db.session.flush()
    return standing


def due_lines(orders: list[Order]) -> dict[str, tuple[str, ...]]:
    """The lines of orders that are still to be carried out, by order."""
    return {order.id: lines for order in orders if (lines := to_carry_out(order))}


def _refuse_split(session_id: str, actor: Actor) -> None:
    found = queries.list_session_orders(actor.store_id, session_id)
    parts.refuse_split(actor.store_id, [order.id for order in found])
