"""200 kitchen screens on one server: what they cost, and how soon they are fresh after a restart.

Run as `python -m benchmarks.many_screens [--screens N] [--seconds S] [--per-second R]`. The screens
speak the page's own protocol (`benchmarks/faults/tablet.py`), each on a socket, in a process of
their own on the same machine: after a hint every one of them pulls and says what it has shown.
"""

import argparse
import asyncio
import multiprocessing
import multiprocessing.connection
import random
import sys
import time
from contextlib import ExitStack
from typing import Self

from benchmarks import baskets
from benchmarks.callers import Tally, offer
from benchmarks.faults.proxy import Line
from benchmarks.faults.tablet import Tablet
from benchmarks.shop import Shop, fresh_folder
from benchmarks.table import Row, print_rows

SCREENS, SECONDS, PER_SECOND = 200, 8.0, 2.0
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
    options = parser.parse_args(arguments)
    rows = measure(options.port, options.screens, options.per_second, options.seconds)
    print_rows(rows)
    return 1 if is_any_missing(rows) else 0


def is_any_missing(rows: list[Row]) -> bool:
    """Whether a screen did not come back."""
    return any(row.name == _FRESH and "missing" in row.note for row in rows)


class Screens:
    """Kitchen screens in a process of their own; a context manager."""

    def __init__(self, port: int, token: str, count: int) -> None:
        """Look at the server on `port` with one account's token."""
        self.count = count
        self._here, there = _FORK.Pipe()
        self._process = _FORK.Process(target=_show, args=(there, port, token, count), daemon=True)

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


def _show(pipe: Pipe, port: int, token: str, count: int) -> None:
    asyncio.run(_show_for_ever(pipe, port, token, count))


async def _show_for_ever(pipe: Pipe, port: int, token: str, count: int) -> None:
    # Straight to the server: a line that nobody has started has no port of its own.
    line = Line(port, random.Random(1))
    line.port = port
    tablets = [Tablet(f"screen {n}", line, token, uses_sockets=True) for n in range(count)]
    for tablet in tablets:
        tablet.start()
    loop = asyncio.get_running_loop()
    while (since := await loop.run_in_executor(None, pipe.recv)) is not None:
        pipe.send(sum(tablet.good_at >= since for tablet in tablets))
    await asyncio.gather(*(tablet.stop() for tablet in tablets))


def measure(port: int, screens: int, per_second: float, seconds: float) -> list[Row]:
    """The rows of the table."""
    with fresh_folder() as folder, ExitStack() as switched_on:
        with Shop(port, folder) as shop:
            bodies = baskets.prepare(shop)
            _order(shop, bodies, per_second, 2.0)
            without, alone = _order(shop, bodies, per_second, seconds), shop.memory().rss
            those = switched_on.enter_context(Screens(port, shop.token("kitchen"), screens))
            beside, there = _order(shop, bodies, per_second, seconds), shop.memory().rss
        with Shop(port, folder):
            took_s, missing = those.wait_until_fresh()
    p99 = beside.quantile_ms(0.99) / max(without.quantile_ms(0.99), 0.001)
    return [
        _orders("no screens", without, per_second, ""),
        _orders(f"{screens} screens", beside, per_second, f", p99 {p99:.1f} × without"),
        Row(f"memory for {screens} screens", f"{there - alone:+.0f} MB", f"{there:.0f} MB then"),
        Row(
            _FRESH,
            f"{took_s:.1f} s",
            f"{missing} missing" if missing else "from when the server could answer",
        ),
    ]


def _order(shop: Shop, bodies: list[bytes], per_second: float, seconds: float) -> Tally:
    requests = baskets.placing(shop.new_parties(), bodies)
    tally = offer(shop.port, requests, per_second=per_second, callers=_CALLERS, seconds=seconds)
    if tally.refused:
        raise RuntimeError(f"orders were refused: {tally.refused}")
    return tally


def _orders(name: str, tally: Tally, per_second: float, note: str) -> Row:
    p50, p99 = tally.quantile_ms(0.5), tally.quantile_ms(0.99)
    return Row(
        f"order at {per_second:g}/s, {name}", f"{p50:.0f} / {p99:.0f} ms", f"p50 / p99{note}"
    )


if __name__ == "__main__":
    sys.exit(main())
