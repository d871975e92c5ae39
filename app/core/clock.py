"""The one source of the present moment; tests put their own clock in its place."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the wall time and a monotonic time for measuring spans."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go backwards, even when the wall clock is set."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go backwards."""
        return time.monotonic()


class FixedClock:
    """A clock that stands still until it is moved: for tests and rehearsals."""

    def __init__(self, at: datetime) -> None:
        """Start at the aware moment `at`."""
        self._at = at
        self._monotonic = 0.0

    def now(self) -> datetime:
        """The moment that was set."""
        return self._at

    def monotonic(self) -> float:
        """Seconds moved since the start."""
        return self._monotonic

    def move(self, **span: float) -> None:
        """Go forward by a `timedelta(**span)`."""
        step = timedelta(**span)
        self._at += step
        self._monotonic += max(step.total_seconds(), 0.0)


_current: Clock = SystemClock()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _current.now()


def monotonic() -> float:
    """Seconds that never go backwards, for measuring spans."""
    return _current.monotonic()


@contextmanager
def using(clock: Clock) -> Iterator[Clock]:
    """Let everything inside the block see `clock`, then put the former one back."""
    global _current
    former, _current = _current, clock
    try:
        yield clock
    finally:
        _current = former
