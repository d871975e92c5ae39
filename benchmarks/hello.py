"""The least that the same server can answer: an empty view, and prepared bytes.

Run as `python -m benchmarks.hello --data DIR --host HOST --port PORT`; the rest is as the shop's.
"""

import argparse
import socket
from pathlib import Path

from flask import Flask, Response

from app import serving_gunicorn
from app.serving_port import bind, listen

# What a middling menu weighs when it is compressed.
PREPARED = bytes(range(256)) * 40


class Bare:
    """The life of an app that has nothing to prepare, to hang up or to stop."""

    def __init__(self, listener: socket.socket, host: str, port: int) -> None:
        """Serve on the bound `listener`."""
        self.listener, self.host, self.port = listener, host, port

    def make_app(self) -> Flask:
        """The app with three views that do nothing."""
        app = Flask("hello")
        app.add_url_rule("/", "hello", lambda: "")
        app.add_url_rule("/readyz", "ready", lambda: "ready")
        app.add_url_rule("/bytes", "bytes", lambda: Response(PREPARED))
        return app

    def opened(self, *, again: bool) -> None:  # noqa: ARG002 - as the server calls it
        """Begin to accept."""
        listen(self.listener, self.host, self.port)

    def hang_up(self) -> None:
        """There are no sockets to close."""

    def stop(self) -> None:
        """There is no background work."""


def main() -> None:
    """Serve with the settings of the shop's own server."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hello")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args()
    listener = bind(options.host, options.port)
    bare = Bare(listener, options.host, options.port)
    serving_gunicorn.raise_open_file_limit()
    serving_gunicorn.Server(listener, bare).run()


if __name__ == "__main__":
    main()
