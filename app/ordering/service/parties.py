"""What staff do with a whole party: let it in, let it go, hand its food over."""

from app.core import audit, events
from app.core.actors import Actor
from app.core.db import atomic
from app.ordering import queries
from app.ordering.errors import IllegalTransition, NotSettled
from app.ordering.events import OrderHandedOver
from app.ordering.models import Order, OrderStatus
from app.ordering.parts import queries as parts
from app.ordering.rules import BEFORE_KITCHEN, IN_KITCHEN, SessionBill
from app.ordering.service.billing import refuse_open_prices
from app.ordering.service.changing import confirm_order
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.errors import PartyJoined, SessionOver


@atomic
def confirm_session_orders(session_id: str, *, actor: Actor) -> list[Order]:
    """Let a waiting party in and send everything it has ordered to the kitchen.

    A second confirmation finds nothing left to do. Raises NotFound, SessionOver.
    """
    tables_service.confirm_session(session_id, actor=actor)
    waiting = [
        order
        for order in queries.list_session_orders(actor.store_id, session_id)
        if order.status is OrderStatus.WAITING
    ]
    return [confirm_order(order.id, actor=actor) for order in waiting]


@atomic
def clear_party(
    session_id: str, *, actor: Actor, accepted_due_fen: int = 0, accepted_in_kitchen: int = 0
) -> None:
    """Clear the table of a session 清台, knowing what stays unpaid and unfinished.

    Raises NotFound, SessionOver, PriceOpen, and NotSettled when more is unpaid or cooking than was
    accepted.
    """
    session = tables.get_session(actor.store_id, session_id)
    if session.closed_at is not None:
        raise SessionOver
    if session.merged_into_id is not None:
        raise PartyJoined
    bill = queries.list_bills(actor.store_id, [session_id]).get(session_id, SessionBill())
    if bill.due_fen > accepted_due_fen or bill.in_kitchen > accepted_in_kitchen:
        raise NotSettled(due_fen=bill.due_fen, in_kitchen=bill.in_kitchen)
    # What nobody has weighed costs nothing so far, and would leave with the guests unpaid.
    ordered = queries.list_session_orders(actor.store_id, session_id)
    refuse_open_prices(order for order in ordered if order.status not in BEFORE_KITCHEN)
    if bill.due_fen > 0:
        audit.log(
            "table.left_unpaid",
            actor=actor,
            target=("table_session", session_id),
            due_fen=bill.due_fen,
        )
    parts.end_open_split(actor.store_id, [order.id for order in ordered])
    tables_service.close_session(session_id, actor=actor)


@atomic
def hand_over(order_id: str, *, actor: Actor) -> Order:
    """Give a pick-up order to its guest.

    Raises NotFound, IllegalTransition, NotSettled, PriceOpen.
    """
    order = queries.get_order(actor.store_id, order_id)
    if order.status not in IN_KITCHEN:
        raise IllegalTransition
    if order.due_fen > 0:
        raise NotSettled(due_fen=order.due_fen, in_kitchen=0)
    refuse_open_prices([order])
    order.status = OrderStatus.COMPLETED
    audit.log("order.handed_over", actor=actor, target=("order", order.id))
    events.publish(OrderHandedOver(order.store_id, order.id, order.table_session_id))
    return order
