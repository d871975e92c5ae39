"""What is printed because of the outbox, and where from now on."""

from typing import Any

from app.catalog.events import StationRetired
from app.core import events, outbox
from app.payments.events import PaymentTaken
from app.printing import service as printing

KITCHEN_SLIPS = "print.kitchen_slips"
VOID_SLIPS = "print.void_slips"
LINE_SLIPS = "print.line_slips"
SPLIT_SLIPS = "print.split_slips"


@outbox.handles_together(KITCHEN_SLIPS)
def queue_kitchen_slips(payloads: list[dict[str, Any]]) -> None:
    """Put the slips of accepted orders into the printers' queues."""
    by_store: dict[str, list[str]] = {}
    for payload in payloads:
        by_store.setdefault(payload["store_id"], []).extend(payload["ticket_ids"])
    for store_id, ticket_ids in by_store.items():
        printing.print_kitchen_slips(store_id, ticket_ids)


@outbox.handles(VOID_SLIPS, writes_rows_only=True)
def queue_void_slips(payload: dict[str, Any]) -> None:
    """Tell on paper that a printed slip is void."""
    printing.print_void_slips(payload["store_id"], payload["ticket_ids"])


@outbox.handles(LINE_SLIPS, writes_rows_only=True)
def queue_line_slips(payload: dict[str, Any]) -> None:
    """Tell on paper what became of lines whose slips are out."""
    printing.print_line_slips(
        payload["store_id"],
        payload["order_id"],
        payload["line_ids"],
        purpose=payload["kind"],
        moved_from=payload.get("moved_from", ""),
    )


@outbox.handles(SPLIT_SLIPS, writes_rows_only=True)
def queue_split_slips(payload: dict[str, Any]) -> None:
    """Tell on paper which dishes of an order are another party's now."""
    printing.print_split_slips(
        payload["store_id"],
        payload["from_order_id"],
        payload["to_order_id"],
        moved_from=payload["moved_from"],
    )


@events.on(PaymentTaken)
def open_drawer(event: PaymentTaken) -> None:
    """Cash opens the drawer by itself."""
    printing.open_drawer_for(event.payment_id, actor=event.actor)


@events.on(StationRetired)
def reroute_slips(event: StationRetired) -> None:
    """The printers of a retired station print for the one that has its dishes now."""
    printing.reroute_station(event.store_id, event.station_id, event.moved_to)
