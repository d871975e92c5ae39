"""Small caches of what every request reads, never older than a second."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.core import clock
from app.core.db import after_commit

K = TypeVar("K")
V = TypeVar("V")

# Another process (the command line, a second server) may change the rows; this bounds how long
# an old value can be seen. Within the process, `forget` takes effect at the commit.
MAX_AGE_S = 1.0


class Fresh(Generic[K, V]):
    """Values by key, loaded on demand and dropped when they are forgotten or a second old."""

    def __init__(self, load: Callable[[K], V], *, limit: int = 4096) -> None:
        """Use `load` for a key that is not held; hold `limit` keys at the most."""
        self._load = load
        self._limit = limit
        self._held: dict[K, tuple[float, V]] = {}
        self._lock = threading.Lock()
        self._generation = 0

    def get(self, key: K) -> V:
        """The value of `key`, at most a second old. Whatever `load` raises passes through."""
        held = self._held.get(key)
        if held is not None and clock.monotonic() - held[0] < MAX_AGE_S:
            return held[1]
        generation = self._generation
        value = self._load(key)
        with self._lock:
            # A value read before somebody's commit must not be kept after it.
            if generation == self._generation:
                if len(self._held) >= self._limit:
                    self._held.clear()
                self._held[key] = (clock.monotonic(), value)
        return value

    def forget(self, key: K) -> None:
        """Drop `key` once the present transaction is committed."""
        after_commit(lambda: self.drop(key))

    def drop(self, key: K) -> None:
        """Drop `key` now."""
        with self._lock:
            self._generation += 1
            self._held.pop(key, None)

    def clear(self) -> None:
        """Drop everything: for tests, and after a restore."""
        with self._lock:
            self._generation += 1
            self._held.clear()
