"""The line that writers of one process stand in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from app.core.errors import DatabaseHeld


class Line:
    """The writers' line: one writes, the others wait for as long as writing goes on.

    Who comes first may find that another program holds the database, and waits as long as SQLite
    lets it. Whoever stood behind it meanwhile has waited too and hears the same at once, rather
    than each wait as long in turn.
    """

    def __init__(self, lock: "threading.Lock | threading.Semaphore | None" = None) -> None:
        """With a lock of its own, else with the one given."""
        self.lock = lock or threading.Lock()
        self._failures = 0

    def __enter__(self) -> None:
        """Wait for the head of the line. Raises DatabaseHeld."""
        before = self._failures
        self.lock.acquire()
        if self._failures != before:
            self.lock.release()
            raise DatabaseHeld

    def __exit__(self, *_: object) -> None:
        """Let the next one come."""
        self.lock.release()

    @contextmanager
    def at_its_head(self) -> Iterator[None]:
        """Take hold of the database. Raises DatabaseHeld when another program does not let go."""
        try:
            yield
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            self._failures += 1
            raise DatabaseHeld from error
