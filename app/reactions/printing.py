"""What is printed because of the outbox."""

from typing import Any

from app.core import outbox
from app.printing import service as printing

KITCHEN_SLIPS = "print.kitchen_slips"
VOID_SLIPS = "print.void_slips"


@outbox.handles(KITCHEN_SLIPS, writes_rows_only=True)
def queue_kitchen_slips(payload: dict[str, Any]) -> None:
    """Put the slips of an accepted order into the printers' queues."""
    printing.print_kitchen_slips(payload["store_id"], payload["ticket_ids"])


@outbox.handles(VOID_SLIPS, writes_rows_only=True)
def queue_void_slips(payload: dict[str, Any]) -> None:
    """Tell on paper that a printed slip is void."""
    printing.print_void_slips(payload["store_id"], payload["ticket_ids"])
