"""The state machines of orders and lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.ordering.models import LineStatus, OrderStatus
from app.tables.models import SessionStatus

_LINE_STEPS: dict[str, dict[LineStatus, LineStatus]] = {
    "hold": {LineStatus.PLACED: LineStatus.HELD},
    "fire": {LineStatus.HELD: LineStatus.PLACED},
    "start": {LineStatus.PLACED: LineStatus.COOKING},
    # One touch may do a quick dish that nobody marked as started.
    "done": {LineStatus.PLACED: LineStatus.DONE, LineStatus.COOKING: LineStatus.DONE},
    # 划菜: who carries the dish out ticks it off, also when the kitchen had not said it was done.
    "serve": {
        LineStatus.PLACED: LineStatus.SERVED,
        LineStatus.COOKING: LineStatus.SERVED,
        LineStatus.DONE: LineStatus.SERVED,
    },
    "recall": {
        LineStatus.SERVED: LineStatus.DONE,
        LineStatus.DONE: LineStatus.COOKING,
        LineStatus.COOKING: LineStatus.PLACED,
    },
}
_ORDER_STEPS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.UNPAID: frozenset(
        {OrderStatus.SCHEDULED, OrderStatus.WAITING, OrderStatus.PLACED, OrderStatus.CANCELLED}
    ),
    OrderStatus.SCHEDULED: frozenset({OrderStatus.PLACED, OrderStatus.CANCELLED}),
    OrderStatus.WAITING: frozenset(
        {OrderStatus.SCHEDULED, OrderStatus.PLACED, OrderStatus.CANCELLED}
    ),
    OrderStatus.PLACED: frozenset(
        {
            OrderStatus.COOKING,
            OrderStatus.READY,
            OrderStatus.COMPLETED,
            OrderStatus.CANCELLED,
        }
    ),
    OrderStatus.COOKING: frozenset(
        {OrderStatus.PLACED, OrderStatus.READY, OrderStatus.COMPLETED, OrderStatus.CANCELLED}
    ),
    OrderStatus.READY: frozenset(
        {OrderStatus.COOKING, OrderStatus.PLACED, OrderStatus.COMPLETED, OrderStatus.CANCELLED}
    ),
    OrderStatus.COMPLETED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}

CANCELLABLE = frozenset(
    {OrderStatus.UNPAID, OrderStatus.SCHEDULED, OrderStatus.WAITING, OrderStatus.PLACED}
)
IN_KITCHEN = frozenset({OrderStatus.PLACED, OrderStatus.COOKING, OrderStatus.READY})
# Not yet accepted, or not yet due: the kitchen does not know it and nobody owes for it.
BEFORE_KITCHEN = frozenset({OrderStatus.UNPAID, OrderStatus.SCHEDULED, OrderStatus.WAITING})
FINISHED = frozenset({LineStatus.DONE, LineStatus.SERVED})


def may_become(status: OrderStatus, wanted: OrderStatus) -> bool:
    """Whether an order may go from one status to the other; staying is always allowed."""
    return wanted is status or wanted in _ORDER_STEPS[status]


def next_line_status(status: LineStatus, step: str) -> LineStatus | None:
    """Where a step takes a line, None when it is not allowed.

    Steps: "hold", "fire", "start", "done", "serve", "recall".
    """
    return _LINE_STEPS[step].get(status)


def order_status_of(lines: Iterable[LineStatus]) -> OrderStatus:
    """The status of an order in the kitchen, from those of its lines that somebody cooks.

    The line of a set meal is not cooked: only its dishes are given.
    """
    live = [status for status in lines if status is not LineStatus.CANCELLED]
    if live and all(status in FINISHED for status in live):
        return OrderStatus.READY
    if any(status not in (LineStatus.PLACED, LineStatus.HELD) for status in live):
        return OrderStatus.COOKING
    return OrderStatus.PLACED


class PartyStatus(StrEnum):
    """Where the party at a table stands, as the floor shows it."""

    FREE = "free"
    SCANNED = "scanned"
    TO_COLLECT = "to_collect"
    WAITING = "waiting"
    OPENED = "opened"
    DINING = "dining"
    TO_PAY = "to_pay"
    PART_PAID = "part_paid"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class SessionBill:
    """A session's orders that stand: how many, how many of them wait for staff or cook, and fen.

    An order that waits for staff may still be refused: it is counted, and nobody owes for it. So
    may one that is paid first, which is `unpaid` until then.
    """

    orders: int = 0
    waiting: int = 0
    in_kitchen: int = 0
    total_fen: int = 0
    paid_fen: int = 0
    covers: int | None = None
    unpaid: int = 0

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
    if bill.unpaid > 0:
        return PartyStatus.TO_COLLECT
    if session is SessionStatus.WAITING:
        return PartyStatus.SCANNED
    if bill.orders == 0:
        return PartyStatus.OPENED
    if bill.due_fen == 0:
        return PartyStatus.PAID
    if bill.paid_fen > 0:
        return PartyStatus.PART_PAID
    return PartyStatus.DINING if bill.in_kitchen > 0 else PartyStatus.TO_PAY
