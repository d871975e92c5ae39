"""Whole copies of an SQLite file that is in use: made, sealed, and looked through.

A copy carries two things that its source has not: a tally of the source's rows and sums at the
moment of copying, and a seal over every byte in two header fields that SQLite leaves to programs.
"""

import json
import os
import struct
import zlib
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

from app.core import sqlite

Tally = dict[str, list[int]]

TALLY_KEY = "copied_tally"
_MAGIC = b"SQLite format 3\x00"
# Offsets of `user_version` and `application_id` (sqlite.org/fileformat2, 1.3).
_SUM_AT, _MARK_AT = 60, 68
_MARK = int.from_bytes(b"KAIF", "big")
_CHUNK = 1 << 20


class CopyFailed(RuntimeError):
    """A copy could not be made, or did not pass its check; the text says which."""


def copy_database(source: Path, target: Path) -> None:
    """Copy `source` to `target` while it is in use, and verify the copy. Raises CopyFailed.

    Nothing stands at `target` before the copy was opened again and found whole.
    """
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    module = sqlite.choose_module()
    try:
        unfinished.touch(mode=0o600)
        _copy(module, source, unfinished)
        _seal(unfinished)
        verify(unfinished)
        sync(unfinished)
        unfinished.replace(target)
        sync(target.parent)
    except (module.Error, OSError, CopyFailed) as error:
        unfinished.unlink(missing_ok=True)
        raise CopyFailed(f"{target.name}: {error}") from error


def verify(copy: Path) -> Tally | None:
    """Look through all of a copy: seal, structure, references, tally. Raises CopyFailed.

    Returns the tally of its source; None for a file that was not made by `copy_database`, of
    which only the structure can be checked.
    """
    module = sqlite.choose_module()
    try:
        is_sealed = _check_seal(copy)
        with closing(open_read_only(copy)) as connection:
            problems = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            noted = _noted_tally(connection) if is_sealed else None
            differing = differences(noted, tally(connection)) if noted else []
    except (module.Error, OSError) as error:
        raise CopyFailed(f"{copy.name}: {error}") from error
    if problems != ["ok"] or orphans or differing:
        raise CopyFailed(f"{copy.name}: {problems[:3]} {orphans[:3]} {differing[:3]}")
    return noted


def open_read_only(file: Path) -> Any:
    """A connection to a file that nobody writes; a log beside it is not looked at."""
    address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite.choose_module().connect(address, uri=True)


def tally(connection: Any) -> Tally:
    """Of each table the number of rows, and the sum in fen of each column of money."""
    found: Tally = {}
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in connection.execute(listed).fetchall():
        if table == "system_value":
            continue  # what differs between a shop and its copy is written there
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        money = [f', coalesce(sum("{each}"), 0)' for each in columns if each.endswith("_fen")]
        query = f'SELECT count(*){"".join(money)} FROM "{table}"'  # noqa: S608 - own schema
        found[table] = [int(value) for value in connection.execute(query).fetchone()]
    return found


def differences(before: Tally, after: Tally) -> list[str]:
    """The tables whose rows or sums differ."""
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def unseal(connection: Any) -> None:
    """Make a copy a database of its own again: without seal and without tally."""
    connection.execute("PRAGMA application_id = 0")
    connection.execute("PRAGMA user_version = 0")
    connection.execute("DELETE FROM system_value WHERE key = ?", (TALLY_KEY,))


def sync(path: Path) -> None:
    """Have the disk hold a file, or a folder's list of names, before going on."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(module: ModuleType, source: Path, target: Path) -> None:
    reader = module.connect(source, isolation_level=None)
    writer = module.connect(target, isolation_level=None)
    try:
        # One reading transaction: the tally and the copied pages are of the same moment.
        reader.execute("BEGIN")
        counted = tally(reader)
        reader.backup(writer)
        reader.execute("ROLLBACK")
        # The copy is one plain file: nothing of it may stay behind in a log beside it.
        writer.execute("PRAGMA journal_mode=DELETE")
        if "system_value" in _table_names(writer):
            writer.execute(
                "INSERT OR REPLACE INTO system_value (key, value) VALUES (?, ?)",
                (TALLY_KEY, json.dumps(counted)),
            )
    finally:
        writer.close()
        reader.close()


def _table_names(connection: Any) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def _noted_tally(connection: Any) -> Tally | None:
    if "system_value" not in _table_names(connection):
        return None
    query = "SELECT value FROM system_value WHERE key = ?"
    row = connection.execute(query, (TALLY_KEY,)).fetchone()
    noted: Tally | None = json.loads(row[0]) if row else None
    return noted


def _seal(copy: Path) -> None:
    with copy.open("r+b") as file:
        file.seek(_MARK_AT)
        file.write(struct.pack(">I", _MARK))
    total = _checksum(copy)
    with copy.open("r+b") as file:
        file.seek(_SUM_AT)
        file.write(struct.pack(">I", total))


def _check_seal(copy: Path) -> bool:
    """Whether the file carries a seal, which then fits. Raises CopyFailed when it does not."""
    with copy.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise CopyFailed(f"{copy.name} is not a database.")
    (total,) = struct.unpack_from(">I", header, _SUM_AT)
    (mark,) = struct.unpack_from(">I", header, _MARK_AT)
    if (total, mark) == (0, 0):
        return False
    if mark != _MARK or total != _checksum(copy):
        raise CopyFailed(f"{copy.name} was changed or damaged after it was made.")
    return True


def _checksum(copy: Path) -> int:
    """CRC-32 of the file with the field of the sum itself left out."""
    with copy.open("rb") as file:
        first = file.read(_CHUNK)
        total = zlib.crc32(first[:_SUM_AT] + b"\0\0\0\0" + first[_SUM_AT + 4 :])
        while piece := file.read(_CHUNK):
            total = zlib.crc32(piece, total)
    return total
