"""Others use the shop's database: a report reads for minutes, another program holds it."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.core import sqlite
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.power import demo_copy
from benchmarks.faults.stops import breaches_in
from benchmarks.shop import Shop
from tests.fixtures.live_server import free_port

SQLITE = sqlite.choose_module()
MB = 1024 * 1024
# More than is kept of the log, so that its growth and its end are both seen.
GROWN_TO = sqlite.LOG_KEPT_BYTES + 4 * MB
ALL_ANSWERED_WITHIN_S = 40


pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def open_shop() -> Iterator[Shop]:
    with demo_copy() as data, Shop(free_port(), data) as shop:
        yield shop


@contextlib.contextmanager
def another_program(open_shop: Shop, statement: str) -> Iterator[None]:
    """Another program on the database, in the middle of what it does."""
    file = open_shop.data_dir / "kaifan.db"
    with contextlib.closing(SQLITE.connect(file, timeout=30, isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout=30000")
        other.execute("BEGIN IMMEDIATE" if statement == "hold" else "BEGIN")
        other.execute("SELECT count(*) FROM customer_order").fetchone()
        yield
        other.execute("ROLLBACK")


def caller_of(open_shop: Shop, history: History, name: str = "c") -> Caller:
    return Caller(name, open_shop.port, open_shop.token("cashier"), history)


def log_bytes(open_shop: Shop) -> int:
    return (open_shop.data_dir / "kaifan.db-wal").stat().st_size


def wait_for(is_so: Callable[[], bool], within_s: float = 60) -> None:
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


def order_until(open_shop: Shop, history: History, is_so: Callable[[], bool]) -> None:
    with contextlib.closing(caller_of(open_shop, history)) as caller:
        dish = caller.menu()[0]
        for _ in range(300):
            if is_so():
                return
            assert caller.place(dish, new_key(), quantity=9).outcome == "ok"
    raise AssertionError("it never came to be")


def test_a_report_that_reads_for_long_lets_orders_go_on_and_the_log_shrinks_again(
    open_shop: Shop,
) -> None:
    history = History()
    with another_program(open_shop, "read"):
        order_until(open_shop, history, lambda: log_bytes(open_shop) > GROWN_TO)
    order_until(open_shop, history, lambda: log_bytes(open_shop) <= sqlite.LOG_KEPT_BYTES)
    assert breaches_in(open_shop.data_dir, history) == []


def test_orders_while_another_program_holds_the_database_are_refused_in_words_and_taken_later(
    open_shop: Shop,
) -> None:
    history = History()
    callers = [caller_of(open_shop, history, f"c{number}") for number in range(12)]
    dish = callers[0].menu()[0]
    keys = {caller.name: new_key() for caller in callers}
    threads = [
        threading.Thread(target=caller.place, args=(dish, keys[caller.name])) for caller in callers
    ]
    with another_program(open_shop, "hold"):
        for thread in threads:
            thread.start()
        # One after the other they would wait for a minute: behind the first, all wait with it.
        wait_for(lambda: len(history.acts) == len(callers), ALL_ANSWERED_WITHIN_S)
        assert {act.status for act in history.acts} == {503}
        problem = callers[0].last and callers[0].last.json()
        assert problem["code"] == "database_held"
        assert "别的程序" in problem["detail"]
        assert callers[0].menu(), "what only reads goes on"
    acts: list[Act] = []
    for caller, thread in zip(callers, threads, strict=True):
        thread.join()
        acts.append(caller.place(dish, keys[caller.name]))
        caller.close()
    assert {act.outcome for act in acts} == {"ok"}
    assert len({act.order_id for act in acts}) == len(callers)
    assert breaches_in(open_shop.data_dir, history) == []
