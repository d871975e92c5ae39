"""The line that writers of one process stand in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from app.core import postgres
from app.core.errors import AppError, DatabaseAway, DatabaseHeld


class Line:
    """The writers' line: one writes, the others wait for as long as writing goes on.

    Who comes first may find that another program holds the database, and waits as long as SQLite
    lets it; or that its server does not answer. Whoever stood behind it meanwhile has waited too
    and hears the same at once, rather than each wait as long in turn.
    """

    def __init__(self, lock: "threading.Lock | threading.Semaphore | None" = None) -> None:
        """With a lock of its own, else with the one given."""
        self.lock = lock or threading.Lock()
        self._failures = 0
        self._failure: type[AppError] = DatabaseHeld

    def __enter__(self) -> None:
        """Wait for the head of the line. Raises DatabaseHeld or DatabaseAway."""
        before = self._failures
        self.lock.acquire()
        if self._failures != before:
            self.lock.release()
            raise self._failure

    def __exit__(self, *_: object) -> None:
        """Let the next one come."""
        self.lock.release()

    @contextmanager
    def at_its_head(self) -> Iterator[None]:
        """Take hold of the database. Raises DatabaseHeld when another program does not let go.

        Raises DatabaseAway when its server is not there, or does not answer.
        """
        try:
            yield
        except DBAPIError as error:
            if postgres.is_away(error):
                self._failure = DatabaseAway
            elif isinstance(error, OperationalError) and "locked" in str(error.orig):
                self._failure = DatabaseHeld
            else:
                raise
            self._failures += 1
            raise self._failure from error
