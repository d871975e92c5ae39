"""A day in which everything goes wrong mildly: a short one in CI, and each of its laws can fail."""

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.faults import soak, soak_laws, soak_report
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.soak_day import Day
from benchmarks.faults.soak_faults import Spell, is_explained
from benchmarks.faults.soak_laws import LAWS

pytestmark = pytest.mark.server

ENOUGH = 10
TWICE = """
CREATE TEMP TABLE twin AS SELECT * FROM {table} {where} LIMIT 1;
UPDATE twin SET id = 'twin' {further};
INSERT INTO {table} SELECT * FROM twin;
"""
# What is done to the database of a good day, and the law that it breaks.
PLANTED = {
    "a key is one order": TWICE.format(
        table="customer_order", where="WHERE note <> ''", further=", number = 0, pickup_code = ''"
    ),
    "an order costs what its dishes cost, less discounts": """
        UPDATE customer_order SET total_fen = total_fen + 1 WHERE status <> 'cancelled'
    """,
    "what was paid for an order is the sum of its payments": """
        UPDATE customer_order SET paid_fen = paid_fen - 1 WHERE paid_fen > refunded_fen
    """,
    "a payment settles what it is, and is in the books once": TWICE.format(
        table="payment", where="", further=""
    ),
    "what the books sold is what orders were paid, less what was given back": """
        UPDATE ledger_posting SET amount_fen = amount_fen - 1 WHERE account = 'sales'
    """,
    "a day's payments are that day's entries": """
        UPDATE payment SET business_date = date(business_date, '+1 day')
        WHERE id = (SELECT max(id) FROM payment)
    """,
    "an entry sums to nothing": "UPDATE ledger_posting SET amount_fen = amount_fen + 1",
    "entries are numbered without a gap": """
        DELETE FROM ledger_entry WHERE seq = (SELECT max(seq) - 1 FROM ledger_entry)
    """,
    "stock is the sum of its movements": """
        DELETE FROM stock_movement WHERE quantity <> 0 AND id = (SELECT max(id) FROM stock_movement
        WHERE quantity <> 0)
    """,
    "what is promised is what the lines hold": "UPDATE line_use SET state = 'held'",
    "the kitchen's events are numbered without a gap": """
        DELETE FROM kitchen_event WHERE seq = (SELECT max(seq) - 1 FROM kitchen_event)
    """,
    "a standing order's dishes each have a ticket": "DELETE FROM kitchen_ticket",
    "a ticket has one slip": "DELETE FROM print_job WHERE id = (SELECT max(id) FROM print_job)",
    "nothing is left to do": "UPDATE print_job SET status = 'sending'",
}


def broken(found: list[Finding]) -> list[Finding]:
    """The promises that were not kept."""
    return [each for each in found if not each.is_kept]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Day, Path]:
    """The last minutes of a day and the first of the next one, and the database after them."""
    for minutes in (0.15, 1.0):  # a machine that is busy gets more time
        file = tmp_path_factory.mktemp("soak") / "kept.db"
        day = soak.play(Options(seed=1, is_short=True, minutes=minutes), keep=file)
        if day.history.count("ok", "place") > ENOUGH and day.history.count("ok", "pay"):
            break
    return day, file


def plant(file: Path, folder: Path, statements: str) -> Path:
    """A copy of the database in which something was done behind everybody's back."""
    copy = Path(shutil.copy(file, folder / "planted.db"))
    with closing(sqlite3.connect(copy)) as database:
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (trigger,) in database.execute(named).fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.executescript(statements)
    return copy


def test_a_short_day_breaks_no_law(played: tuple[Day, Path]) -> None:
    day, _file = played
    assert broken(soak_report.table(day)) == []
    assert day.trouble.spells, "nothing went wrong: nothing was shown"
    assert day.history.count("ok", "place") > ENOUGH, "where all is unknown, all passes"


def test_each_law_has_a_control() -> None:
    assert PLANTED.keys() == LAWS.keys()


@pytest.mark.parametrize("law", LAWS)
def test_control_each_law_sees_what_breaks_it(
    played: tuple[Day, Path], law: str, tmp_path: Path
) -> None:
    day, file = played
    assert soak_laws.broken_laws(file) == []
    found = soak_laws.broken_laws(plant(file, tmp_path, PLANTED[law]))
    assert [each for each in found if each.startswith(f"{law}:")]
    assert soak_laws.broken_answers(file, day.history.acts) == []


def test_control_a_lost_order_is_seen(played: tuple[Day, Path], tmp_path: Path) -> None:
    day, file = played
    order = next(act for act in day.history.acts if act.op == "place" and act.outcome == "ok")
    lost = plant(file, tmp_path, f"DELETE FROM customer_order WHERE id = '{order.order_id}'")
    assert f"{order.key}: an answered order is lost" in soak_laws.broken_answers(
        lost, day.history.acts
    )


def test_control_money_that_was_said_to_be_given_back_is_seen(played: tuple[Day, Path]) -> None:
    day, file = played
    order = next(act for act in day.history.acts if act.op == "place" and act.outcome == "ok")
    told = replace(order, op="refund", order_id="", key="r1")
    assert [e for e in soak_laws.broken_answers(file, [told]) if e.startswith("r1")]


def test_control_a_slip_that_never_came_or_came_twice_is_seen(played: tuple[Day, Path]) -> None:
    day, file = played
    jobs = [taken.job for taken in day.place.printer.taken]
    assert soak_laws.broken_paper(file, [])["lost"] > 5
    assert soak_laws.broken_paper(file, jobs + jobs)["unmarked"] > 5


def test_control_an_answer_or_error_that_no_fault_explains_is_seen(
    played: tuple[Day, Path],
) -> None:
    day, _file = played
    now = time.monotonic()
    spell = Spell("database held", now - 2, now - 1)
    assert is_explained([spell], 503, now)
    assert not is_explained([spell], 500, now)
    assert not is_explained([spell], 503, now + 60)
    odd = replace(day.history.acts[0], status=500)
    assert broken(soak_report.table(replace(day, history=replace(day.history, acts=[odd]))))
    for line in ("2026-11-29 02:00:19,741 ERROR app: odd\n", "Exception in thread odd\n"):
        assert broken(soak_report.table(replace(day, log=day.log + line)))


@pytest.mark.slow
@pytest.mark.parametrize(("weakness", "fault"), [("keys", "lines bad"), ("paper", "disk flickers")])
def test_control_a_server_without_a_defence_is_red(weakness: str, fault: str) -> None:
    options = Options(seed=1, is_short=True, minutes=0.5)
    day = soak.play(options, weakness=weakness, only=(fault,))
    assert broken(soak_report.table(day))


@pytest.mark.slow
def test_nor_does_a_whole_day() -> None:
    assert broken(soak.run(Options(seed=2, is_short=False, minutes=4))) == []
