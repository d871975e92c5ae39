"""Which SQLite library to use, and how each of its connections is set up."""

import importlib
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

# In WAL mode, SQLite 3.7.0 to 3.51.2 can lose a commit when a checkpoint resets the log under a
# second connection; fixed in 3.51.3 and in the back-ports below (sqlite.org/releaselog).
_FIXED_FROM = (3, 51, 3)
_FIXED_BACKPORTS = ((3, 50, 7), (3, 44, 6))
_WITHDRAWN = (3, 52, 0)

BUSY_TIMEOUT_MS = 5_000

# The log grows for as long as somebody reads an old state; what is above this is given back to the
# disk afterwards. Twice what SQLite lets it become by itself, so that a rush never pays for it.
LOG_KEPT_BYTES = 8 * 1024 * 1024

# How many of SQLite's steps pass between two looks at the time.
_STEPS = 20_000


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether SQLite `version` is free of the WAL-reset bug."""
    if version == _WITHDRAWN:
        return False
    same_series = any(version[:2] == fixed[:2] and version >= fixed for fixed in _FIXED_BACKPORTS)
    return version >= _FIXED_FROM or same_series


def choose_module() -> ModuleType:
    """Python's own sqlite3 when its library is safe, else the bundled newer one.

    Raises RuntimeError when neither is safe: the shop's money is not put on a known bug.
    """
    if is_safe(sqlite3.sqlite_version_info):
        return sqlite3
    try:
        bundled = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        bundled = None
    if bundled is None or not is_safe(bundled.sqlite_version_info):
        raise RuntimeError(
            f"SQLite {sqlite3.sqlite_version} can lose data in WAL mode. Install Python from"
            " python.org (its SQLite is newer), or use Postgres by DATABASE_URL."
        )
    return bundled


def find_damage(file: Path, within_s: float) -> str | None:
    """What is broken in a database file, as SQLite puts it; None when nothing was found in time.

    Raises the module's DatabaseError where the file cannot even be read through.
    """
    module = choose_module()
    with closing(module.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)) as connection:
        deadline = time.monotonic() + within_s
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        except module.OperationalError as error:
            if "interrupted" in str(error):
                return None
            raise
    return None if found == "ok" else found


def prepare_connection(connection: Any, _record: Any = None) -> None:
    """Set a fresh connection up: explicit transactions, durable commits, checked foreign keys."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        f"journal_size_limit={LOG_KEPT_BYTES}",
        # The owner's reports take twice as long with a quarter of it.
        "cache_size=-16000",
        "temp_store=MEMORY",
        # Else INSERT OR REPLACE would pass by the triggers that keep the audit append-only.
        "recursive_triggers=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
