"""What the kitchen does when orders change."""

from app.core import events, outbox
from app.kitchen import service as kitchen
from app.ordering.events import LineChanged, OrderCancelled, OrderHandedOver, OrderPlaced
from app.printing.events import SlipPrinted
from app.reactions.printing import KITCHEN_SLIPS, VOID_SLIPS


@events.on(OrderPlaced)
def open_tickets(event: OrderPlaced) -> None:
    """An order is accepted: its stations get tickets, and their printers slips."""
    ticket_ids = kitchen.open_tickets(event.store_id, event.order_id, event.lines)
    payload = {"store_id": event.store_id, "ticket_ids": ticket_ids}
    outbox.enqueue(KITCHEN_SLIPS, payload, key=f"slips:{event.order_id}")


@events.on(OrderCancelled)
def cancel_tickets(event: OrderCancelled) -> None:
    """An order is cancelled: the stations that know of it are told, on screen and on paper."""
    if event.was_in_kitchen:
        ticket_ids = kitchen.cancel_tickets(event.store_id, event.order_id)
        payload = {"store_id": event.store_id, "ticket_ids": ticket_ids}
        outbox.enqueue(VOID_SLIPS, payload, key=f"voids:{event.order_id}")


@events.on(OrderHandedOver)
def close_tickets(event: OrderHandedOver) -> None:
    """The guest has the food: no screen shows it as open any more."""
    kitchen.close_order_tickets(event.store_id, event.order_id)


@events.on(LineChanged)
def follow_line(event: LineChanged) -> None:
    """A line was started, done or recalled: its ticket follows."""
    kitchen.follow_line(event.store_id, event.order_id, event.line_id)


@events.on(SlipPrinted)
def note_printed(event: SlipPrinted) -> None:
    """A slip came out: its ticket counts as seen."""
    kitchen.record_printed(event.store_id, event.ticket_id)
