"""Calling pick-up numbers 叫号: on the screen over the counter and on the guest's phone."""

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.ordering import queries
from app.ordering.errors import IllegalTransition
from app.ordering.events import OrderCalled
from app.ordering.models import Order, OrderStatus, OrderType
from app.ordering.rules import IN_KITCHEN
from app.ordering.settings import PickupSettings
from app.settings import queries as settings


@atomic
def call_number(order_id: str, *, actor: Actor) -> Order:
    """Call the number of a pick-up order, once more if it was called before.

    Raises NotFound, and IllegalTransition for one that has no number, is not in the kitchen's hands
    or was handed over.
    """
    order = queries.get_order(actor.store_id, order_id)
    if order.status not in IN_KITCHEN or not order.pickup_code:
        raise IllegalTransition
    order.called_at = clock.now()
    order.calls += 1
    db.session.flush()
    audit.log("order.called", actor=actor, target=("order", order.id), calls=order.calls)
    events.publish(OrderCalled(order.store_id, order.id, order.table_session_id))
    return order


@atomic
def call_when_ready(store_id: str, order_id: str, *, actor: Actor) -> None:
    """Call a pick-up order whose last dish is done, unless the owner wants to call by hand.

    An order that a cook took back, because something was missing, is called again.
    """
    order = db.session.get_one(Order, order_id)
    if order.order_type is not OrderType.PICKUP or not order.pickup_code:
        return
    if order.status is not OrderStatus.READY:
        order.called_at = None
    elif order.called_at is None and settings.get(store_id, PickupSettings).calls_itself:
        call_number(order_id, actor=actor)
