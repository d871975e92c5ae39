"""Histories against the database, the paper and the books; and the simulator of the pure core."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.faults import histories, simulator
from benchmarks.faults.campaigns import Options
from benchmarks.faults.checking import find_breaches
from benchmarks.faults.history import Act, Outcome
from benchmarks.faults.simulator import Shop

SEEDS = range(1_000_000, 1_000_400)
TABLES = """
CREATE TABLE customer_order (note, id, status, total_fen, paid_fen);
CREATE TABLE kitchen_ticket (order_id);
CREATE TABLE payment_allocation (order_id, amount_fen);
INSERT INTO customer_order VALUES ('k1', 'o1', 'placed', 1800, 1800);
INSERT INTO kitchen_ticket VALUES ('o1');
INSERT INTO payment_allocation VALUES ('o1', 1800);
"""


@pytest.fixture
def rows() -> Iterator[sqlite3.Connection]:
    """An order that was placed and paid."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(TABLES)
        yield database


def act(op: str, key: str, outcome: Outcome, order_id: str = "o1") -> Act:
    return Act(0, "c", op, key, "", 0, outcome, order_id, 1800)


KEPT = [act("place", "k1", "ok"), act("pay", "p1", "ok")]


def test_a_history_that_was_kept_has_no_breach(rows: sqlite3.Connection) -> None:
    assert find_breaches(rows, KEPT) == []
    unknown = [act("place", "k1", "ambiguous"), act("place", "k2", "ambiguous")]
    assert find_breaches(rows, unknown) == [], "what is not known may be there or not"


def test_a_try_that_got_no_answer_does_not_hide_the_success(rows: sqlite3.Connection) -> None:
    tries = [act("place", "k2", "ambiguous"), act("place", "k2", "ok", "o2")]
    assert "lost" in find_breaches(rows, tries)[0]
    assert "lost" in find_breaches(rows, tries[::-1])[0]


@pytest.mark.parametrize(
    ("statement", "acts", "said"),
    [
        ("DELETE FROM customer_order", KEPT[:1], "an answered order is lost"),
        ("INSERT INTO customer_order VALUES ('k1', 'o2', 'placed', 1800, 0)", KEPT, "2 orders"),
        ("UPDATE customer_order SET total_fen = 1801", KEPT[:1], "another order or total"),
        ("DELETE FROM kitchen_ticket", KEPT[:1], "no ticket"),
        ("INSERT INTO payment_allocation VALUES ('o1', 1800)", KEPT[1:], "lost or doubled"),
        ("DELETE FROM payment_allocation", KEPT[1:], "lost or doubled"),
        ("UPDATE customer_order SET paid_fen = 1", [], "allocated 1800"),
        ("SELECT 1", [act("place", "k1", "fail")], "a refused order is there"),
        ("SELECT 1", [act("cancel", "c1", "ok")], "a cancelled order stands"),
    ],
)
def test_control_the_checker_sees_each_breach(
    rows: sqlite3.Connection, statement: str, acts: list[Act], said: str
) -> None:
    rows.execute(statement)
    assert said in " ".join(find_breaches(rows, acts))


def test_no_simulated_history_breaks_a_law() -> None:
    assert simulator.count_broken(SEEDS) == (0, "")


def weakened(defence: str) -> Shop:
    """A shop without one of its defences."""
    shop = Shop()
    setattr(shop, defence, False)
    return shop


@pytest.mark.parametrize("defence", ["keeps_answers", "is_atomic", "posts_once"])
def test_control_without_a_defence_the_simulator_is_red(defence: str) -> None:
    broken, first = simulator.count_broken(SEEDS[:60], lambda: weakened(defence))
    assert broken
    assert first.startswith("seed 1000")


def test_a_seed_is_one_history_wherever_it_runs() -> None:
    source = "from benchmarks.faults.simulator import live; print(live(7))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=root, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == simulator.live(7)


@pytest.mark.server
def test_phones_counters_and_a_kitchen_at_a_server_that_dies(tmp_path: Path) -> None:
    done = 0
    for seconds in (2.5, 40.0):  # a machine that is busy gets more time
        file = tmp_path / f"history-{seconds}.jsonl"
        found = histories.load(1, 2, seconds, file)
        assert [each for each in found if not each.is_kept] == []
        lines = file.read_text(encoding="utf-8").splitlines()
        done = sum('"outcome":"ok"' in line for line in lines)
        if done > 10:
            break
    assert done > 10, "where all is unknown, all passes"


@pytest.mark.server
@pytest.mark.slow
def test_nor_in_a_hundred_thousand() -> None:
    found = histories.run(Options(seed=2, is_short=False))
    assert [each for each in found if not each.is_kept] == []
