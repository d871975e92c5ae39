"""The owner's pages over a year of orders: the report of a day, and finding an order again.

Run as `python -m benchmarks.year_of_orders [--orders N]`; 500000 is the whole year of a large shop,
the default a tenth of it. In this process, on a demo shop in a temporary folder. The orders are
copies of real ones, with lines and payments, spread over the days of the year before today.
"""

import argparse
import json
import os
import random
import sqlite3
import sys
import time
import uuid
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from app import create_app
from app.config import Config
from benchmarks import baskets
from benchmarks.callers import quantile
from benchmarks.shop import API, Shop, fresh_folder
from benchmarks.table import Row, print_rows

ORDERS, WHOLE_YEAR, DAYS = 50_000, 500_000, 365
_TIMES = 15
# Between ten and nine on the shop's clock, which is eight hours ahead.
_OPENS_S, _OPEN_FOR_S = 2 * 3600, 11 * 3600
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :orders)"
_DAY = "date(:first, '+' || (i / :per_day) || ' days')"
_AT = (
    "strftime('%Y-%m-%d %H:%M:%f000', :first, '+' || (i / :per_day) || ' days',"
    " '+' || (:opens + (i % :per_day) * :open_for / :per_day) || ' seconds')"
)
_ORDER_ID, _PAYMENT_ID = "printf('0year%021d', i)", "printf('0paid%021d', i)"
# Which columns of a copy are its own, table by table; the others are those of its pattern.
_OWN = {
    "customer_order": {
        "id": _ORDER_ID,
        "number": "i % :per_day + 1",
        "business_date": _DAY,
        "placed_at": _AT,
        "kitchen_at": _AT,
        "status": "'completed'",
    },
    "order_line": {
        "id": "printf('0line%019d%02d', i, t.position)",
        "order_id": _ORDER_ID,
        "status": "'served'",
    },
    "payment": {"id": _PAYMENT_ID, "taken_at": _AT, "business_date": _DAY},
    "payment_allocation": {"payment_id": _PAYMENT_ID, "order_id": _ORDER_ID},
}
_PATTERN = {
    "customer_order": "t.id = p.order_id",
    "order_line": "t.order_id = p.order_id",
    "payment": "t.id = p.payment_id",
    "payment_allocation": "t.payment_id = p.payment_id",
}


def main(arguments: list[str] | None = None) -> int:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year_of_orders")
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--port", type=int, default=8330)
    options = parser.parse_args(arguments)
    print_rows(measure(options.port, options.orders))
    return 0


def measure(port: int, orders: int) -> list[Row]:
    """The rows of the table. Raises RuntimeError when a report does not fit what was filled in."""
    with fresh_folder() as folder:
        with Shop(port, folder) as shop:
            patterns = _patterns(shop)
        per_day = max(1, orders // DAYS)
        first = date.today() - timedelta(days=DAYS)  # noqa: DTZ011 - a day of the past, any will do
        began = time.monotonic()
        with closing(sqlite3.connect(folder / "kaifan.db")) as database:
            _fill(database, patterns, first=first.isoformat(), orders=per_day * DAYS)
        filled_s = time.monotonic() - began
        owner = shop.token("owner")
        rows = _figures(folder, owner, first, per_day)
    size = f"{per_day * DAYS:,} orders, filled in {filled_s:.0f} s"
    return [Row("a year of orders", f"{per_day:,} a day", size), *rows]


def _patterns(shop: Shop) -> list[tuple[str, str]]:
    """Ids of orders and of the payments for them, placed and paid by the API."""
    bodies, token = baskets.prepare(shop), shop.new_parties()[0]
    found = []
    for body in bodies:
        order = shop.ask("POST", "/orders", body, token=token, headers=_key()).json()
        money = {"channel": "cash", "amount_fen": order["total_fen"]}
        path = f"/orders/{order['id']}/payments"
        paid = shop.ask("POST", path, money, token=shop.token("owner"), headers=_key()).json()
        found.append((order["id"], paid["id"]))
    return found


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def _fill(
    database: sqlite3.Connection, patterns: list[tuple[str, str]], *, first: str, orders: int
) -> None:
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -64000"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TEMP TABLE pattern (k INTEGER PRIMARY KEY, order_id, payment_id)")
    database.executemany(
        "INSERT INTO pattern VALUES (?, ?, ?)", [(k, *ids) for k, ids in enumerate(patterns)]
    )
    given = {
        "first": first,
        "orders": orders,
        "per_day": orders // DAYS,
        "opens": _OPENS_S,
        "open_for": _OPEN_FOR_S,
    }
    for table, own in _OWN.items():
        names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(own.get(name, f"t.{name}") for name in names)
        database.execute(
            f"INSERT INTO {table} ({', '.join(names)}) {_NUMBERS} SELECT {values}"  # noqa: S608 - our own names
            f" FROM n JOIN pattern p ON p.k = n.i % {len(patterns)}"
            f" JOIN {table} t ON {_PATTERN[table]}",
            given,
        )
    database.commit()
    database.execute("ANALYZE")
    database.commit()


def _figures(folder: Path, owner: str, first: date, per_day: int) -> list[Row]:
    os.environ["KAIFAN_LIMITS"] = "off"
    client = create_app(Config.load(folder, demo=True)).test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = owner, True
    chance = random.Random(1)
    days = [(first + timedelta(days=chance.randrange(DAYS))).isoformat() for _ in range(_TIMES)]
    since = (first + timedelta(days=DAYS - 30)).isoformat()
    until = (first + timedelta(days=DAYS - 1)).isoformat()
    pages = {
        "search: a number on any day": "?from=&to=&q=17",
        "search: a dish in 30 days": f"?from={since}&to={until}&dish=鸡",
        "search: unpaid on any day": "?from=&to=&payment=unpaid",
        "search: the newest of all": "?from=&to=",
    }
    rows = [_timed("report of a day", [_report(client, owner, day, per_day) for day in days])]
    for name, query in pages.items():
        rows.append(_timed(name, [_page(client, f"/backoffice/orders{query}") for _ in range(5)]))
    return rows


def _report(client: FlaskClient, owner: str, day: str, per_day: int) -> float:
    began = time.perf_counter()
    answer = client.get(f"{API}/reports/days/{day}", headers={"Authorization": f"Bearer {owner}"})
    took = time.perf_counter() - began
    figures: dict[str, Any] = json.loads(answer.data)
    paid = sum(figures["paid_by"].values())
    if figures["orders"] != per_day or paid != figures["net_fen"] or not paid:
        raise RuntimeError(f"the report of {day} does not fit: {figures}")
    return took


def _page(client: FlaskClient, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return took


def _timed(name: str, seconds: list[float]) -> Row:
    middle, worst = quantile(seconds, 0.5) * 1000, max(seconds) * 1000
    return Row(name, f"{middle:.0f} ms", f"the middle of {len(seconds)}, the slowest {worst:.0f}")


if __name__ == "__main__":
    sys.exit(main())
