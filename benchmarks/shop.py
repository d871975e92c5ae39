"""A fresh demo shop on this machine: started, asked, watched and stopped."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.wire import HOST, Answer, Connection, request

ROOT = Path(__file__).resolve().parent.parent
API = "/api/v1"
_START_WITHIN_S = 120.0
_STOP_WITHIN_S = 30.0
# Where /proc/PID/stat keeps them, counted behind the process's name.
_USER_TICKS, _SYSTEM_TICKS = 11, 12
_TICKS_PER_SECOND = 100


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of the server's two processes in MB; `pss` counts shared pages once."""

    rss: float
    pss: float


class Shop:
    """A demo server with a data folder of its own and limits off; a context manager."""

    def __init__(
        self,
        port: int,
        data_dir: Path,
        *,
        module: str = "app.serving",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Serve `data_dir` on `port`; an empty folder becomes a new demo shop."""
        self.port, self.data_dir = port, data_dir
        self._module, self._environment = module, dict(environment or {})
        self.start_seconds = 0.0

    def __enter__(self) -> Self:
        """Start, and wait until orders can be taken. Raises RuntimeError when that fails."""
        self._log = (self.data_dir / "server.log").open("a+b")
        options = ["--data", str(self.data_dir), "--host", HOST, "--port", str(self.port)]
        began = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module, *options, "--demo"],
            cwd=ROOT,
            env=_environment(self._environment),
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._wait_until_ready(began + _START_WITHIN_S)
        self.start_seconds = time.monotonic() - began
        self.connection = Connection(self.port)
        self.demo = self._read_demo()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server as a supervisor would."""
        self.connection.close()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    @property
    def server_process(self) -> "subprocess.Popen[bytes]":
        """The process that was started, which leads a group of its own."""
        return self._process

    def kill(self) -> None:
        """SIGKILL to the whole group."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def ask(self, method: str, path: str, body: Any = None, **given: Any) -> Answer:
        """One request to the JSON API. Raises RuntimeError for an answer of 400 and above."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
        answer = self.connection.ask(request(method, API + path, body=raw, **given))
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.body.decode()}")
        return answer

    def token(self, role: str) -> str:
        """The API token of the demo's person in that role."""
        return str(next(p["token"] for p in self.demo["staff"] if p["role"] == role))

    def new_parties(self) -> list[str]:
        """Clear and open every table anew; one phone's token per table."""
        waiter = self.token("waiter")
        tokens = []
        for table in self.demo["tables"]:
            self.ask("POST", f"/tables/{table['id']}/clear", token=waiter)
            self.ask("POST", f"/tables/{table['id']}/open", token=waiter)
            joined = self.ask("POST", "/table-sessions", {"code": table["code"]})
            tokens.append(str(joined.json()["token"]))
        return tokens

    def wait_until_idle(self, within_s: float = 300.0) -> float:
        """Wait until the outbox and every print queue are empty; the seconds that it took."""
        began = time.monotonic()
        while self.owed() and time.monotonic() - began < within_s:
            time.sleep(0.05)
        return time.monotonic() - began

    def owed(self) -> int:
        """How many effects and print jobs still wait."""
        with contextlib.closing(self.open_database()) as database:
            row = database.execute(
                "SELECT (SELECT count(*) FROM outbox_message WHERE state = 'queued')"
                " + (SELECT count(*) FROM print_job WHERE status IN ('queued', 'sending'))"
            ).fetchone()
        return int(row[0])

    def open_database(self) -> sqlite3.Connection:
        """The shop's database, for reading."""
        return sqlite3.connect(f"file:{self.data_dir / 'kaifan.db'}?mode=ro", uri=True, timeout=30)

    def memory(self) -> Memory:
        """What the server's processes hold now; zeros where the system does not tell."""
        rss = pss = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
                sizes = {line.split(":")[0]: line.split()[1] for line in text.splitlines()[1:]}
                rss += int(sizes["Rss"])
                pss += int(sizes["Pss"])
        return Memory(rss / 1024, pss / 1024)

    def processor_seconds(self) -> float:
        """Processor time that the server's processes have used so far."""
        return processor_seconds(self.pids())

    def pids(self) -> list[int]:
        """The processes of the server."""
        return [self._process.pid, *_children(self._process.pid)]

    def log_errors(self) -> list[str]:
        """The lines of the server's log that speak of an error."""
        text = (self.data_dir / "server.log").read_text(encoding="utf-8", errors="replace")
        return [line for line in text.splitlines() if "Traceback" in line or "ERROR" in line]

    def _read_demo(self) -> dict[str, Any]:
        file = self.data_dir / "demo.json"
        return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def _wait_until_ready(self, deadline: float) -> None:
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(OSError):
                with contextlib.closing(Connection(self.port)) as connection:
                    answer = connection.ask(request("GET", "/readyz"))
                if answer.status == 200:
                    return
            time.sleep(0.01)
        self._process.kill()
        self._log.seek(0)
        text = self._log.read().decode("utf-8", "replace")
        raise RuntimeError(f"the server did not start:\n{text[-2000:]}")


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """As in a shop, where Python keeps what it has compiled for the next start."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "KAIFAN_LIMITS": "off", **more}


@contextlib.contextmanager
def fresh_folder() -> Iterator[Path]:
    """An empty folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="kaifan-bench-") as name:
        yield Path(name)


def processor_seconds(pids: Iterable[int]) -> float:
    """Processor time that these processes have used so far; those that are gone count nothing."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
            fields = text.rpartition(")")[2].split()
            ticks += int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])
    return ticks / _TICKS_PER_SECOND


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in text.split()]
