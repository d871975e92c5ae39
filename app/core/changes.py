"""A mark of the database that is another one once anything was committed, by whomever.

What was read after a mark was taken is still so while the mark is the same. SQLite tells (`PRAGMA
data_version`, on a connection that writes nothing itself); on Postgres nobody can, and nothing may
be kept.
"""

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from app.core import sqlite

Mark = tuple[int, int, int]


class Changes:
    """The marks of one engine's database."""

    def __init__(self, engine: Engine) -> None:
        """Nothing is opened before the first mark; disposing of the engine closes it."""
        is_file = engine.dialect.name == "sqlite" and engine.url.database not in (None, ":memory:")
        self._file = Path(str(engine.url.database)) if is_file else None
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, int], Any] | None = None
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def mark(self) -> Mark | None:
        """The present mark; None where it cannot be told."""
        if self._file is None:
            return None
        try:
            found = self._file.stat()
            with self._lock:
                # A restore puts another file in its place.
                place = found.st_dev, found.st_ino
                if self._opened is None or self._opened[0] != place:
                    self._close()
                    self._opened = place, _open(self._file)
                version = self._opened[1].execute("PRAGMA data_version").fetchone()[0]
        except (OSError, sqlite.choose_module().Error):
            return None
        return (*place, int(version))

    def close(self) -> None:
        """Close the connection; the next mark opens another."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._opened is not None:
            self._opened[1].close()
            self._opened = None


def _open(file: Path) -> Any:
    module = sqlite.choose_module()
    # Beside writers it never waits: without an answer at once nothing is kept.
    connection = module.connect(file, check_same_thread=False, isolation_level=None, timeout=0)
    connection.execute("PRAGMA query_only=ON")
    return connection
