"""What this machine allows at the most, measured in the same run as the product."""

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import sqlite
from app.core.ids import new_id
from benchmarks import baskets
from benchmarks.callers import saturate
from benchmarks.shop import Shop, fresh_folder
from benchmarks.wire import request

# The rows that placing one order writes before it is answered: table, and how they are found.
ROWS = {
    "customer_order": "id = :order_id",
    "order_line": "order_id = :order_id",
    "audit_entry": "target_kind = 'order' AND target_id = :order_id",
    "kitchen_ticket": "order_id = :order_id",
    "kitchen_event": "ticket_id IN (SELECT id FROM kitchen_ticket WHERE order_id = :order_id)",
    "outbox_message": "key = 'slips:' || :order_id",
    "idempotent_answer": "json_extract(answer, '$.id') = :order_id",
}
COUNTERS = 3
_BLOCK = b"\0" * 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """Per second: bare transactions of one order's rows, flushes, empty and prepared answers."""

    raw: float
    raw_shared: float
    fsync: float
    hello: float
    prepared: float
    hello_processor_ms: float

    @property
    def road(self) -> float:
        """What HTTP and durability together allow: one after the other."""
        return 1 / (1 / self.raw + 1 / self.hello)


def measure(shop: Shop, port: int, *, callers: int, seconds: float) -> Limits:
    """Measure all limits; the shop has placed at least one order and is at rest."""
    raw, raw_shared = measure_raw(shop, seconds)
    hello, prepared, processor_ms = measure_server(port, callers, seconds)
    flushes = measure_fsync(shop.data_dir, seconds)
    return Limits(raw, raw_shared, flushes, hello, prepared, processor_ms)


def measure_server(port: int, callers: int, seconds: float) -> tuple[float, float, float]:
    """An empty view and prepared bytes on the shop's own server.

    Answers per second of both, and the processor time of an empty one in milliseconds.
    """
    with fresh_folder() as folder, Shop(port, folder, module="benchmarks.hello") as bare:
        hello, prepared = (baskets.repeating(request("GET", path)) for path in ("/", "/bytes"))
        saturate(port, hello, callers=callers, seconds=0.5)
        before = bare.processor_seconds()
        empty = saturate(port, hello, callers=callers, seconds=seconds)
        used = bare.processor_seconds() - before
        full = saturate(port, prepared, callers=callers, seconds=seconds)
    answered = max(1, sum(empty.statuses.values()))
    return empty.per_second, full.per_second, used * 1000 / answered


def measure_fsync(folder: Path, seconds: float) -> float:
    """Flushes to the disk per second, a page written before each."""
    file = folder / "fsync.bin"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        began, count = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            os.write(descriptor, _BLOCK)
            os.fsync(descriptor)
            count += 1
        return count / (time.monotonic() - began)
    finally:
        os.close(descriptor)
        file.unlink()


def measure_raw(shop: Shop, seconds: float) -> tuple[float, float]:
    """Orders per second written by the bare driver, alone and eight to a transaction.

    The rows are those of the shop's latest order, in a copy of its database with all its indices
    and checks, set up like the product's own connections.
    """
    copy = shop.data_dir / "raw.db"
    with closing(shop.open_database()) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    try:
        with closing(sqlite.choose_module().connect(copy)) as database:
            sqlite.prepare_connection(database)
            rows = _latest_order(database)
            return _write(database, rows, seconds, 1), _write(database, rows, seconds, 8)
    finally:
        for file in shop.data_dir.glob("raw.db*"):
            file.unlink()


def _latest_order(database: Any) -> dict[str, list[dict[str, Any]]]:
    (order_id,) = database.execute("SELECT max(id) FROM customer_order").fetchone()
    found = {}
    for table, condition in ROWS.items():
        cursor = database.execute(
            f"SELECT * FROM {table} WHERE {condition}",  # noqa: S608 - names of our own tables
            {"order_id": order_id},
        )
        names = [column[0] for column in cursor.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
    return found


def _write(
    database: Any, rows: dict[str, list[dict[str, Any]]], seconds: float, together: int
) -> float:
    statements = {
        table: f"INSERT INTO {table} ({', '.join(each[0])})"  # noqa: S608 - our own names
        f" VALUES ({', '.join(':' + name for name in each[0])})"
        for table, each in rows.items()
    }
    began, count, at = time.monotonic(), 0, time.time_ns() // 1000
    while time.monotonic() - began < seconds:
        database.execute("BEGIN IMMEDIATE")
        for _ in range(together):
            at += 10
            fresh = renewed(rows, at)
            for name in range(COUNTERS):
                database.execute(
                    "INSERT INTO sequence VALUES (?, ?, 1) ON CONFLICT DO UPDATE"
                    " SET value = value + 1 RETURNING value",
                    ("raw", str(name)),
                ).fetchone()
            for table, statement in statements.items():
                database.executemany(statement, fresh[table])
            count += 1
        database.execute("COMMIT")
    return count / (time.monotonic() - began)


def renewed(rows: dict[str, list[dict[str, Any]]], at: int) -> dict[str, list[dict[str, Any]]]:
    """The same rows under new ids and numbers; `at` is larger than any before."""
    ids = {
        row["id"]: new_id()
        for table in ("customer_order", "order_line", "kitchen_ticket", "outbox_message")
        for row in rows[table]
    }
    fresh = {
        table: [{name: ids.get(value, value) for name, value in row.items()} for row in each]
        for table, each in rows.items()
    }
    for row in fresh["customer_order"]:
        row["number"] = at
    for row in fresh["audit_entry"]:
        row["id"] = None
    for place, row in enumerate(fresh["kitchen_event"]):
        row["seq"] = at + place
    for row in fresh["outbox_message"]:
        row["key"] = new_id()
    for row in fresh["idempotent_answer"]:
        row["key"] = new_id()
    return fresh
