"""Turns: of the many who ask at once only a few are worked for, so that others are not held up.

Python runs one thread at a time. When two hundred screens ask in the same moment, an order that
comes between them would wait behind every one of them at each of its steps.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Whoever waited so long goes on without a place: one that hangs must not hold up the rest.
_AT_MOST_S = 1.0


class Turns:
    """Places for `count` threads at a time; more of them wait."""

    def __init__(self, count: int) -> None:
        """With `count` places, all free."""
        self.at_most_s = _AT_MOST_S
        self._free = threading.Semaphore(count)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Run the block in a place of its own."""
        has_place = self._free.acquire(timeout=self.at_most_s)
        _held.turns = self if has_place else None
        try:
            yield
        finally:
            if _held.turns is self:
                self._free.release()
            _held.turns = None

    def _leave(self) -> None:
        _held.turns = None
        self._free.release()

    def _come_back(self) -> None:
        if self._free.acquire(timeout=self.at_most_s):
            _held.turns = self


class Ahead:
    """Those who go first: while one of them is under way, others let it by for a moment."""

    def __init__(self) -> None:
        """Nobody is under way."""
        self._count = 0
        self._counting = threading.Lock()
        self._nobody = threading.Event()
        self._nobody.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Run the block ahead of the others."""
        with self._counting:
            self._count += 1
            self._nobody.clear()
        try:
            yield
        finally:
            with self._counting:
                self._count -= 1
                if self._count == 0:
                    self._nobody.set()

    def let_by(self, at_most_s: float) -> None:
        """Wait until nobody is under way, but no longer than that."""
        self._nobody.wait(at_most_s)


@contextmanager
def aside() -> Iterator[None]:
    """Give this thread's place, if it has one, to the next while the block only waits."""
    turns: Turns | None = getattr(_held, "turns", None)
    if turns is None:
        yield
        return
    turns._leave()
    try:
        yield
    finally:
        turns._come_back()


_held = threading.local()
