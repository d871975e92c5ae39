"""200 kitchen screens while lines are cut, the server dies, and the clock is set."""

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.power import demo_copy
from benchmarks.faults.proxy import Fault, Line
from benchmarks.faults.tablet import EVERY_S, JITTER_S, TRUSTED_S, Tablet
from benchmarks.shop import API, ROOT
from benchmarks.wire import HOST, Connection, request
from tests.fixtures.live_server import free_port

_READY_S = 120.0
# An order counts as undrawn only when a tablet could have known of it for this long.
_SLACK_S = 0.5
_SAMPLE_S = 0.25
_QUIET_S = 120.0


@dataclass(frozen=True, slots=True)
class Size:
    """How many screens for how many seconds; how often something is ordered."""

    screens: int
    seconds: float
    order_every_s: float
    restarts: int
    steps: tuple[int, ...]


WHOLE = Size(200, 150.0, 2.0, 3, (3600, -3600, 86_400, 0))
SHORT = Size(20, 14.0, 0.7, 1, (3600, 0))


class Server:
    """The shop's server: started, killed as by a power cut, started again on the same data."""

    def __init__(self, folder: Path, port: int) -> None:
        """Serve `folder` on `port`."""
        self.folder, self.port = folder, port
        self._clock = folder / "clock"

    def start(self) -> None:
        """Start and wait until orders can be taken. Raises RuntimeError."""
        options = ["--data", str(self.folder), "--host", HOST, "--port", str(self.port), "--demo"]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.faults.clocked_serving", *options],
                cwd=ROOT,
                env={**os.environ, "KAIFAN_LIMITS": "off", "CLOCK_FILE": str(self._clock)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + _READY_S
        while time.monotonic() < end:
            try:
                if self._get("/readyz")[0] == 200:
                    self.demo = json.loads((self.folder / "demo.json").read_text(encoding="utf-8"))
                    return
            except OSError:
                time.sleep(0.05)
        self.kill()
        raise RuntimeError((self.folder / "server.log").read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        """The power goes."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def set_clock(self, seconds: int) -> None:
        """Step the wall clock of the server."""
        self._clock.write_text(str(seconds), encoding="ascii")

    def token(self, role: str) -> str:
        """The API token of the demo's person in that role."""
        return str(next(p["token"] for p in self.demo["staff"] if p["role"] == role))

    def ask(self, method: str, path: str, role: str, body: Any = None, key: str = "") -> Any:
        """One request to the API. Raises OSError when it was not answered with success."""
        raw = json.dumps(body).encode() if body is not None else b""
        headers = {"Idempotency-Key": key} if key else {}
        wire = request(method, API + path, token=self.token(role), body=raw, headers=headers)
        connection = Connection(self.port)
        try:
            answer = connection.ask(wire)
        finally:
            connection.close()
        if answer.status >= 400:
            raise OSError(f"{answer.status} {path} {answer.body[:200]!r}")
        return answer.json() if answer.body else None

    def _get(self, path: str) -> tuple[int, bytes]:
        connection = Connection(self.port)
        try:
            answer = connection.ask(request("GET", path))
        finally:
            connection.close()
        return answer.status, answer.body


@dataclass
class Tally:
    """What the campaign counts while it runs."""

    placed: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    samples: int = 0
    red: int = 0
    undetected: int = 0
    worst_s: float = 0.0


def run(options: Options) -> list[Finding]:
    """The campaign's table."""
    size = SHORT if options.is_short else WHOLE
    with demo_copy() as folder:
        server = Server(folder, free_port())
        server.start()
        try:
            # A thread of its own: where a browser test ran before, this one has a loop already.
            with ThreadPoolExecutor(1) as aside:
                return aside.submit(_play, server, size, options.seed).result()
        finally:
            server.kill()


def _play(server: Server, size: Size, seed: int) -> list[Finding]:
    return asyncio.run(_campaign(server, size, random.Random(seed)))


async def _campaign(server: Server, size: Size, chance: random.Random) -> list[Finding]:
    tablets, lines = await _tablets(server, size, chance)
    tally, began = Tally(), time.monotonic()
    end = began + size.seconds
    watcher = asyncio.create_task(_sample(tablets, tally))
    work = [
        _order(server, size, tally, end),
        _interrupt(server, size, chance, end),
        *(_trouble(line, random.Random(chance.random()), end) for line in lines),
    ]
    await asyncio.gather(*work)
    for line in lines:
        line.set(Fault.NONE)
    # Also an order whose answer was lost may be in the kitchen: then every screen must have it.
    truth = await asyncio.to_thread(_truth, server)
    quiet_s = await _until_caught_up(tablets, truth)
    watcher.cancel()
    for tablet in tablets:
        await tablet.stop()
    for line in lines:
        await line.stop()
    await asyncio.sleep(_SAMPLE_S)
    return _table(size, tablets, tally, truth, quiet_s)


async def _tablets(
    server: Server, size: Size, chance: random.Random
) -> tuple[list[Tablet], list[Line]]:
    token = server.token("kitchen")
    lines = [Line(server.port, random.Random(chance.random())) for _ in range(size.screens)]
    tablets = []
    for number, line in enumerate(lines):
        await line.start()
        # Every third only looks: its network lets no WebSocket through.
        tablets.append(Tablet(f"T{number}", line, token, uses_sockets=number % 3 != 2))
    for tablet in tablets:
        tablet.start()
    await asyncio.sleep(1)
    return tablets, lines


async def _order(server: Server, size: Size, tally: Tally, end: float) -> None:
    """Order, cook and cancel until the end; only what was answered with success counts."""
    number = 0
    while time.monotonic() < end:
        number += 1
        try:
            order = await asyncio.to_thread(_place, server, number)
            tally.placed[order["id"]] = time.monotonic()
        except (OSError, ValueError):
            tally.refused += 1
        await asyncio.sleep(size.order_every_s)


def _place(server: Server, number: int) -> dict[str, Any]:
    menu = server.ask("GET", "/menu", "cashier")["categories"]
    able = [
        dish
        for category in menu
        for dish in category["dishes"]
        if dish["available"] and not any(group["min"] for group in dish["option_groups"])
    ]
    dish = able[number % len(able)]
    body = {
        "table_id": None,
        "order_type": "pickup",
        "lines": [{"dish_id": dish["id"], "quantity": 1, "option_ids": [], "note": ""}],
    }
    order: dict[str, Any] = server.ask(
        "POST", "/staff/orders", "cashier", body, key=f"fault-{number}"
    )
    if number % 3 == 0:
        # Its answer may be lost: what counts is the state that the server tells at the end.
        with contextlib.suppress(OSError):
            server.ask("POST", f"/kitchen/lines/{order['lines'][0]['id']}/start", "kitchen")
    return order


async def _trouble(line: Line, chance: random.Random, end: float) -> None:
    """A line that is well for some seconds and then is not, for 0.1 to 30 seconds."""
    while time.monotonic() < end:
        await asyncio.sleep(min(chance.uniform(1, 8), max(end - time.monotonic(), 0)))
        line.set(chance.choice([Fault.CUT, Fault.HOLD, Fault.SLOW]))
        lasts_s = 10 ** chance.uniform(-1, 1.477)
        await asyncio.sleep(min(lasts_s, max(end - time.monotonic(), 0)))
        line.set(Fault.NONE)


async def _interrupt(server: Server, size: Size, chance: random.Random, end: float) -> None:
    """Kill the server and set its clock, at even distances."""
    acts: list[int | None] = [*size.steps, *[None] * size.restarts]
    chance.shuffle(acts)
    pause_s = max((end - time.monotonic()) / (len(acts) + 1), 0)
    for act in acts:
        await asyncio.sleep(pause_s)
        if act is None:
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        else:
            server.set_clock(act)


async def _sample(tablets: list[Tablet], tally: Tally) -> None:
    """Four times a second: count who lacks an order that is older than the banner allows."""
    while True:
        await asyncio.sleep(_SAMPLE_S)
        now = time.monotonic()
        due = [(order, at) for order, at in tally.placed.items() if now - at > TRUSTED_S + _SLACK_S]
        for tablet in tablets:
            tally.samples += 1
            tally.red += tablet.is_red
            lacks = [at for order, at in due if order not in tablet.drawn_at]
            if lacks and not tablet.is_red:
                tally.undetected += 1
                tally.worst_s = max(tally.worst_s, now - min(lacks))


async def _until_caught_up(tablets: list[Tablet], truth: dict[str, dict[str, str]]) -> float:
    began = time.monotonic()
    while time.monotonic() - began < _QUIET_S:
        have_all = all(truth.keys() <= tablet.orders.keys() for tablet in tablets)
        if have_all and not any(tablet.is_red for tablet in tablets):
            break
        await asyncio.sleep(0.1)
    quiet_s = time.monotonic() - began
    # What was drawn just now may still have changed: one look more, whatever was heard.
    await asyncio.sleep(EVERY_S + 2 * JITTER_S)
    return quiet_s


def _truth(server: Server) -> dict[str, dict[str, str]]:
    """Every order that the kitchen has, with the states of its lines, as the server says now."""
    found: dict[str, dict[str, str]] = {}
    since = 0
    while True:
        answer = server.ask("GET", f"/kitchen/events?since={since}", "kitchen")
        for event in answer["events"]:
            ticket = event["ticket"]
            lines = found.setdefault(ticket["order_id"], {})
            lines |= {line["id"]: line["status"] for line in ticket["lines"]}
        if not answer["events"]:
            return found
        since = answer["events"][-1]["seq"]


def _table(
    size: Size,
    tablets: list[Tablet],
    tally: Tally,
    truth: dict[str, dict[str, str]],
    quiet_s: float,
) -> list[Finding]:
    sockets = sum(tablet.uses_sockets for tablet in tablets)
    faults = f"{size.seconds:.0f}; {size.restarts}; {len(size.steps)}"
    red = f"{tally.samples}; {tally.red / max(tally.samples, 1):.0%}"
    return [
        Finding("screens, of them without sockets", f"{len(tablets)}, {len(tablets) - sockets}"),
        Finding("seconds of faults; server killed; clock set", faults),
        Finding("orders answered, refused meanwhile", f"{len(tally.placed)}, {tally.refused}"),
        *_promises(tablets, tally, truth),
        Finding("samples; with a red banner", red),
        Finding("order answered → drawn, p50 / p99 / longest", _delays(tablets, tally)),
        Finding("after the faults until every screen was fresh", f"{quiet_s:.1f} s"),
    ]


def _promises(
    tablets: list[Tablet], tally: Tally, truth: dict[str, dict[str, str]]
) -> list[Finding]:
    lost = len(tally.placed.keys() - truth.keys())
    missed = sum(order not in tablet.orders for tablet in tablets for order in truth)
    stale = sum(
        tablet.orders.get(order) not in (None, lines)
        for tablet in tablets
        for order, lines in truth.items()
    )
    return [
        Finding("answered orders that the kitchen's feed lacks", str(lost), "0"),
        Finding("orders that a screen never drew (screen × order)", str(missed), "0"),
        Finding("orders shown in a wrong state at the end", str(stale), "0"),
        Finding("samples of a stale screen that did not say so", str(tally.undetected), "0"),
    ]


def _delays(tablets: list[Tablet], tally: Tally) -> str:
    found = sorted(
        tablet.drawn_at[order] - at
        for tablet in tablets
        for order, at in tally.placed.items()
        if order in tablet.drawn_at
    )
    return " / ".join(f"{_at(found, share):.1f} s" for share in (0.5, 0.99, 1.0))


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
