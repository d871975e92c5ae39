"""What orders do when tables change."""

from app.core import events
from app.core.actors import system
from app.kitchen import service as kitchen
from app.ordering import service as ordering
from app.ordering.cart import service as carts
from app.ordering.events import LineChanged
from app.tables.events import TableCleared


@events.on(TableCleared)
def complete_orders(event: TableCleared) -> None:
    """A party left: its orders end, what the kitchen had of them, and its cart."""
    actor = system(event.store_id, "table cleared")
    ordering.complete_session_orders(event.store_id, event.session_id, actor=actor)
    kitchen.close_tickets(event.store_id, event.session_id)
    carts.drop_cart(event.session_id)


@events.on(LineChanged)
def call_ready_number(event: LineChanged) -> None:
    """The last dish of a pick-up order is done: its number is called."""
    actor = system(event.store_id, "kitchen done")
    ordering.call_when_ready(event.store_id, event.order_id, actor=actor)
