"""A party's orders follow it to another table."""

from app.core.db import atomic, db
from app.ordering import queries, rules
from app.ordering.models import LineStatus, Order, OrderStatus

_CARRIED_OUT = (LineStatus.SERVED, LineStatus.CANCELLED)


@atomic
def follow_party(
    store_id: str, session_id: str, table_id: str, table_name: str
) -> dict[str, tuple[str, ...]]:
    """Write the new table on a party's orders.

    Returns the lines that are still to be carried out, by the order they belong to: the kitchen
    has to know where they go.
    """
    due: dict[str, tuple[str, ...]] = {}
    for order in queries.list_session_orders(store_id, session_id):
        if order.status is OrderStatus.CANCELLED:
            continue
        order.table_id, order.table_name = table_id, table_name
        lines = to_carry_out(order)
        if lines:
            due[order.id] = lines
    db.session.flush()
    return due


def to_carry_out(order: Order) -> tuple[str, ...]:
    """The lines of an order that the kitchen still has to send somewhere."""
    if order.status not in rules.IN_KITCHEN:
        return ()
    return tuple(
        line.id for line in order.lines if line.status not in _CARRIED_OUT and not line.is_set
    )
