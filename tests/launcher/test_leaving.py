"""Who does not hang up, or never asks anything, keeps nobody else out."""

import os
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from app import serving_leaving
from app.serving_leaving import Leaving
from tests.launcher.test_stopping import RunningServer

if os.name != "nt":
    from app.serving_gunicorn import Worker

pytestmark = pytest.mark.skipif(os.name == "nt", reason="gunicorn")

# All forty are answered in a second; those who would wait for each other take eighty.
MOST_S = 40

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A client, and the server's end of its connection."""
    client, server = socket.socketpair()
    client.settimeout(5)
    with client, server:
        yield client, server


@pytest.fixture
def poller() -> Iterator[selectors.BaseSelector]:
    with selectors.DefaultSelector() as made:
        yield made


def turn(poller: selectors.BaseSelector) -> None:
    """One turn of the worker's main loop."""
    for key, _mask in poller.select(0):
        key.data(key.fileobj)


def test_who_hangs_up_too_is_gone_at_once(ends: Ends, poller: selectors.BaseSelector) -> None:
    client, server = ends
    leaving = Leaving(poller)
    server.sendall(b"the answer")
    leaving.see_off(server)
    assert client.recv(100) == b"the answer"
    assert client.recv(100) == b""
    client.sendall(b"what was still on its way")
    turn(poller)
    assert len(leaving) == 1
    client.close()
    turn(poller)
    assert (len(leaving), server.fileno()) == (0, -1)
    assert not poller.get_map()


def test_who_stays_silent_is_gone_after_a_while(
    ends: Ends, poller: selectors.BaseSelector, monkeypatch: pytest.MonkeyPatch
) -> None:
    _client, server = ends
    leaving = Leaving(poller)
    leaving.see_off(server)
    leaving.look()
    assert len(leaving) == 1
    real = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: real + serving_leaving.WITHIN_S + 1)
    leaving.look()
    assert (len(leaving), server.fileno()) == (0, -1)
    assert not poller.get_map()


def test_who_sends_on_and_on_is_gone_as_well(ends: Ends, poller: selectors.BaseSelector) -> None:
    client, server = ends
    leaving = Leaving(poller)
    leaving.see_off(server)
    sent = 0
    while len(leaving) and sent < 10 * serving_leaving.MOST_BYTES:
        sent += client.send(b"x" * 4096)
        turn(poller)
    assert sent <= 2 * serving_leaving.MOST_BYTES


def test_a_crowd_is_not_watched(
    ends: Ends, poller: selectors.BaseSelector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving_leaving, "MOST", 0)
    leaving = Leaving(poller)
    leaving.see_off(ends[1])
    assert (len(leaving), ends[1].fileno()) == (0, -1)


def test_those_who_do_not_hang_up_hold_nobody_up() -> None:
    """The stock worker lets nobody in for two seconds each: a minute and twenty seconds in all."""
    server = RunningServer("gunicorn")
    held: list[socket.socket] = []
    try:
        for _ in range(40):
            held.append(socket.create_connection(("127.0.0.1", server.port)))
            held[-1].sendall(b"GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")
        until = time.monotonic() + MOST_S
        for each in held:
            each.settimeout(max(until - time.monotonic(), 0.001))
            assert each.recv(10)
        assert server.get("/").isdecimal()
    finally:
        for each in held:
            each.close()
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.communicate()


class Idle:
    """A connection on which nothing is asked."""

    def __init__(self) -> None:
        self.sock, self._other = socket.socketpair()
        self.timeout = time.monotonic() + 75

    def close(self) -> None:
        self.sock.close()
        self._other.close()


def test_idle_connections_make_room_the_silent_first_and_the_oldest(
    poller: selectors.BaseSelector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.serving_gunicorn._ROOM", 3)
    silent, kept = [Idle(), Idle()], [Idle(), Idle(), Idle()]
    worker: Any = object.__new__(Worker)
    worker.poller, worker.log = poller, SimpleNamespace()
    worker.pending_conns, worker.keepalived_conns = deque(silent), deque(kept)
    worker.nr_conns, worker.worker_connections = 6, 7
    worker._make_room()
    assert worker.nr_conns == 6, "there is room"
    worker.nr_conns = 7
    worker._make_room()
    assert worker.nr_conns == 4
    assert (list(worker.pending_conns), list(worker.keepalived_conns)) == ([], kept[1:])
    for each in kept[1:]:
        each.close()
