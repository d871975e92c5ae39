"""The server that is killed: the product's own, with a clock that the campaign sets."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from benchmarks.faults.money_shop import MoneyShop
from benchmarks.shop import ROOT
from benchmarks.wire import HOST
from tests.fixtures.live_server import free_port
from tests.simulators.http import Answer, Headers

MOMENTS = ("before", "done", "after")
_WITHIN_S = 90.0
# After an answer the process dies while it writes down what it was told.
_LATEST_S = 0.03
_ALIPAY = {
    "alipay.trade.precreate": "create",
    "alipay.trade.query": "query",
    "alipay.trade.close": "close",
    "alipay.trade.refund": "refund",
    "alipay.trade.fastpay.refund.query": "query_refund",
}


class Victim:
    """The server of a shop; killed at a call of a channel when it is told to."""

    def __init__(self, shop: MoneyShop) -> None:
        """Watch both channels' calls; nothing is started yet."""
        self.shop, self.port = shop, free_port()
        self.kills = 0
        self._trap: tuple[str, str, float] | None = None
        self._died = threading.Event()
        for sim in shop.sims.values():
            sim.server.serve = self._watched(sim.server.serve)

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def start(self) -> None:
        """Start on the shop's data, and wait until orders can be taken."""
        command = [sys.executable, "-m", "benchmarks.faults.clocked_serving", "--no-mdns"]
        where = ["--data", str(self.shop.folder), "--host", HOST, "--port", str(self.port)]
        with (self.shop.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *where], cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, **self.shop.environment},
            )  # fmt: skip
        deadline = time.monotonic() + _WITHIN_S
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.base_url}/readyz", timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start: {self.shop.log()[-2000:]}")

    def stop(self) -> None:
        """End it for good."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)

    def arm(self, operation: str, moment: str, after_s: float) -> None:
        """Kill it at the next call of that kind."""
        self._died.clear()
        self._trap = (operation, moment, min(after_s, _LATEST_S))

    def kill(self) -> None:
        """SIGKILL to the whole process group, now."""
        self._trap = None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        self.kills += 1
        self._died.set()

    def revive(self, meanwhile: Callable[[], None] | None = None) -> None:
        """Wait until it is dead, doing `meanwhile` again and again, and start it once more."""
        deadline = time.monotonic() + _WITHIN_S
        while not self._died.wait(0.2):
            if time.monotonic() > deadline:
                raise RuntimeError(f"the server was not killed: {self._trap}")
            if meanwhile is not None:
                meanwhile()
        self.start()

    def settle(self) -> None:
        """Let the schedules run, some minutes at a time, until nothing is under way any more."""
        for _ in range(60):
            self.shop.pass_time(minutes=11)
            deadline = time.monotonic() + 6
            while time.monotonic() < deadline:
                if not self.shop.under_way():
                    return
                time.sleep(0.1)

    def _watched(self, serve: Callable[..., Answer]) -> Callable[..., Any]:
        def run(method: str, path: str, headers: Headers, body: bytes) -> Answer | None:
            trap = self._trap
            if trap is None or trap[0] != _operation(method, path):
                return serve(method, path, headers, body)
            self._trap = None
            if trap[1] == "before":
                self.kill()
                return None
            answer = serve(method, path, headers, body)
            if trap[1] == "done":
                self.kill()
                return None
            threading.Timer(trap[2], self.kill).start()
            return answer

        return run


def _operation(method: str, path: str) -> str:
    """What is asked of a channel."""
    parts = urlsplit(path)
    if parts.path == "/gateway.do":
        return _ALIPAY.get(parse_qs(parts.query).get("method", [""])[0], "")
    if parts.path.startswith("/v3/refund/"):
        return "refund" if method == "POST" else "query_refund"
    if parts.path.endswith("/close"):
        return "close"
    return "query" if method == "GET" else "create"
