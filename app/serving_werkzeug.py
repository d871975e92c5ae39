"""The server on Windows, where gunicorn cannot run: werkzeug's threaded server with HTTP/1.1."""

import signal
import socket
import threading
import time

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app.serving_life import DRAIN_SECONDS, Life

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


def run(listener: socket.socket, life: Life) -> None:
    """Serve until Ctrl-C, Ctrl-Break or SIGTERM, then finish the running requests."""
    app = life.make_app()
    host, port = listener.getsockname()[:2]
    server: BaseWSGIServer = make_server(
        host, port, app, threaded=True, request_handler=Handler, fd=listener.fileno()
    )
    ended = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: ended.set())
    life.opened(again=False)
    threading.Thread(target=server.serve_forever, name="accept", daemon=True).start()
    while not ended.wait(0.5):
        # Windows runs Python's signal handlers only between waits.
        continue
    server.shutdown()
    life.hang_up()
    deadline = time.monotonic() + DRAIN_SECONDS
    while _in_flight and time.monotonic() < deadline:
        time.sleep(0.02)
    life.stop()
