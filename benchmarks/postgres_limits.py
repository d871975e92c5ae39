"""What Postgres allows on this machine at the most: an order's rows written by the bare driver."""

import itertools
import multiprocessing
import time
from contextlib import closing
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Json

from app.core import postgres
from benchmarks import limits

Rows = dict[str, list[dict[str, Any]]]

CONNECTIONS = 4
_FORK = multiprocessing.get_context("fork")
# The names that a text of SQLite's has in it, as psycopg writes them.
_ORDER_ID = "%(order_id)s"
_CONDITIONS = {
    **{table: text.replace(":order_id", _ORDER_ID) for table, text in limits.ROWS.items()},
    "idempotent_answer": f"answer->>'id' = {_ORDER_ID}",
}
# So far apart that no two connections write the same number, all of them below 2^31.
_APART = 100_000_000
_COUNT = (
    "INSERT INTO sequence (store_id, name, value) VALUES (%s, %s, 1) ON CONFLICT (store_id, name)"
    " DO UPDATE SET value = sequence.value + 1 RETURNING value"
)


def measure_raw(address: str, seconds: float) -> float:
    """Orders per second of four processes with a connection each, one transaction an order.

    Plain statements, one after the other: the counters, then each row of the latest order of the
    database, which no server uses meanwhile. Each process has counters of its own, so that none
    waits for another.
    """
    rows = _latest_order(address)
    with _FORK.Pool(CONNECTIONS) as pool:
        given = [(address, rows, number, seconds) for number in range(CONNECTIONS)]
        return sum(pool.starmap(_write, given, chunksize=1))


def _latest_order(address: str) -> Rows:
    with closing(psycopg.connect(address, autocommit=True, row_factory=dict_row)) as database:
        found = database.execute("SELECT max(id) AS order_id FROM customer_order").fetchone()
        rows = {
            table: [
                {name: _value(each) for name, each in row.items()}
                for row in database.execute(
                    f"SELECT * FROM {table} WHERE {condition}".encode(),  # noqa: S608 - own names
                    found,
                )
            ]
            for table, condition in _CONDITIONS.items()
        }
    if not all(rows.values()):
        raise RuntimeError(f"nothing was written to {[t for t, each in rows.items() if not each]}")
    return rows


def _write(address: str, rows: Rows, number: int, seconds: float) -> float:
    """One connection's orders per second."""
    statements = {table: _insert(table, each[0]).encode() for table, each in rows.items()}
    # By the same way as the product's own connections.
    with closing(psycopg.connect(address, autocommit=True, **postgres.way_to(address))) as database:
        cursor, began = database.cursor(), time.monotonic()
        for count, at in enumerate(itertools.count((number + 1) * _APART, 10)):
            if time.monotonic() - began >= seconds:
                return count / (time.monotonic() - began)
            fresh = limits.renewed(rows, at)
            for row in fresh["audit_entry"]:
                row["id"] = at
            cursor.execute("BEGIN")
            for name in range(limits.COUNTERS):
                cursor.execute(_COUNT, (f"raw {number}", str(name))).fetchone()
            for table, statement in statements.items():
                for row in fresh[table]:
                    cursor.execute(statement, row)
            cursor.execute("COMMIT")
    raise AssertionError


def _insert(table: str, row: dict[str, Any]) -> str:
    names = ", ".join(row)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(f'%({n})s' for n in row)})"  # noqa: S608


def _value(value: Any) -> Any:
    return Json(value) if isinstance(value, dict | list) else value
