"""The state machines of orders and lines."""

from collections.abc import Iterable

from app.ordering.models import LineStatus, OrderStatus

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
