"""Postgres is killed in a rush: nothing answered is lost, and the shop recovers by itself."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from benchmarks.faults.checking import find_breaches
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.shop import Shop
from tests.fixtures.own_postgres import OWED, WITHIN_S, Cluster, own_cluster, shop_on, wait_for

CALLERS, ORDERS_EACH = 4, 25
KILL_AFTER = 20


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with own_cluster() as made:
        yield made


@pytest.fixture
def shop_on_it(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with shop_on(cluster.address, tmp_path, monkeypatch) as shop:
        yield shop


@pytest.mark.server
def test_nothing_answered_is_lost_and_the_shop_recovers_by_itself(
    cluster: Cluster, shop_on_it: Shop
) -> None:
    history, final = History(), list[Act]()

    def order(number: int) -> None:
        caller = Caller(f"c{number}", shop_on_it.port, shop_on_it.token("cashier"), history)
        dish = caller.menu()[0]
        for _ in range(ORDERS_EACH):
            key = new_key()
            act = caller.place(dish, key)
            final.append(act if act.outcome == "ok" else caller.retry(dish, key, within_s=WITHIN_S))
        caller.close()

    threads = [threading.Thread(target=order, args=(n,)) for n in range(CALLERS)]
    for thread in threads:
        thread.start()
    wait_for(lambda: history.count("ok") >= KILL_AFTER)
    cluster.kill()
    wait_for(lambda: history.count("ambiguous") > 0)
    cluster.start()
    for thread in threads:
        thread.join()
    assert [act.outcome for act in final] == ["ok"] * (CALLERS * ORDERS_EACH)
    # In words, not as a mistake of ours.
    assert {act.status for act in history.acts} == {201, 503}
    wait_for(lambda: cluster.ask(OWED) == 0)
    with contextlib.closing(psycopg.connect(cluster.address)) as connection:
        assert find_breaches(connection, history.acts) == []
    printed = "SELECT count(DISTINCT ticket_id) FROM print_job WHERE status = 'confirmed'"
    assert cluster.ask(printed) >= len(final), "whoever does the printing took it up again"
