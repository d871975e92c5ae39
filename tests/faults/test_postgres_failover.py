"""Postgres dies and another takes over: what was answered is there, the shop goes on by itself.

The second server stands by, and with synchronous replication has every order before it is answered.
"""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchmarks.faults.checking import find_breaches
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.proxy import Crossing
from benchmarks.shop import HOST, Shop
from benchmarks.wire import Answer, Connection, request
from tests.fixtures.own_postgres import OWED, Cluster, own_cluster, shop_on, wait_for

CALLERS, ORDERS_EACH = 3, 15
KILL_AFTER = 15
IN_STEP = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
CUT_OFF = "SELECT count(*) = 0 FROM pg_stat_wal_receiver"


@pytest.fixture
def first() -> Iterator[Cluster]:
    with own_cluster() as made:
        yield made


@pytest.fixture
def second(first: Cluster) -> Iterator[Cluster]:
    """It follows the first one and only reads."""
    with own_cluster(copy_of=first) as made:
        yield made


def ask(shop: Shop, path: str) -> Answer:
    with contextlib.closing(Connection(shop.port)) as connection:
        return connection.ask(request("GET", path, headers={"Accept-Language": "en"}))


def cashier(name: str, shop: Shop, history: History) -> Caller:
    return Caller(name, shop.port, shop.token("cashier"), history)


def any_dish(shop: Shop) -> dict[str, Any]:
    caller = cashier("looks", shop, History())
    try:
        return caller.menu()[0]
    finally:
        caller.close()


def go_through(
    first: Cluster, second: Cluster, shop: Shop, lead_over: Callable[[], None]
) -> History:
    """A rush in whose midst the first server dies and the second takes its place."""
    history, final, given_up = History(), list[Act](), threading.Event()
    dish = any_dish(shop)

    def order(number: int) -> None:
        caller = cashier(f"c{number}", shop, history)
        for _ in range(ORDERS_EACH):
            key = new_key()
            while (act := caller.place(dish, key)).outcome != "ok" and not given_up.wait(0.05):
                pass
            final.append(act)
        caller.close()

    threads = [threading.Thread(target=order, args=(n,)) for n in range(CALLERS)]
    for thread in threads:
        thread.start()
    try:
        wait_for(lambda: history.count("ok") >= KILL_AFTER)
        first.kill()
        lead_over()
        wait_for(lambda: history.count("ambiguous") > CALLERS)
        says_so(shop, dish)
        second.promote()
        wait_for(lambda: len(final) == CALLERS * ORDERS_EACH)
    finally:
        given_up.set()
    for thread in threads:
        thread.join()
    assert [act.outcome for act in final] == ["ok"] * (CALLERS * ORDERS_EACH)
    return history


def says_so(shop: Shop, dish: dict[str, Any]) -> None:
    """That no orders can be taken, to whoever orders and to whoever watches over the server."""
    caller = cashier("asks", shop, History())
    caller.place(dish, new_key())
    caller.close()
    assert caller.last is not None
    told = json.loads(caller.last.body)
    assert (caller.last.status, told["code"]) == (503, "database_away")
    assert "暂时接不了单" in told["detail"]
    assert ask(shop, "/readyz").status == 503
    assert ask(shop, "/healthz").status == 200


def all_is_well(second: Cluster, shop: Shop, history: History) -> None:
    # In words, not as a mistake of ours.
    assert {act.status for act in history.acts} == {201, 503}
    wait_for(lambda: second.ask(OWED) == 0)
    with contextlib.closing(psycopg.connect(second.address)) as connection:
        assert find_breaches(connection, history.acts) == []
    assert ask(shop, "/readyz").status == 200


@pytest.mark.server
def test_of_two_hosts_the_other_takes_over(
    first: Cluster, second: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql://kaifan@{HOST}:{first.port},{HOST}:{second.port}/postgres"
    with shop_on(address, tmp_path, monkeypatch) as shop:
        keep_in_step(first)
        history = go_through(first, second, shop, lambda: None)
        all_is_well(second, shop, history)


@pytest.mark.server
def test_another_takes_over_at_the_same_address_and_only_reads_at_first(
    first: Cluster, second: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Crossing(first.port) as crossing:
        address = f"postgresql://kaifan@{HOST}:{crossing.port}/postgres"
        with shop_on(address, tmp_path, monkeypatch) as shop:
            keep_in_step(first)
            history = go_through(first, second, shop, lambda: crossing.lead_to(second.port))
            all_is_well(second, shop, history)


@pytest.mark.server
@pytest.mark.slow
def test_control_a_second_server_that_lags_has_lost_what_was_answered(
    first: Cluster, second: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql://kaifan@{HOST}:{first.port},{HOST}:{second.port}/postgres"
    with shop_on(address, tmp_path, monkeypatch) as shop:
        history = History()
        caller, dish = cashier("c", shop, history), any_dish(shop)
        second.set("primary_conninfo = ''")
        wait_for(lambda: bool(second.ask(CUT_OFF)))
        for _ in range(3):
            assert caller.place(dish, new_key()).outcome == "ok"
        caller.close()
        first.kill()
        second.promote()
        with contextlib.closing(psycopg.connect(second.address)) as connection:
            breaches = find_breaches(connection, history.acts)
    assert sum("an answered order is lost" in breach for breach in breaches) == 3


def keep_in_step(first: Cluster) -> None:
    """No commit is answered before the second server has it."""
    first.set("synchronous_standby_names = '*'")
    wait_for(lambda: first.ask(IN_STEP) == 1)
