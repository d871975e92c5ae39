"""What must hold of a day, whatever went wrong in it: compared in the shop's own database.

Each law is a question whose rows are breaches; what was answered, printed and shown comes besides.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.faults.checking import find_breaches
from benchmarks.faults.history import Act
from printer.decode import decode
from printer.decoded import Line

_BLANK = re.compile(r"\s+")
_MARKS = ("可能重复", "POSSIBLECOPY", "补打")
# A law and the question that finds what breaks it.
LAWS = {
    "a key is one order": """
        SELECT note, count(*) FROM customer_order WHERE note <> '' GROUP BY note HAVING count(*) > 1
    """,
    "an order costs what its dishes cost, less discounts": """
        SELECT o.number, o.total_fen, sum(l.net_fen) FROM customer_order o
        JOIN order_line l ON l.order_id = o.id AND l.status <> 'cancelled'
        WHERE o.status <> 'cancelled' AND o.fees = '[]'
        GROUP BY o.id HAVING o.total_fen <> sum(l.net_fen)
    """,
    "what was paid for an order is the sum of its payments": """
        SELECT o.number, o.paid_fen, coalesce(sum(a.amount_fen), 0) FROM customer_order o
        LEFT JOIN payment_allocation a ON a.order_id = o.id
        GROUP BY o.id HAVING o.paid_fen <> coalesce(sum(a.amount_fen), 0)
    """,
    "a payment settles what it is, and is in the books once": """
        SELECT p.id, p.amount_fen,
            (SELECT sum(amount_fen) FROM payment_allocation WHERE payment_id = p.id) settled,
            (SELECT count(*) FROM ledger_entry WHERE kind = 'payment' AND ref = p.id) booked
        FROM payment p WHERE settled IS NOT p.amount_fen OR booked <> 1
    """,
    "what the books sold is what orders were paid, less what was given back": """
        SELECT * FROM (SELECT
            (SELECT -coalesce(sum(x.amount_fen), 0) FROM ledger_posting x
             JOIN ledger_entry e ON e.id = x.entry_id
             WHERE e.kind = 'payment' AND x.account = 'sales') sold,
            (SELECT coalesce(sum(paid_fen), 0) FROM customer_order) paid,
            (SELECT coalesce(sum(x.amount_fen), 0) FROM ledger_posting x
             JOIN ledger_entry e ON e.id = x.entry_id
             WHERE x.account = 'refunds') back,
            (SELECT coalesce(sum(refunded_fen), 0) FROM customer_order) refunded
        ) WHERE sold <> paid OR back <> refunded
    """,
    "a day's payments are that day's entries": """
        SELECT day, sum(paid), sum(booked) FROM (
            SELECT business_date day, amount_fen paid, 0 booked FROM payment
            UNION ALL SELECT e.business_date, 0, x.amount_fen FROM ledger_posting x
            JOIN ledger_entry e ON e.id = x.entry_id
            WHERE e.kind = 'payment' AND x.account = 'drawer'
        ) GROUP BY day HAVING sum(paid) <> sum(booked)
    """,
    "an entry sums to nothing": """
        SELECT entry_id, sum(amount_fen) FROM ledger_posting GROUP BY entry_id
        HAVING sum(amount_fen) <> 0
    """,
    "entries are numbered without a gap": """
        SELECT store_id, count(*), max(seq) FROM ledger_entry GROUP BY store_id
        HAVING count(*) <> max(seq)
    """,
    "stock is the sum of its movements": """
        SELECT s.ingredient_id, s.on_hand, s.held, sum(m.quantity), sum(m.held), sum(m.value)
        FROM ingredient_stock s JOIN stock_movement m ON m.ingredient_id = s.ingredient_id
        GROUP BY s.ingredient_id
        HAVING s.on_hand <> sum(m.quantity) OR s.held <> sum(m.held) OR s.value <> sum(m.value)
    """,
    "what is promised is what the lines hold": """
        SELECT s.ingredient_id, s.held, coalesce(u.held, 0) FROM ingredient_stock s LEFT JOIN (
            SELECT e.key id, sum(e.value) held FROM line_use l, json_each(l.uses) e
            WHERE l.state = 'held' GROUP BY e.key
        ) u ON u.id = s.ingredient_id WHERE s.held <> coalesce(u.held, 0)
    """,
    "the kitchen's events are numbered without a gap": """
        SELECT store_id, count(*), min(seq), max(seq) FROM kitchen_event GROUP BY store_id
        HAVING count(*) <> max(seq) - min(seq) + 1
    """,
    "a standing order's dishes each have a ticket": """
        SELECT o.number, l.station_id FROM order_line l JOIN customer_order o ON o.id = l.order_id
        WHERE o.status IN ('placed', 'cooking', 'ready', 'completed') AND NOT l.is_set
            AND NOT EXISTS (SELECT 1 FROM kitchen_ticket t WHERE t.order_id = o.id
             AND t.station_id IS l.station_id)
    """,
    "a ticket has one slip": """
        SELECT t.id, count(j.id) FROM kitchen_ticket t LEFT JOIN print_job j
        ON j.ticket_id = t.id AND json_extract(j.document, '$.kind') = 'kitchen_slip'
            AND coalesce(json_extract(j.document, '$.purpose'), '') = ''
        GROUP BY t.id HAVING count(j.id) <> 1
    """,
    "nothing is left to do": """
        SELECT 'outbox', kind FROM outbox_message WHERE state <> 'done'
        UNION ALL SELECT 'paper', status FROM print_job WHERE status IN ('queued', 'sending')
    """,
}


def broken_laws(file: Path) -> list[str]:
    """Every law that the database breaks, with its first breach."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as database:
        found = [
            f"integrity_check: {row[0]}"
            for row in database.execute("PRAGMA integrity_check")
            if row[0] != "ok"
        ]
        found += [f"no parent: {row}" for row in database.execute("PRAGMA foreign_key_check")]
        for law, question in LAWS.items():
            rows = database.execute(question).fetchall()
            if rows:
                found.append(f"{law}: {len(rows)} times not, {rows[0]}")
    return found


