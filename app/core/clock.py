"""The one source of the present moment; tests put their own clock in its place."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol

# The program is younger than the one, and will not be in use at the other.
_FIRST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_LAST_MOMENT = datetime(2100, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Tells the wall time and a monotonic time for measuring spans."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go backwards, even when the wall clock is set."""
        ...


class SystemClock:
    """The machine's own clock, but for a year before this program was made.

    A box without a battery begins in 1970 until it hears of the time. Orders of that day would be
    booked where nobody looks: time then goes on from the last moment that is known.
    """

    def __init__(self) -> None:
        """Begin at the machine's time."""
        self._known, self._known_at = max(self.wall(), _FIRST_MOMENT), time.monotonic()

    def wall(self) -> datetime:
        """What the machine says, however wrong it is."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        found = self.wall()
        if found >= _FIRST_MOMENT:
            return found
        return self._known + timedelta(seconds=time.monotonic() - self._known_at)

    def note_past(self, moment: datetime) -> None:
        """Take to heart that `moment` was before; it counts only while the machine is wrong."""
        if self.wall() < _FIRST_MOMENT and self.now() < moment < _LAST_MOMENT:
            self._known, self._known_at = moment, time.monotonic()

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


def wall() -> datetime:
    """What the machine's clock says, even when that cannot be."""
    return _current.wall() if isinstance(_current, SystemClock) else _current.now()


def can_be() -> bool:
    """Whether the machine's clock says a year that can be."""
    return _FIRST_MOMENT <= wall() < _LAST_MOMENT


def note_past(moment: datetime) -> None:
    """Something happened at `moment`: time goes on from there where the machine's cannot be."""
    if isinstance(_current, SystemClock):
        _current.note_past(moment)


@contextmanager
def using(clock: Clock) -> Iterator[Clock]:
    """Let everything inside the block see `clock`, then put the former one back."""
    global _current
    former, _current = _current, clock
    try:
        yield clock
    finally:
        _current = former
