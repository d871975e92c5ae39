"""Writing the export file: each kind as CSV for people and as JSON for programs."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import Enum
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection

from app.core import clock, money
from app.core.tabular import harmless
from app.stores.queries import StoreFacts
from app.takeout.kinds import Kind, without_secrets
from app.takeout.readme import README

FORMAT = "kaifan-export"
VERSION = 1
MANIFEST = "manifest.json"
_AT_ONCE = 500


@dataclass
class _Summed:
    """A stream into an entry of the file that counts and sums what passes."""

    stream: IO[bytes]
    sum: Any = field(default_factory=hashlib.sha256)
    size: int = 0

    def write(self, text: str) -> None:
        """Pass text on as UTF-8."""
        content = text.encode("utf-8")
        self.sum.update(content)
        self.size += len(content)
        self.stream.write(content)


class ExportFile:
    """An export that is being written; `close` adds the manifest and the explanation."""

    def __init__(self, path: Path, store: StoreFacts, app_version: str) -> None:
        """Begin the file at `path`."""
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._store = store
        self._manifest: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "app_version": app_version,
            "made_at": clock.now().isoformat(),
            "store": {"id": store.id, "name": store.name},
            "rows": {},
            "files": {},
        }

    def add_kind(self, kind: Kind, connection: Connection, pause: Callable[[], None]) -> int:
        """Add a kind in both forms; return the number of rows."""
        with self._entry(f"json/{kind.name}.json") as out:
            count = _write_json(out, _rows(kind, self._store.id, connection, pause))
        with self._entry(f"csv/{kind.name}.csv") as out:
            _write_csv(out, kind, self._store, _rows(kind, self._store.id, connection, pause))
        self._manifest["rows"][kind.name] = count
        return count

    def add_picture(self, file: Path) -> None:
        """Add a picture as it is; one that is not there any more is passed over."""
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            return
        name = f"pictures/{file.name}"
        self._zip.writestr(zipfile.ZipInfo(name, _stamp()), content, zipfile.ZIP_STORED)
        self._note(name, hashlib.sha256(content).hexdigest(), len(content))

    def close(self) -> dict[str, Any]:
        """Finish the file and return its manifest."""
        self._zip.writestr("README.txt", README.encode("utf-8-sig"))
        text = json.dumps(self._manifest, ensure_ascii=False, indent=2)
        self._zip.writestr(MANIFEST, text)
        self._zip.close()
        return self._manifest

    @contextmanager
    def _entry(self, name: str) -> Iterator[_Summed]:
        with self._zip.open(zipfile.ZipInfo(name, _stamp()), "w", force_zip64=True) as stream:
            out = _Summed(stream)
            yield out
        self._note(name, out.sum.hexdigest(), out.size)

    def _note(self, name: str, digest: str, size: int) -> None:
        self._manifest["files"][name] = {"sha256": digest, "bytes": size}


def _rows(
    kind: Kind, store_id: str, connection: Connection, pause: Callable[[], None]
) -> Iterator[dict[str, Any]]:
    found = connection.execution_options(yield_per=_AT_ONCE).execute(kind.rows_of(store_id))
    for portion in found.partitions():
        for row in portion:
            yield {name: without_secrets(value) for name, value in row._mapping.items()}
        pause()


def _write_json(out: _Summed, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    out.write("[")
    for row in rows:
        plain = {name: _exact(value) for name, value in row.items()}
        out.write((",\n" if count else "\n") + json.dumps(plain, ensure_ascii=False))
        count += 1
    out.write("\n]\n")
    return count


def _write_csv(out: _Summed, kind: Kind, store: StoreFacts, rows: Iterator[dict[str, Any]]) -> None:
    out.write("\ufeff")
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    writer.writerow([_heading(name) for name in kind.columns])
    for row in rows:
        writer.writerow([_readable(name, value, store) for name, value in row.items()])
        out.write(line.getvalue())
        line.seek(0)
        line.truncate()
    out.write(line.getvalue())


def _heading(column: str) -> str:
    return f"{column.removesuffix('_fen')}_yuan" if column.endswith("_fen") else column


def _readable(column: str, value: Any, store: StoreFacts) -> str:
    """A cell for people: yuan, the shop's own clock, and never a formula."""
    if value is None:
        return ""
    if column.endswith("_fen"):
        return money.show(value)
    if isinstance(value, datetime):
        return store.local(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dict | list):
        return harmless(json.dumps(value, ensure_ascii=False))
    text = str(_exact(value))
    return text if isinstance(value, int) else harmless(text)


def _exact(value: Any) -> Any:
    """A value as JSON has it: moments in UTC, choices by their word."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _stamp() -> tuple[int, int, int, int, int, int]:
    now = clock.now()
    return now.year, now.month, now.day, now.hour, now.minute, now.second
