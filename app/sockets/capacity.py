"""A bound on open sockets, so that they can never hold all of the server's threads."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

# The server has 512 threads and each open socket holds one; orders must always find some free.
MAX_OPEN = 400
PATH = "/socket.io"

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BoundedSockets:
    """WSGI middleware that turns further socket requests away while `limit` are being served.

    A page that is turned away tries again by itself, and pulls what is new meanwhile.
    """

    def __init__(self, app: WsgiApp, limit: int = MAX_OPEN) -> None:
        """Guard `app`."""
        self._app = app
        self._free = threading.BoundedSemaphore(limit)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Serve the request, or answer 503 at once."""
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self._app(environ, start_response)
        if not self._free.acquire(blocking=False):
            start_response("503 Service Unavailable", [("Retry-After", "5")])
            return [b""]
        try:
            # A WebSocket is served until it closes before this returns; a poll's answer is short.
            return self._app(environ, start_response)
        finally:
            self._free.release()
