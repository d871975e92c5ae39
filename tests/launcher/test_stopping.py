"""A stop finishes the running requests, waits for no open socket, and ends with exit code 0."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from app import serving_gunicorn
from app.serving_gunicorn import Worker
from tests.launcher.conftest import PROJECT

# A server that waited for an open socket would take its twenty seconds of grace.
AT_ONCE_S = 12

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


class RunningServer:
    """A server of `tests.launcher.servers` in its own process group, like one in a terminal."""

    def __init__(self, kind: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.launcher.servers", kind],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.port = int(self.await_line("port").split()[1])

    def await_line(self, start: str) -> str:
        """The next printed line that begins with `start`."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith(start):
                return line.strip()
        raise AssertionError(f"the server ended without printing {start!r}")

    def get(self, path: str) -> str:
        """The body of a GET."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            body: bytes = answer.read()
        return body.decode()

    def begin_slow(self) -> "tuple[threading.Thread, list[str]]":
        """Start a request that takes a second; gives its thread and where its answer will be."""
        answers: list[str] = []

        def ask() -> None:
            try:
                answers.append(self.get("/slow"))
            except OSError as error:
                answers.append(f"lost: {error}")

        thread = threading.Thread(target=ask)
        thread.start()
        self.await_line("slow began")
        return thread, answers

    def open_socket(self) -> socket.socket:
        """A connection that asked for an upgrade and never says another word."""
        client = socket.create_connection(("127.0.0.1", self.port))
        client.sendall(
            b"GET /open HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        self.await_line("open began")
        return client

    def stop(self, signal_number: int, *, whole_group: bool = False) -> float:
        """Send the signal and wait for the end; gives the seconds it took."""
        began = time.monotonic()
        send = os.killpg if whole_group else os.kill
        send(self.process.pid, signal_number)
        self.process.wait(timeout=300)
        return time.monotonic() - began


@pytest.fixture
def serve() -> "Iterator[Callable[[str], RunningServer]]":
    """Start a server of a kind; what still runs at the end of the test is killed."""
    running: list[RunningServer] = []

    def start(kind: str) -> RunningServer:
        running.append(RunningServer(kind))
        return running[-1]

    yield start
    for server in running:
        if server.process.poll() is None:
            os.killpg(server.process.pid, signal.SIGKILL)
        server.process.communicate()


@pytest.mark.parametrize("kind", ["gunicorn", "werkzeug"])
@pytest.mark.parametrize(
    ("signal_number", "whole_group"),
    [(signal.SIGTERM, False), (signal.SIGINT, True), (signal.SIGTERM, True)],
    ids=["SIGTERM", "Ctrl-C in a terminal", "SIGTERM by a service manager"],
)
def test_running_requests_are_finished(
    serve: Callable[[str], RunningServer], kind: str, signal_number: int, whole_group: bool
) -> None:
    server = serve(kind)
    stuck = server.open_socket()
    thread, answers = server.begin_slow()
    seconds = server.stop(signal_number, whole_group=whole_group)
    thread.join()
    stuck.close()
    assert answers and answers[0].isdigit()
    assert server.process.returncode == 0
    assert seconds < AT_ONCE_S
    assert server.process.stdout and server.process.stderr
    assert "stopped" in server.process.stdout.read()
    assert "SIGKILL" not in server.process.stderr.read()


def test_control_the_stock_worker_waits_for_an_open_socket(
    serve: Callable[[str], RunningServer],
) -> None:
    server = serve("stock")
    stuck = server.open_socket()
    assert server.stop(signal.SIGTERM) > 2.5
    stuck.close()


def test_an_idle_server_stops_at_once(serve: Callable[[str], RunningServer]) -> None:
    server = serve("gunicorn")
    idle = socket.create_connection(("127.0.0.1", server.port))
    assert server.stop(signal.SIGTERM) < AT_ONCE_S
    assert server.process.returncode == 0
    idle.close()


def test_a_closed_terminal_stops_gently(serve: Callable[[str], RunningServer]) -> None:
    server = serve("gunicorn")
    thread, answers = server.begin_slow()
    server.stop(signal.SIGHUP, whole_group=True)
    thread.join()
    assert answers[0].isdigit()


def test_a_killed_worker_is_replaced(serve: Callable[[str], RunningServer]) -> None:
    server = serve("gunicorn")
    first = int(server.get("/"))
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 60
    second = first
    while second == first and time.monotonic() < deadline:
        try:
            second = int(server.get("/"))
        except OSError:
            time.sleep(0.05)
    assert second != first
    assert server.stop(signal.SIGTERM) < AT_ONCE_S


def test_a_worker_without_its_parent_ends(serve: Callable[[str], RunningServer]) -> None:
    server = serve("gunicorn")
    worker = int(server.get("/"))
    os.kill(server.process.pid, signal.SIGKILL)
    server.await_line("stopped")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("the worker outlived its parent")


class Starved:
    """The clock of a process that gets the processor once in half a second."""

    def __init__(self, worker: Worker) -> None:
        self.now, self.worker = 0.0, worker

    def monotonic(self) -> float:
        return self.now

    def sleep(self, _seconds: float) -> None:
        self.now += 0.5
        if self.now > 3:
            self.worker.in_flight.clear()


def test_a_running_request_is_not_lost_because_the_machine_has_no_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker, left = Worker.__new__(Worker), list[set[int]]()
    worker.in_flight = {1}
    life = SimpleNamespace(hang_up=lambda: None, stop=lambda: left.append({*worker.in_flight}))
    worker.app = SimpleNamespace(life=life)
    monkeypatch.setattr(serving_gunicorn, "time", Starved(worker))
    monkeypatch.setattr(serving_gunicorn, "threading", SimpleNamespace(Timer=Mock()))
    monkeypatch.setattr(serving_gunicorn, "logging", SimpleNamespace(shutdown=lambda: None))
    monkeypatch.setattr(serving_gunicorn, "os", SimpleNamespace(_exit=lambda _code: None))
    worker._drain()
    assert left == [set()]
