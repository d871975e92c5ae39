"""A bound on open sockets, so that they can never hold all of the server's threads."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from app.core.network import THIS_MACHINE

# The server has 512 threads and each open socket holds one; orders must always find some free.
MAX_OPEN = 400
# One address has half of them at most: all phones behind a router, or one that wants to be in the
# way. Programs on this machine may have all, and so do those behind a proxy that nobody made known.
MAX_FROM_ONE = MAX_OPEN // 2
PATH = "/socket.io"

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BoundedSockets:
    """WSGI middleware that turns further socket requests away while `limit` are being served.

    A page that is turned away tries again by itself, and pulls what is new meanwhile.
    """

    def __init__(self, app: WsgiApp, limit: int = MAX_OPEN, from_one: int = MAX_FROM_ONE) -> None:
        """Guard `app`."""
        self._app, self._limit, self._from_one = app, limit, from_one
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Serve the request, or answer 503 at once."""
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self._app(environ, start_response)
        address = environ.get("REMOTE_ADDR", "")
        if not self._take(address):
            start_response("503 Service Unavailable", [("Retry-After", "5")])
            return [b""]
        try:
            # A WebSocket is served until it closes before this returns; a poll's answer is short.
            return self._app(environ, start_response)
        finally:
            with self._lock:
                self._open[address] -= 1
                self._open += Counter()  # forgets those who have none

    def _take(self, address: str) -> bool:
        """Take a place for a socket; False when there is none."""
        with self._lock:
            is_far = address not in THIS_MACHINE
            if self._open.total() >= self._limit:
                return False
            if is_far and self._open[address] >= self._from_one:
                return False
            self._open[address] += 1
            return True
