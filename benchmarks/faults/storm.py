"""The server starts again and 200 kitchen screens come back at the same moment."""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.power import demo_copy
from benchmarks.faults.proxy import Line
from benchmarks.faults.screens import Server, _place, _truth
from benchmarks.faults.tablet import Tablet
from tests.fixtures.live_server import free_port

_SCREENS = 200
_WITHIN_S = 120.0
_CALM_S = 8.0


def run(options: Options) -> list[Finding]:
    """Kill the server, start it, and count how long it takes until every screen is fresh."""
    with demo_copy() as folder:
        server = Server(folder, free_port())
        server.start()
        try:
            with ThreadPoolExecutor(1) as aside:
                return aside.submit(_play, server, options.seed).result()
        finally:
            server.kill()


def _play(server: Server, seed: int) -> list[Finding]:
    return asyncio.run(_storm(server, random.Random(seed)))


async def _storm(server: Server, chance: random.Random) -> list[Finding]:
    lines = [Line(server.port, random.Random(chance.random())) for _ in range(_SCREENS)]
    tablets = []
    for number, line in enumerate(lines):
        await line.start()
        tablets.append(Tablet(f"T{number}", line, server.token("kitchen"), uses_sockets=True))
        tablets[-1].start()
    await asyncio.sleep(_CALM_S)
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    ready = time.monotonic()
    began = time.monotonic()
    await asyncio.to_thread(_place, server, 1)
    took = time.monotonic() - began
    truth = await asyncio.to_thread(_truth, server)
    fresh = 0
    while time.monotonic() - ready < _WITHIN_S:
        fresh = sum(truth.keys() <= tablet.orders.keys() for tablet in tablets)
        if fresh == _SCREENS:
            break
        await asyncio.sleep(0.1)
    quiet_s = time.monotonic() - ready
    for tablet in tablets:
        await tablet.stop()
    for line in lines:
        await line.stop()
    what = f"{_SCREENS} screens come back after a restart: fresh again"
    return [
        Finding(what, str(fresh), str(_SCREENS)),
        Finding("… seconds after the server was ready", f"{quiet_s:.1f} s"),
        Finding("… an order placed in the midst of it took", f"{took * 1000:.0f} ms"),
    ]
