"""The state machines of orders and lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.ordering.models import LineStatus, OrderStatus
from app.tables.models import SessionStatus

_LINE_STEPS: dict[str, dict[LineStatus, LineStatus]] = {
    "start": {LineStatus.PLACED: LineStatus.COOKING},
    # One touch may do a quick dish that nobody marked as started.
    "done": {LineStatus.PLACED: LineStatus.DONE, LineStatus.COOKING: LineStatus.DONE},
    "recall": {LineStatus.DONE: LineStatus.COOKING, LineStatus.COOKING: LineStatus.PLACED},
}

CANCELLABLE = frozenset({OrderStatus.WAITING, OrderStatus.PLACED})
IN_KITCHEN = frozenset({OrderStatus.PLACED, OrderStatus.COOKING, OrderStatus.READY})


def next_line_status(status: LineStatus, step: str) -> LineStatus | None:
    """Where `step` ("start", "done", "recall") takes a line, None when it is not allowed."""
    return _LINE_STEPS[step].get(status)


def order_status_of(lines: Iterable[LineStatus]) -> OrderStatus:
    """The status of an order in the kitchen, from those of its lines that are not cancelled."""
    live = [status for status in lines if status is not LineStatus.CANCELLED]
    if live and all(status is LineStatus.DONE for status in live):
        return OrderStatus.READY
    if any(status is not LineStatus.PLACED for status in live):
        return OrderStatus.COOKING
    return OrderStatus.PLACED


class PartyStatus(StrEnum):
    """Where the party at a table stands, as the floor shows it."""

    FREE = "free"
    SCANNED = "scanned"
    WAITING = "waiting"
    OPENED = "opened"
    DINING = "dining"
    TO_PAY = "to_pay"
    PART_PAID = "part_paid"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class SessionBill:
    """A session's orders that stand: how many, how many of them wait for staff or cook, and fen.

    An order that waits for staff may still be refused: it is counted, and nobody owes for it.
    """

    orders: int = 0
    waiting: int = 0
    in_kitchen: int = 0
    total_fen: int = 0
    paid_fen: int = 0
    covers: int | None = None

    @property
    def due_fen(self) -> int:
        """What is still to be paid."""
        return self.total_fen - self.paid_fen


def party_status(session: SessionStatus | None, bill: SessionBill) -> PartyStatus:
    """The one word for a table whose live session is in state `session` (None: no session)."""
    if session is None:
        return PartyStatus.FREE
    if bill.waiting > 0:
        return PartyStatus.WAITING
    if session is SessionStatus.WAITING:
        return PartyStatus.SCANNED
    if bill.orders == 0:
        return PartyStatus.OPENED
    if bill.due_fen == 0:
        return PartyStatus.PAID
    if bill.paid_fen > 0:
        return PartyStatus.PART_PAID
    return PartyStatus.DINING if bill.in_kitchen > 0 else PartyStatus.TO_PAY
