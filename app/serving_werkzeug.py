"""The server on Windows, where gunicorn cannot run: werkzeug's threaded server with HTTP/1.1."""

import signal
import socket
import ssl
import threading
import time
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from app.serving_life import DRAIN_SECONDS, Life
from app.serving_tls import TlsDoor

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

    def make_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().make_environ()
        if isinstance(self.connection, ssl.SSLSocket):
            environ["wsgi.url_scheme"] = "https"
        return environ

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Errors only: one line for each request would hide them."""


class Server(ThreadedWSGIServer):
    """Finds out in each connection's own thread whether it speaks TLS."""

    door: TlsDoor | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Let the connection in, then serve what it asks for."""
        if self.door is not None and self.door.is_knocking(request):
            try:
                request = self.door.let_in(request)
            except OSError:
                return  # a device that does not trust us yet, or a scanner
            try:
                super().finish_request(request, client_address)
            finally:
                self.shutdown_request(request)
            return
        super().finish_request(request, client_address)


def run(listener: socket.socket, life: Life, door: TlsDoor | None = None) -> None:
    """Serve until Ctrl-C, Ctrl-Break or SIGTERM, then finish the running requests."""
    app = life.make_app()
    host, port = listener.getsockname()[:2]
    server = Server(host, port, app, handler=Handler, fd=listener.fileno())
    server.door = door
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
