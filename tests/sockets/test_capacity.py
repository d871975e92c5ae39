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


def ask(app: Callable[..., Iterable[bytes]], path: str, address: str = "192.168.1.7") -> str:
    statuses: list[str] = []
    environ = {"PATH_INFO": path, "REMOTE_ADDR": address}
    list(app(environ, lambda status, _headers: statuses.append(status)))
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


def test_one_phone_leaves_half_of_the_places_to_others() -> None:
    held = Held()
    app = BoundedSockets(held, limit=4, from_one=2)
    addresses = ["192.168.1.7"] * 2 + ["127.0.0.1"]
    sockets = [
        threading.Thread(target=ask, args=(app, "/socket.io/", each), daemon=True)
        for each in addresses
    ]
    for socket in sockets:
        socket.start()
        held.entered.acquire(timeout=60)
    assert ask(app, "/socket.io/", "192.168.1.7") == "503"
    held.go.set()
    assert ask(app, "/socket.io/", "192.168.1.8") == "200"
    for socket in sockets:
        socket.join(60)
    assert ask(app, "/socket.io/", "192.168.1.7") == "200", "a closed socket frees its place"


def test_a_program_on_this_machine_may_have_all_places() -> None:
    held = Held()
    app = BoundedSockets(held, limit=3, from_one=1)
    sockets = [
        threading.Thread(target=ask, args=(app, "/socket.io/", "127.0.0.1"), daemon=True)
        for _ in range(3)
    ]
    for socket in sockets:
        socket.start()
    assert all(held.entered.acquire(timeout=60) for _ in sockets)
    assert ask(app, "/socket.io/", "127.0.0.1") == "503"
    held.go.set()
    for socket in sockets:
        socket.join(60)
