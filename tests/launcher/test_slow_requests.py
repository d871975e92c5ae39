"""Requests that come too slowly are cut off, and no others."""

import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from app import serving_slow
from app.serving_slow import SlowRequests

Pair = tuple[socket.socket, SimpleNamespace]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A client, and the server's end of its connection."""
    client, server = socket.socketpair()
    client.settimeout(5)
    server.settimeout(5)
    with client, server:
        yield client, SimpleNamespace(sock=server)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    real = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: real + seconds)


def test_headers_that_do_not_come_are_hung_up_on(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, connection = pair
    slow = SlowRequests()
    slow.reading(connection)
    slow.cut_off()
    client.sendall(b"G")
    assert connection.sock.recv(1) == b"G"
    later(monkeypatch, serving_slow.HEADS_WITHIN_S + 1)
    slow.cut_off()
    assert connection.sock.recv(1) == client.recv(1) == b""


def test_a_body_may_take_longer_and_its_answer_as_long_as_it_likes(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, connection = pair
    slow = SlowRequests()
    slow.reading(connection)
    slow.heads_read(has_body=True)
    later(monkeypatch, serving_slow.HEADS_WITHIN_S + 1)
    slow.cut_off()
    client.sendall(b"b")
    assert connection.sock.recv(1) == b"b"
    later(monkeypatch, serving_slow.BODY_WITHIN_S + 1)
    slow.cut_off()
    assert connection.sock.recv(1) == b""
    connection.sock.sendall(b"answer")
    assert client.recv(6) == b"answer"


@pytest.mark.parametrize("is_done", [True, False], ids=["answered", "no body, or a WebSocket"])
def test_nobody_else_is_cut_off(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, *, is_done: bool
) -> None:
    client, connection = pair
    slow = SlowRequests()
    slow.reading(connection)
    if is_done:
        slow.done()
    else:
        slow.heads_read(has_body=False)
    later(monkeypatch, 10 * serving_slow.BODY_WITHIN_S)
    slow.cut_off()
    client.sendall(b"x")
    assert connection.sock.recv(1) == b"x"


def test_when_many_are_slow_at_once_they_get_less_time(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, connection = pair
    slow = SlowRequests()
    held = threading.Barrier(serving_slow.MANY + 1)

    def read() -> None:
        slow.reading(connection)
        held.wait()
        held.wait()

    threads = [threading.Thread(target=read) for _ in range(serving_slow.MANY)]
    for each in threads:
        each.start()
    held.wait()
    later(monkeypatch, serving_slow.HEADS_WITHIN_WHEN_MANY_S + 1)
    slow.cut_off()
    held.wait()
    for each in threads:
        each.join()
    assert client.recv(1) == b""
