"""Sockets may not take all threads."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from app.sockets.capacity import BoundedSockets


class Held:
    """An app whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.entered = threading.Semaphore(0)

    def __call__(self, _environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.entered.release()
        self.go.wait(60)
        start("200 OK", [])
        return [b"ok"]


def ask(app: Callable[..., Iterable[bytes]], path: str) -> str:
    statuses: list[str] = []
    list(app({"PATH_INFO": path}, lambda status, _headers: statuses.append(status)))
    return statuses[0][:3]


def test_control_without_the_bound_every_socket_takes_a_thread() -> None:
    held = Held()
    sockets = [
        threading.Thread(target=ask, args=(held, "/socket.io/"), daemon=True) for _ in range(3)
    ]
    for socket in sockets:
        socket.start()
    # All three are inside the app at once, and so would be all that come.
    assert all(held.entered.acquire(timeout=60) for _ in sockets)
    held.go.set()
    for socket in sockets:
        socket.join(60)


def test_the_socket_beyond_the_limit_is_turned_away_while_orders_go_on() -> None:
    held = Held()
    app = BoundedSockets(held, limit=2)
    sockets = [
        threading.Thread(target=ask, args=(app, "/socket.io/"), daemon=True) for _ in range(2)
    ]
    for socket in sockets:
        socket.start()
        held.entered.acquire(timeout=60)
    assert ask(app, "/socket.io/") == "503"
    held.go.set()
    assert ask(app, "/api/v1/menu") == "200"
    for socket in sockets:
        socket.join(60)
    assert ask(app, "/socket.io/") == "200", "a closed socket frees its place"
