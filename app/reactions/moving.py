"""What follows a party to a new table or into another party: orders, slips, calls, payments."""

from app.calls import service as calls
from app.core import events, outbox
from app.kitchen import service as kitchen
from app.ordering import service as ordering
from app.ordering.cart import service as carts
from app.ordering.events import DishesMoved
from app.payments import joining as payments
from app.reactions.printing import LINE_SLIPS, SPLIT_SLIPS
from app.tables.events import PartiesMerged, PartyMoved, PartyParted

Lines = dict[str, tuple[str, ...]]


@events.on(PartyMoved)
def follow_party(event: PartyMoved) -> None:
    """A party moved: screens show the new table, and a slip says so wherever one is out."""
    due = ordering.follow_party(event.store_id, event.session_id, event.table_id, event.taken)
    _tell_kitchen(event.store_id, due, "move", event.left)
    calls.follow_party(event.session_id, event.taken)


@events.on(PartiesMerged)
def follow_merge(event: PartiesMerged) -> None:
    """Two parties are one: orders, cart and calls are joint, and the kitchen knows the name."""
    came = ordering.follow_merge(event.store_id, event.left_id, event.kept_id, event.name)
    stayed = ordering.follow_name(event.store_id, event.kept_id, event.name)
    ids = {order.id for order in came}
    own = [order for order in stayed if order.id not in ids]
    _tell_kitchen(event.store_id, ordering.due_lines(came), "merge", event.left_name)
    _tell_kitchen(event.store_id, ordering.due_lines(own), "merge", event.kept_name)
    carts.join_carts(event.left_id, event.kept_id)
    calls.join_calls(event.left_id, event.kept_id, event.name)
    payments.follow_merge(event.store_id, event.left_id, event.kept_id)


@events.on(PartyParted)
def follow_parting(event: PartyParted) -> None:
    """A merged party is on its own again: its orders go with it, and the kitchen is told."""
    ordering.follow_parting(event.store_id, event.parted_id, event.order_ids)
    payments.follow_parting(event.store_id, event.kept_id, event.parted_id, event.order_ids)
    for session_id, name in (
        (event.parted_id, event.parted_name),
        (event.kept_id, event.kept_name),
    ):
        due = ordering.due_lines(ordering.follow_name(event.store_id, session_id, name))
        _tell_kitchen(event.store_id, due, "move", event.joint_name)
        calls.follow_party(session_id, name)


@events.on(DishesMoved)
def follow_dishes(event: DishesMoved) -> None:
    """Dishes went to another party: tickets are divided, and a slip says where they go now."""
    if event.to_order_id != event.from_order_id:
        kitchen.divide_tickets(event.store_id, event.from_order_id, event.to_order_id)
        payload = {
            "store_id": event.store_id,
            "from_order_id": event.from_order_id,
            "to_order_id": event.to_order_id,
            "moved_from": event.left,
        }
        outbox.enqueue(SPLIT_SLIPS, payload)
        return
    _tell_kitchen(event.store_id, {event.to_order_id: event.line_ids}, "split", event.left)


def _tell_kitchen(store_id: str, due: Lines, kind: str, moved_from: str) -> None:
    for order_id, line_ids in due.items():
        kitchen.follow_lines(store_id, order_id, line_ids, cooks=False)
        payload = {
            "store_id": store_id,
            "order_id": order_id,
            "line_ids": list(line_ids),
            "kind": kind,
            "moved_from": moved_from,
        }
        outbox.enqueue(LINE_SLIPS, payload)
