"""Past orders and more dishes, made by the database from one that the product made itself.

Each copy has all the rows of its model, with ids, numbers and days of its own: order, lines,
tickets, kitchen events, slips, payment and audit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from app.core.db import db, transaction
from benchmarks.growth_shop import GrownShop

_PER_DAY = 300
# What leaves the database by itself does so here too: see `app/upkeep/archiving.py`.
_KEPT_DAYS = {"kitchen_event": 90}
_FIRST_NUMBER = 100_000
_QUICK = ("cache_size = -1000000",)
# What a copy's columns hold: `i` counts the copies, `m` is the row that is copied.
_ID = "iif(m.{column} IS NULL, NULL, printf('%s%019d', substr(m.{column}, 20, 7), i))"
_AGO = f"'-' || (1 + i / {_PER_DAY}) || ' days'"
_DAY = f"date('now', {_AGO})"
_TABLES: dict[str, str] = {
    "customer_order": "m.id = :order",
    "order_line": "m.order_id = :order",
    "kitchen_ticket": "m.order_id = :order",
    "kitchen_event": "m.ticket_id IN (SELECT id FROM kitchen_ticket WHERE order_id = :order)",
    "print_job": "m.ticket_id IN (SELECT id FROM kitchen_ticket WHERE order_id = :order)",
    "payment": "m.id IN (SELECT payment_id FROM payment_allocation WHERE order_id = :order)",
    "payment_allocation": "m.order_id = :order",
    "audit_entry": "m.target_id = :order",
}
_OWN_IDS = {"id", "order_id", "ticket_id", "payment_id", "parent_id"}
_SETTLED = {"at", "not_before"}


def grow_orders(size: int) -> None:
    """Have `size` past orders beside those that were placed."""
    query = text(f"SELECT id FROM customer_order WHERE number < {_FIRST_NUMBER} ORDER BY id")  # noqa: S608
    model = db.session.execute(query).scalars().first()
    count = text(f"SELECT count(*) FROM customer_order WHERE number >= {_FIRST_NUMBER}")  # noqa: S608
    first = int(db.session.execute(count).scalar_one())
    with _quick_writes():
        for table, which in _TABLES.items():
            most = _KEPT_DAYS[table] * _PER_DAY if table in _KEPT_DAYS else size
            _copy(table, which, {"order": model, "first": first, "last": min(size, most) - 1})
        db.session.connection().exec_driver_sql("ANALYZE")


@contextmanager
def _quick_writes() -> Iterator[None]:
    """A transaction on a connection of its own that may be lost and holds a gigabyte of pages."""
    db.session.remove()
    with transaction():
        raw = db.session.connection()
        for pragma in _QUICK:
            raw.exec_driver_sql(f"PRAGMA {pragma}")
        yield
    db.session.remove()
    # Everyone who measures has the product's own settings again.
    db.engine.dispose()


def grow_dishes(shop: GrownShop, size: int) -> None:
    """Have `size` dishes on the menu."""
    menu = text("SELECT count(*) FROM dish WHERE removed_at IS NULL")
    missing = size - int(db.session.execute(menu).scalar_one())
    if missing > 0:
        query = text("SELECT id FROM dish WHERE price_kind = 'fixed' ORDER BY id LIMIT 1")
        given = {
            "dish": db.session.execute(query).scalar_one(),
            "first": size,
            "last": size + missing - 1,
        }
        with transaction():
            _copy("dish", "m.id = :dish", given)
    shop.read_menu_anew()


def _copy(table: str, which: str, given: dict[str, Any]) -> None:
    connection = db.session.connection()
    columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
    if table == "audit_entry":
        columns.remove("id")
    chosen = ", ".join(_value(table, column) for column in columns)
    connection.execute(
        text(
            "INSERT INTO {table} ({columns}) WITH RECURSIVE n(i) AS (SELECT :first UNION ALL"  # noqa: S608
            " SELECT i + 1 FROM n WHERE i < :last) SELECT {chosen} FROM {table} m"
            # Not the other way round, which would look the pattern up anew for every copy.
            " CROSS JOIN n WHERE :first <= :last AND {which}".format(
                table=table, columns=", ".join(columns), chosen=chosen, which=which
            )
        ),
        given,
    )


def _value(table: str, column: str) -> str:
    """What a column of a copy holds."""
    if column in _OWN_IDS or (table == "audit_entry" and column == "target_id"):
        return _ID.format(column=column)
    if column == "seq":
        # Below those that are to come: numbers go on where they stood.
        return "-(m.seq + 1000 * i)"
    if column == "number":
        return f"{_FIRST_NUMBER} + i"
    if column in ("key", "code"):
        return f"m.{column} || ':' || i"
    if table == "dish" and column == "name":
        return "m.name || i"
    if column == "business_date":
        # Of the order that is copied: for some hours of each day it is not the date of the clock.
        return f"date(m.{column}, {_AGO})"
    if column.endswith("_at") or column in _SETTLED:
        return f"CASE WHEN m.{column} IS NULL THEN NULL ELSE {_DAY} || substr(m.{column}, 11) END"
    if column in ("table_session_id", "attempt_id"):
        return "NULL"
    return f"m.{column}"
