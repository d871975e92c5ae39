"""Which of several processes does what must be done once: outbox, printers, scheduled jobs.

On SQLite there is one process. On Postgres whoever holds a lock of the database does it; when that
process dies, the database lets the lock go and another one takes over within seconds.
"""

import logging
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db

log = logging.getLogger(__name__)

_LOCK = 0x6C656164
_TRY = text(f"SELECT pg_try_advisory_lock({_LOCK})")
_STILL_THERE = text("SELECT 1")
_LOOKS_EVERY_S = 2.0


class Leader(threading.Thread):
    """Waits for the lock, calls `lead` when it is had and `follow` when it is lost again."""

    def __init__(self, app: Flask, lead: Callable[[], None], follow: Callable[[], None]) -> None:
        """Ready to be started."""
        super().__init__(name="leader", daemon=True)
        self._app, self._lead, self._follow = app, lead, follow
        self._stopping = threading.Event()

    def run(self) -> None:
        """Try for the lock and keep it, for as long as the process lives."""
        while not self._stopping.is_set():
            try:
                with self._app.app_context():
                    engine = db.engine
                with engine.connect() as connection:
                    self._hold(connection)
            except SQLAlchemyError as error:
                log.warning("the database that says who leads is gone: %s", type(error).__name__)
            self._stopping.wait(_LOOKS_EVERY_S)

    def stop(self) -> None:
        """Give the lock up, after the present work."""
        self._stopping.set()
        self.join(timeout=10)

    def _hold(self, connection: Connection) -> None:
        """Wait for the lock on this connection, then lead until it breaks or the end comes."""
        while not connection.scalar(_TRY):
            if self._stopping.wait(_LOOKS_EVERY_S):
                return
        self._lead()
        try:
            while not self._stopping.wait(_LOOKS_EVERY_S):
                connection.execute(_STILL_THERE)
        finally:
            self._follow()
            # Else the pool would keep the connection, and the lock with it.
            connection.invalidate()
