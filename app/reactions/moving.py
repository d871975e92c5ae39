"""What follows a party to its new table: orders, tickets, slips, calls."""

from app.calls import service as calls
from app.core import events, outbox
from app.kitchen import service as kitchen
from app.ordering import service as ordering
from app.reactions.printing import LINE_SLIPS
from app.tables.events import PartyMoved


@events.on(PartyMoved)
def follow_party(event: PartyMoved) -> None:
    """A party moved: screens show the new table, and a slip says so wherever one is out."""
    due = ordering.follow_party(event.store_id, event.session_id, event.table_id, event.taken)
    for order_id, line_ids in due.items():
        kitchen.follow_lines(event.store_id, order_id, line_ids, cooks=False)
        payload = {
            "store_id": event.store_id,
            "order_id": order_id,
            "line_ids": list(line_ids),
            "kind": "move",
            "moved_from": event.left,
        }
        outbox.enqueue(LINE_SLIPS, payload)
    calls.follow_party(event.session_id, event.taken)
