"""Compares a history with what is in a database: Jepsen's rule, for orders and for money."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from app.core import sqlite
from benchmarks.faults.history import Act

_ORDERS = """
SELECT o.note, o.id, o.status, o.total_fen, o.paid_fen,
    (SELECT count(*) FROM kitchen_ticket t WHERE t.order_id = o.id),
    (SELECT coalesce(sum(a.amount_fen), 0) FROM payment_allocation a WHERE a.order_id = o.id)
FROM customer_order o
"""


_STANDING = "SELECT note FROM customer_order WHERE status <> 'cancelled'"
_COPY_MARKS = ("可能重复", "POSSIBLECOPY", "补打")


def find_breaches(database: Any, acts: Iterable[Act]) -> list[str]:
    """Every way in which the rows break what was answered: empty when all of it was kept.

    Answered with success: there exactly once. Refused: not there. Not known: there once or not.
    """
    by_key: dict[str, list[Any]] = defaultdict(list)
    by_id = {}
    for row in database.execute(_ORDERS).fetchall():
        by_key[row[0]].append(row)
        by_id[row[1]] = row
    best: dict[tuple[str, str], Act] = {}
    for act in acts:
        known = best.get((act.op, act.key))
        # One success speaks for its key, whatever other tries with it were answered.
        if known is None or act.outcome == "ok" or known.outcome == "fail":
            best[act.op, act.key] = act if known is None or known.outcome != "ok" else known
    found = [f"{key}: {len(rows)} orders" for key, rows in by_key.items() if key and len(rows) > 1]
    for (op, key), act in best.items():
        if op == "place":
            found += _placed(act, by_key.get(key, []))
        elif op == "pay":
            found += _paid(act, by_id.get(act.order_id))
        elif op == "cancel" and act.outcome == "ok":
            row = by_id.get(act.order_id)
            if row is None or row[2] != "cancelled":
                found.append(f"{key}: a cancelled order stands")
    return found + _sums(by_id.values())


def _placed(act: Act, rows: list[Any]) -> list[str]:
    if act.outcome == "ok":
        if not rows:
            return [f"{act.key}: an answered order is lost"]
        row = rows[0]
        if (row[1], row[3]) != (act.order_id, act.amount_fen):
            return [f"{act.key}: another order or total than was answered"]
        return [] if row[5] else [f"{act.key}: the kitchen has no ticket of it"]
    return [f"{act.key}: a refused order is there"] if act.outcome == "fail" and rows else []


def _paid(act: Act, row: Any) -> list[str]:
    if act.outcome == "ok" and (row is None or row[6] != act.amount_fen):
        return [f"{act.key}: an answered payment is lost or doubled"]
    return []


def _sums(rows: Iterable[Any]) -> list[str]:
    """An order has no more than it costs, and its sum is that of its payments."""
    return [
        f"{row[0]}: paid {row[4]} of {row[3]}, allocated {row[6]}"
        for row in rows
        if row[4] != row[6] or row[6] > row[3]
    ]


def outcomes(acts: Iterable[Act]) -> Counter[str]:
    """How many acts ended in which way."""
    return Counter(act.outcome for act in acts)


def find_unprinted(file: Path, acts: Iterable[Act], slips: list[str]) -> Counter[str]:
    """Of the orders answered with success: how many have no slip, and further slips unmarked.

    An order that was cancelled before its slip was printed owes none.
    """
    with closing(sqlite.choose_module().connect(file)) as database:
        standing = {row[0] for row in database.execute(_STANDING)}
    found: Counter[str] = Counter()
    for key in {act.key for act in acts if act.op == "place" and act.outcome == "ok"} & standing:
        mine = [slip for slip in slips if key in slip]
        unmarked = [slip for slip in mine if not any(mark in slip for mark in _COPY_MARKS)]
        found["lost"] += not mine
        found["unmarked"] += max(len(unmarked) - 1, 0)
    return found
