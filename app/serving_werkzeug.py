"""The server on Windows, where gunicorn cannot run: werkzeug's threaded server with HTTP/1.1."""

import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

DRAIN_SECONDS = 20.0

_in_flight: set[int] = set()


class Handler(WSGIRequestHandler):
    """Keeps connections open, writes no access log and knows which requests are running."""

    protocol_version = "HTTP/1.1"

    def run_wsgi(self) -> None:
        if "upgrade" in self.headers.get("Connection", "").lower():
            super().run_wsgi()
            return
        _in_flight.add(id(self))
        try:
            super().run_wsgi()
        finally:
            _in_flight.discard(id(self))

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Errors only: one line for each request would hide them."""


def run(
    host: str,
    port: int,
    app: Any,
    *,
    opened: Callable[[], None],
    hang_up: Callable[[], None],
    stop: Callable[[], None],
) -> None:
    """Serve until Ctrl-C, Ctrl-Break or SIGTERM, then finish the running requests."""
    server: BaseWSGIServer = make_server(host, port, app, threaded=True, request_handler=Handler)
    ended = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: ended.set())
    threading.Thread(target=server.serve_forever, name="accept", daemon=True).start()
    opened()
    while not ended.wait(0.5):
        # Windows runs Python's signal handlers only between waits.
        continue
    server.shutdown()
    hang_up()
    deadline = time.monotonic() + DRAIN_SECONDS
    while _in_flight and time.monotonic() < deadline:
        time.sleep(0.02)
    stop()
    server.server_close()
