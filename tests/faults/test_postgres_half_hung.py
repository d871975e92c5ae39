"""What leads to Postgres hangs half in a rush: all of it stays open, and nothing comes back."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from benchmarks.faults.checking import find_breaches
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.faults.proxy import Crossing, Fault
from benchmarks.shop import HOST, Shop
from tests.fixtures.own_postgres import OWED, WITHIN_S, own_cluster, shop_on, wait_for

CALLERS, MORE = 4, 10
FAULTS = (Fault.MUTE, Fault.UNHEARD, Fault.HOLD)


class Rush:
    """Callers that order until they are told that it is enough, each key until it is answered."""

    def __init__(self, shop: Shop) -> None:
        self.history, self.final, self.enough = History(), list[Act](), threading.Event()
        self._shop = shop
        self._threads = [threading.Thread(target=self._order, args=(n,)) for n in range(CALLERS)]
        for thread in self._threads:
            thread.start()

    def _order(self, number: int) -> None:
        shop = self._shop
        caller = Caller(f"c{number}", shop.port, shop.token("cashier"), self.history)
        with contextlib.closing(caller):
            dish = caller.menu()[0]
            while not self.enough.is_set():
                key = new_key()
                act = caller.place(dish, key)
                is_done = act.outcome == "ok"
                self.final.append(act if is_done else caller.retry(dish, key, within_s=WITHIN_S))

    def wait_for_more(self) -> None:
        so_far = self.history.count("ok")
        wait_for(lambda: self.history.count("ok") >= so_far + MORE)

    def end(self) -> None:
        self.enough.set()
        for thread in self._threads:
            thread.join()


@contextlib.contextmanager
def a_rush(shop: Shop) -> Iterator[Rush]:
    rush = Rush(shop)
    try:
        yield rush
    finally:
        rush.end()


@pytest.mark.server
@pytest.mark.slow
def test_nothing_is_lost_and_the_shop_goes_on_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_cluster() as cluster, Crossing(cluster.port) as crossing:
        address = f"postgresql://kaifan@{HOST}:{crossing.port}/postgres"
        with shop_on(address, tmp_path, monkeypatch) as shop, a_rush(shop) as rush:
            for fault in FAULTS:
                rush.wait_for_more()
                refused = rush.history.count("ambiguous")
                crossing.set(fault)
                wait_for(lambda refused=refused: rush.history.count("ambiguous") > refused)
                crossing.set(Fault.NONE)
            rush.wait_for_more()
            rush.end()
            wait_for(lambda: cluster.ask(OWED) == 0)
        with contextlib.closing(psycopg.connect(cluster.address)) as connection:
            assert find_breaches(connection, rush.history.acts) == []
    assert {act.outcome for act in rush.final} == {"ok"}
    # In words, not as a mistake of ours.
    assert {act.status for act in rush.history.acts} == {201, 503}
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert log.count("on an open connection") >= len(FAULTS)
