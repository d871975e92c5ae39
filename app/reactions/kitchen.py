"""What the kitchen does when orders change."""

from app.catalog.events import StationRetired
from app.core import events, outbox
from app.kitchen import queries as kitchen_queries
from app.kitchen import service as kitchen
from app.kitchen.events import TakebackAlarmed, TicketAlarmed
from app.ordering.events import (
    LineChanged,
    LinesAmended,
    OrderCancelled,
    OrderComing,
    OrderHandedOver,
    OrderPlaced,
)
from app.printing.events import SlipsPrinted
from app.reactions.printing import KITCHEN_SLIPS, LINE_SLIPS, VOID_SLIPS
from app.reports import unseen

_COOKS = ("start", "done", "recall")


@events.on(OrderComing)
def number_tickets(event: OrderComing) -> None:
    """The numbers of an order's tickets are taken together with the order's own."""
    kitchen.want_numbers(event.store_id, event.lines)


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
        kitchen.note_takebacks(event.store_id, event.order_id)
        payload = {"store_id": event.store_id, "ticket_ids": ticket_ids}
        outbox.enqueue(VOID_SLIPS, payload, key=f"voids:{event.order_id}")


@events.on(OrderHandedOver)
def close_tickets(event: OrderHandedOver) -> None:
    """The guest has the food: no screen shows it as open any more."""
    kitchen.close_order_tickets(event.store_id, event.order_id)


@events.on(LineChanged)
def follow_line(event: LineChanged) -> None:
    """The kitchen or a waiter took a line a step: its ticket follows."""
    lines = (event.line_id,)
    kitchen.follow_lines(event.store_id, event.order_id, lines, cooks=event.step in _COOKS)


@events.on(LinesAmended)
def follow_amended_lines(event: LinesAmended) -> None:
    """Staff changed what the kitchen already knows: screens follow, and the printers say it."""
    if not event.in_kitchen:
        return
    kitchen.follow_lines(event.store_id, event.order_id, event.line_ids, cooks=False)
    if event.kind == "void":
        kitchen.note_takebacks(event.store_id, event.order_id, event.line_ids)
    payload = {
        "store_id": event.store_id,
        "order_id": event.order_id,
        "line_ids": list(event.line_ids),
        "kind": event.kind,
    }
    outbox.enqueue(LINE_SLIPS, payload)


@events.on(SlipsPrinted)
def note_printed(event: SlipsPrinted) -> None:
    """Slips came out: their tickets count as seen; a void slip tells what is gone of its own."""
    for ticket_id, asked_at in event.takebacks:
        kitchen.record_takeback_printed(event.store_id, ticket_id, asked_at)
    kitchen.record_printed(event.store_id, *event.ticket_ids)


@events.on(TicketAlarmed)
def note_causes(event: TicketAlarmed) -> None:
    """The counter rings: what stood between the ticket and its cooks is written down."""
    station_id = kitchen_queries.get_ticket(event.store_id, event.ticket_id).ticket.station_id
    causes = unseen.causes_of(event.store_id, station_id)
    kitchen.note_causes(event.store_id, event.ticket_id, causes)


@events.on(TakebackAlarmed)
def note_takeback_causes(event: TakebackAlarmed) -> None:
    """The counter rings for a dish that was taken back: why nobody there knows is written down."""
    ticket = kitchen_queries.get_ticket(event.store_id, event.ticket_id).ticket
    causes = unseen.takeback_causes_of(ticket)
    kitchen.note_causes(event.store_id, event.ticket_id, causes, event.line_id)


@events.on(StationRetired)
def keep_busy_station(event: StationRetired) -> None:
    """A station that still has tickets is not retired: no screen would be left to show them."""
    kitchen.refuse_busy_station(event.store_id, event.station_id)
