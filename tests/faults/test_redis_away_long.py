"""Two processes on one Postgres while their Redis is away for ten minutes (with `--full`).

At each of them are kitchen screens. Hints of the other process do not come meanwhile; looking every
five seconds finds its orders. Once Redis is back, hints cross again.
"""

import asyncio
import contextlib
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest

from benchmarks.faults.checking import find_breaches
from benchmarks.faults.history import Caller, History, new_key
from benchmarks.faults.proxy import Line
from benchmarks.faults.screens import Tally, _promises, _sample, _truth, _until_caught_up
from benchmarks.faults.tablet import Tablet
from benchmarks.shop import HOST, Shop
from tests.faults.test_redis_away import OwnRedis, Screen, own_redis, wait_for
from tests.fixtures.live_server import LiveServer, free_port
from tests.fixtures.own_postgres import Cluster, own_cluster, shop_on

__all__ = ["own_redis"]

AWAY_S = 600.0
AN_ORDER_EVERY_S = 1.0


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with own_cluster() as made:
        yield made


class Kitchen:
    """What the kitchen asks a shop for, as the screens' campaign does."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def ask(self, method: str, path: str, role: str) -> Any:
        return json.loads(self._shop.ask(method, path, token=self._shop.token(role)).body)


class Watched:
    """Two processes with two screens each, one of which hears no hints at all, and their orders."""

    def __init__(self, shops: tuple[Shop, Shop]) -> None:
        self.shops, self.tally, self.history = shops, Tally(), History()
        self.callers = [Caller("c", s.port, s.token("cashier"), self.history) for s in shops]
        self.dish = self.callers[0].menu()[0]
        self.tablets: list[tuple[int, Tablet]] = []
        self.at: dict[str, int] = {}

    def order(self, number: int) -> str:
        """An order at one of both; refused ones are seen in the history."""
        act = self.callers[number % 2].place(self.dish, new_key())
        if act.outcome == "ok":
            self.tally.placed[act.order_id] = time.monotonic()
            self.at[act.order_id] = number % 2
        return act.order_id

    async def go_through(self, seconds: float) -> list[str]:
        """Order and watch for so long; every promise that was broken."""
        lines = []
        for number, shop in enumerate(self.shops):
            for hears in (True, False):
                line = Line(shop.port, random.Random(number))
                await line.start()
                lines.append(line)
                token = shop.token("kitchen")
                tablet = Tablet(f"T{number}{hears}", line, token, uses_sockets=hears)
                tablet.start()
                self.tablets.append((number, tablet))
        tablets = [tablet for _, tablet in self.tablets]
        watcher = asyncio.create_task(_sample(tablets, self.tally))
        end, count = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            await asyncio.to_thread(self.order, count)
            count += 1
            await asyncio.sleep(AN_ORDER_EVERY_S)
        truth = await asyncio.to_thread(_truth, cast("Any", Kitchen(self.shops[0])))
        await _until_caught_up(tablets, truth)
        watcher.cancel()
        for tablet in tablets:
            await tablet.stop()
        for line in lines:
            await line.stop()
        found = _promises(tablets, self.tally, truth)
        return [f"{each.what}: {each.seen}" for each in found if not each.is_kept]

    def delays(self) -> str:
        """How long orders of the own and of the other process took to the screens that hear."""
        told = []
        for name, is_own in (("own", True), ("other", False)):
            found = sorted(
                tablet.drawn_at[order] - placed
                for number, tablet in self.tablets
                if tablet.uses_sockets
                for order, placed in self.tally.placed.items()
                if (self.at[order] == number) is is_own and order in tablet.drawn_at
            )
            middle, last = statistics.median(found), found[-1]
            told.append(f"{name} process p50 {middle:.2f} s, longest {last:.2f} s")
        return "; ".join(told)


def crosses(shops: tuple[Shop, Shop], watched: Watched) -> bool:
    """Whether a screen at the second process hears of an order at the first, soon."""
    second = shops[1]
    server = SimpleNamespace(base_url=f"http://{HOST}:{second.port}", token=second.token)
    screen = Screen(cast("LiveServer", server))
    try:
        watched.order(0)
        answer = second.ask("GET", "/kitchen/events?since=0", token=second.token("kitchen"))
        return screen.hears(int(answer.json()["head"]), within_s=2)
    finally:
        screen.client.disconnect()


@pytest.mark.server
@pytest.mark.slow
def test_ten_minutes_without_redis_and_no_screen_misses_an_order(
    own_redis: OwnRedis, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_redis.start()
    monkeypatch.setenv("REDIS_URL", own_redis.url)
    with (
        shop_on(cluster.address, tmp_path, monkeypatch) as first,
        Shop(free_port(), tmp_path) as second,
    ):
        shops = (first, second)
        watched = Watched(shops)
        wait_for(lambda: crosses(shops, watched))
        own_redis.kill()
        assert not crosses(shops, watched), "the control: without Redis no hint comes across"
        with ThreadPoolExecutor(1) as aside:
            broken = aside.submit(lambda: asyncio.run(watched.go_through(AWAY_S))).result()
        own_redis.start()
        wait_for(lambda: crosses(shops, watched))
    with contextlib.closing(psycopg.connect(cluster.address)) as connection:
        assert find_breaches(connection, watched.history.acts) == []
    for caller in watched.callers:
        caller.close()
    sys.stdout.write(f"\n{len(watched.tally.placed)} orders; {watched.delays()}\n")
    assert broken == []
    assert {act.status for act in watched.history.acts} == {201}