def broken_answers(file: Path, acts: Iterable[Act]) -> list[str]:
    """Where the database is not what was answered.

    An order of which a dish was taken back costs less than it did: what it costs then is a law of
    its own.
    """
    acts = list(acts)
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as database:
        now = dict(database.execute("SELECT id, total_fen FROM customer_order"))
        changed = {each.order_id for each in acts if each.op == "void" and each.outcome != "fail"}
        told = [
            replace(each, amount_fen=now.get(each.order_id, each.amount_fen))
            if each.op == "place" and each.order_id in changed
            else each
            for each in acts
        ]
        return [*find_breaches(database, told), *_given_back(database, acts)]


def _given_back(database: Any, acts: list[Act]) -> Iterator[str]:
    back = dict(database.execute("SELECT id, refunded_fen FROM customer_order"))
    for act in acts:
        if act.op == "refund" and act.outcome == "ok" and not back.get(act.order_id):
            yield f"{act.key}: money was said to be given back and is not"


def broken_paper(file: Path, jobs: Iterable[bytes]) -> Counter[str]:
    """Of the slips that the printer was to print: never came out whole, or twice and unsaid."""
    slips = [text for job in jobs if job.endswith(b"\x1b@") for text in [_text(job)]]
    question = """
        SELECT o.note, count(*) FROM print_job j JOIN kitchen_ticket t ON t.id = j.ticket_id
        JOIN customer_order o ON o.id = t.order_id
        WHERE json_extract(j.document, '$.kind') = 'kitchen_slip' AND o.note <> ''
            AND j.status IN ('sent', 'confirmed') GROUP BY o.id
    """
    found: Counter[str] = Counter()
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as database:
        for key, due in database.execute(question):
            mine = [slip for slip in slips if key in slip]
            unmarked = sum(not any(mark in slip for mark in _MARKS) for slip in mine)
            found["slips"] += due
            found["lost"] += max(0, due - len(mine))
            found["unmarked"] += max(0, unmarked - due)
            found["copies"] += len(mine) - min(unmarked, len(mine))
    return found


def _text(job: bytes) -> str:
    return _BLANK.sub("", "".join(e.text for e in decode(job) if isinstance(e, Line)))
