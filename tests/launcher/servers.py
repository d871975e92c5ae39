"""A small app on each of the two servers, as a program: `python -m tests.launcher.servers KIND`.

The app prints what it lives through, so that a test can read it; `stock` is gunicorn's own worker,
the control that shows what ours adds.
"""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

from app import serving_gunicorn, serving_port, serving_werkzeug
from app.serving_slow import SlowRequests
from app.serving_tls import TlsDoor


def tell(text: str) -> None:
    """Print for the test that reads."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`/slow` takes a second, `/open` stays like a WebSocket, others give the process id."""
    if environ["PATH_INFO"] == "/slow":
        tell("slow began")
        time.sleep(1)
    if environ["PATH_INFO"] == "/open":
        tell("open began")
        time.sleep(3600)
    body = str(os.getpid()).encode()
    if environ["PATH_INFO"] == "/scheme":
        body = environ["wsgi.url_scheme"].encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


class StockWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own worker, with the fields that the server's hooks write to."""

    in_flight: set[int] = set()  # noqa: RUF012 - one worker
    slow = SlowRequests()


class StockServer(serving_gunicorn.Server):
    """The same settings under gunicorn's own worker and arbiter."""

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("worker_class", StockWorker)
        self.cfg.set("graceful_timeout", 3)

    def load(self) -> object:
        return answer

    def run(self) -> None:
        arbiter = Arbiter(self)
        arbiter.LISTENERS = [self.listener]
        arbiter.run()


class Told:
    """A life that is told line by line to the test that reads."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener

    def make_app(self) -> object:
        return answer

    def opened(self, *, again: bool) -> None:
        self.listener.listen(64)
        tell(f"port {self.listener.getsockname()[1]}" + (" again" if again else ""))

    def hang_up(self) -> None:
        tell("hung up")

    def stop(self) -> None:
        tell("stopped")


def main(kind: str, data_dir: str | None = None) -> None:
    """Serve on a free port of 127.0.0.1 until a signal ends it; with TLS given a data folder."""
    listener = serving_port.bind("127.0.0.1", 0)
    door = TlsDoor(Path(data_dir)) if data_dir else None
    if kind == "werkzeug":
        serving_werkzeug.run(listener, Told(listener), door)
    else:
        server = StockServer if kind == "stock" else serving_gunicorn.Server
        server(listener, Told(listener), door).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
