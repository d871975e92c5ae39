"""200 kitchen screens on one server: what they cost, and how soon they are fresh after a restart.

Run as `python -m benchmarks.many_screens [--screens N] [--seconds S] [--per-second R]`. The screens
speak the page's own protocol (`benchmarks/faults/tablet.py`), each on a socket, in a process of
their own on the same machine: after a hint every one of them pulls and says what it has shown. They
keep their connections as browsers do; with `--new-connections` each question has one of its own.
"""

import argparse
import asyncio
import multiprocessing
import multiprocessing.connection
import random
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Self

from benchmarks import baskets
from benchmarks.callers import Tally, offer
from benchmarks.faults.proxy import Line
from benchmarks.faults.tablet import Tablet
from benchmarks.shop import Shop, fresh_folder
from benchmarks.table import Row, print_rows

# So many orders with and without screens that a hundredth of them is more than one.
SCREENS, SECONDS, PER_SECOND = 200, 75.0, 2.0
_IDLE_S = 10.0
_FRESH_WITHIN_S = 60.0
_CALLERS = 4
_FRESH = "all fresh after a restart"
Pipe = multiprocessing.connection.Connection
_FORK = multiprocessing.get_context("fork")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 when a screen did not come back."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_screens")
    parser.add_argument("--screens", type=int, default=SCREENS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--per-second", type=float, default=PER_SECOND)
    parser.add_argument("--port", type=int, default=8330)
    parser.add_argument("--new-connections", action="store_true")
    options = parser.parse_args(arguments)
    keeps_ways = not options.new_connections
    pace = (options.per_second, options.seconds)
    rows = measure(options.port, options.screens, *pace, keeps_ways=keeps_ways)
    print_rows(rows)
    return 1 if is_any_missing(rows) else 0


def is_any_missing(rows: list[Row]) -> bool:
    """Whether a screen did not come back."""
    return any(row.name == _FRESH and "missing" in row.note for row in rows)


class Screens:
    """Kitchen screens in a process of their own; a context manager."""

    def __init__(self, port: int, token: str, count: int, *, keeps_ways: bool) -> None:
        """Look at the server on `port` with one account's token."""
        self.count = count
        self._here, there = _FORK.Pipe()
        given = (there, port, token, count, keeps_ways)
        self._process = _FORK.Process(target=_show, args=given, daemon=True)

    def __enter__(self) -> Self:
        """Switch them on and wait until each has looked once."""
        self._process.start()
        self.wait_until_fresh()
        return self

    def __exit__(self, *_: object) -> None:
        """Switch them off."""
        self._here.send(None)
        self._process.join()

    def wait_until_fresh(self) -> tuple[float, int]:
        """Seconds until every screen was answered what it asked from now on; how many were not."""
        since = time.monotonic()
        fresh = 0
        while fresh < self.count and time.monotonic() - since < _FRESH_WITHIN_S:
            time.sleep(0.05)
            self._here.send(since)
            fresh = int(self._here.recv())
        return time.monotonic() - since, self.count - fresh


def _show(pipe: Pipe, port: int, token: str, count: int, keeps_ways: bool) -> None:
    def tablet(number: int, line: Line) -> Tablet:
        name = f"screen {number}"
        return Tablet(name, line, token, uses_sockets=True, keeps_ways=keeps_ways)

    async def for_ever() -> None:
        # Straight to the server: a line that nobody has started has no port of its own.
        line = Line(port, random.Random(1))
        line.port = port
        tablets = [tablet(number, line) for number in range(count)]
        for each in tablets:
            each.start()
        loop = asyncio.get_running_loop()
        while (since := await loop.run_in_executor(None, pipe.recv)) is not None:
            pipe.send(sum(each.good_at >= since for each in tablets))
        await asyncio.gather(*(each.stop() for each in tablets))

    asyncio.run(for_ever())


def measure(
    port: int, screens: int, per_second: float, seconds: float, *, keeps_ways: bool = True
) -> list[Row]:
    """The rows of the table."""
    with fresh_folder() as folder, ExitStack() as switched_on:
        with Shop(port, folder) as shop:
            bodies = baskets.prepare(shop)
            _order(shop, bodies, per_second, 2.0)
            without, share = _order(shop, bodies, per_second, seconds)
            alone = shop.memory().rss
            token = shop.token("kitchen")
            those = Screens(port, token, screens, keeps_ways=keeps_ways)
            switched_on.enter_context(those)
            idle = _processor_share(shop, lambda: time.sleep(_IDLE_S))
            beside, beside_share = _order(shop, bodies, per_second, seconds)
            there = shop.memory().rss
        with Shop(port, folder):
            took_s, missing = those.wait_until_fresh()
    p99 = beside.quantile_ms(0.99) / max(without.quantile_ms(0.99), 0.001)
    return [
        _orders("no screens", without, per_second, f"; {share:.2f} of a core"),
        _orders(
            f"{screens} screens",
            beside,
            per_second,
            f"; {beside_share:.2f} of a core; p99 {p99:.1f} × without",
        ),
        Row(f"{screens} screens without orders", f"{idle:.2f}", "of a core"),
        Row(f"memory for {screens} screens", f"{there - alone:+.0f} MB", f"{there:.0f} MB then"),
        Row(
            _FRESH,
            f"{took_s:.1f} s",
            f"{missing} missing" if missing else "from when the server could answer",
        ),
    ]


def _order(
    shop: Shop, bodies: list[bytes], per_second: float, seconds: float
) -> tuple[Tally, float]:
    """What the callers saw, and the share of a core that the server took meanwhile."""
    requests = baskets.placing(shop.new_parties(), bodies)
    seen: list[Tally] = []

    def place() -> None:
        seen.append(
            offer(shop.port, requests, per_second=per_second, callers=_CALLERS, seconds=seconds)
        )

    share = _processor_share(shop, place)
    if seen[0].refused:
        raise RuntimeError(f"orders were refused: {seen[0].refused}")
    return seen[0], share


def _processor_share(shop: Shop, act: Callable[[], object]) -> float:
    since, before = time.monotonic(), shop.processor_seconds()
    act()
    return (shop.processor_seconds() - before) / (time.monotonic() - since)


def _orders(name: str, tally: Tally, per_second: float, note: str) -> Row:
    p50, p99 = tally.quantile_ms(0.5), tally.quantile_ms(0.99)
    return Row(
        f"order at {per_second:g}/s, {name}", f"{p50:.0f} / {p99:.0f} ms", f"p50 / p99{note}"
    )


if __name__ == "__main__":
    sys.exit(main())
