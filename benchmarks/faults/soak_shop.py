"""The restaurant of a soak: a real server that dies and comes back, whose clock is hurried.

It answers on one port for the whole day, prints on one network printer, and what its processes hold
is written down for each of its lives.
"""

import contextlib
import os
import signal
import sqlite3
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.faults import recorder
from benchmarks.faults.power import demo_copy
from benchmarks.faults.printers import BreakingPrinter, Way
from benchmarks.faults.recorder import Faults
from benchmarks.shop import Shop
from benchmarks.wire import HOST, Connection, request
from tests.fixtures.live_server import free_port

# While people are there the shop's clock runs so many times as fast as the machine's.
HURRY = 10
_MODULE = "benchmarks.faults.careless_serving"
_SAMPLE_S = 1.0
_READY_WITHIN_S = 90.0
_BREAKS_AT = 150
_TO_NETWORK = """
UPDATE printer SET kind = 'network', host = ?, port = ? WHERE prints_kitchen AND removed_at IS NULL
"""


@dataclass
class Life:
    """From a start to the end of its processes: when, how it ended, MB held, second by second."""

    began: float
    ended: float = 0.0
    how: str = ""
    held: list[tuple[float, float]] = field(default_factory=list)


class HurriedClock:
    """The shop's clock as the campaign sets it; the server reads it from a file."""

    def __init__(self, file: Path) -> None:
        """Keep it in `file`, which may be read at any time."""
        self._file = file
        self._step = self._since = 0.0
        self.steps = 0

    def now(self) -> float:
        """What the shop's clock says, in seconds of the epoch."""
        real = time.time()
        return real + self._step + (real - self._since) * (HURRY - 1)

    def go_to(self, moment: datetime) -> None:
        """It is `moment` now."""
        self._since = time.time()
        self._step = moment.timestamp() - self._since
        self._write()

    def step(self, seconds: float) -> None:
        """Somebody sets it forward or back."""
        self._step += seconds
        self.steps += 1
        self._write()

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"{self._step} {HURRY} {self._since}", encoding="ascii")
        new.replace(self._file)


class Restaurant:
    """The shop and all that can be done to it; a context manager."""

    def __init__(self, weakness: str = "") -> None:
        """Serve without the defence that `weakness` takes away."""
        self._given = {"WEAKNESS": weakness}
        self.port = free_port()
        self.lives: list[Life] = []
        self.way: Way = "well"
        self._stack = contextlib.ExitStack()
        self._ending = threading.Event()

    def __enter__(self) -> Self:
        """A demonstration of its own with its printer and clock; the server is not begun yet."""
        self.data = self._stack.enter_context(demo_copy())
        beside = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="kaifan-soak-")))
        self.clock = HurriedClock(beside / "clock")
        self.printer = BreakingPrinter(lambda _index: (self.way, _BREAKS_AT), answers=True)
        self._stack.callback(self.printer.close)
        with contextlib.closing(sqlite3.connect(self.data / "kaifan.db")) as database, database:
            database.execute(_TO_NETWORK, (HOST, self.printer.port))
        self.disk: Faults | None = None
        if recorder.why_not() is None:
            self.disk = self._stack.enter_context(Faults(beside / "faults"))
            library = recorder.build(beside)
            self._given |= recorder.environment(library, self.data, faults=self.disk.file)
        self._given["CLOCK_FILE"] = str(beside / "clock")
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Everything is over."""
        self._ending.set()
        self._sampler.join()
        if self.lives and not self.lives[-1].ended:
            self.end("closed")
        self._stack.close()

    def begin(self) -> None:
        """Start the server, and wait until orders can be taken."""
        shop = Shop(self.port, self.data, module=_MODULE, environment=self._given)
        self.shop = shop.__enter__()
        self.lives.append(Life(time.monotonic()))

    def end(self, how: str) -> None:
        """End the server: "killed" is SIGKILL to all of it, anything else SIGTERM."""
        self.lives[-1].ended, self.lives[-1].how = time.monotonic(), how
        if how == "killed":
            self.shop.kill()
        self.shop.__exit__(None, None, None)

    def signal(self, number: int) -> None:
        """A signal to all of the server's processes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.shop.server_process.pid, number)

    def kill_worker(self) -> None:
        """SIGKILL to the process that answers; the one that watches over it begins another."""
        self.lives[-1].ended, self.lives[-1].how = time.monotonic(), "worker killed"
        os.kill(self.shop.pids()[1], signal.SIGKILL)
        self.lives.append(Life(time.monotonic()))

    def wait_until_ready(self) -> None:
        """Wait until the server answers. Raises TimeoutError."""
        end = time.monotonic() + _READY_WITHIN_S
        while time.monotonic() < end:
            with contextlib.suppress(OSError), contextlib.closing(Connection(self.port)) as line:
                if line.ask(request("GET", "/readyz")).status == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError("the server does not come back")

    def read(self, statement: str, given: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows of the shop's database, whether or not it is served."""
        file = f"file:{self.data / 'kaifan.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(file, uri=True, timeout=30)) as database:
            return database.execute(statement, given).fetchall()

    def copy_to(self, file: Path) -> None:
        """A copy of the shop's database."""
        with (
            contextlib.closing(sqlite3.connect(self.data / "kaifan.db", timeout=30)) as database,
            contextlib.closing(sqlite3.connect(file)) as copy,
        ):
            database.backup(copy)

    def _sample(self) -> None:
        while not self._ending.wait(_SAMPLE_S):
            life = self.lives[-1] if self.lives else None
            if life is None or life.ended:
                continue
            held = self.shop.memory().pss
            if held and not life.ended:
                life.held.append((time.monotonic(), held))


def slope_mb_per_hour(life: Life, warm_s: float) -> tuple[float, float] | None:
    """How much more a life held per hour, after its first seconds, and over how many seconds.

    The line through its samples of least squares; None where a life was too short for one.
    """
    points = [(t, mb) for t, mb in life.held if t - life.began > warm_s]
    if len(points) < 3:
        return None
    span = points[-1][0] - points[0][0]
    mid_t = sum(t for t, _ in points) / len(points)
    mid_mb = sum(mb for _, mb in points) / len(points)
    below = sum((t - mid_t) ** 2 for t, _ in points)
    rise = sum((t - mid_t) * (mb - mid_mb) for t, mb in points) / below
    return rise * 3600, span
