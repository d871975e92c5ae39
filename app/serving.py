"""Opens the shop: takes the port, brings the database up to date, then serves until told to stop.

Run by the launcher as `python -m app.serving --data DIR --host HOST --port PORT [--demo]`.
"""

import argparse
import importlib
import os
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from app.config import Config, ConfigError
from app.core import occupancy
from app.serving_banner import banner, public_url
from app.serving_port import PortError, bind, listen

if os.name == "nt":
    from app import serving_werkzeug
else:
    from app import serving_gunicorn


def main(arguments: list[str] | None = None) -> int:
    """Parse the options and serve; the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m app.serving")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--host", default="0.0.0.0")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args(arguments)
    try:
        config = Config.load(options.data, demo=options.demo)
        with occupancy.shared(config.data_dir):
            serve(config, options.host, options.port)
    except (ConfigError, PortError, occupancy.Occupied, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


class Opening:
    """What the server calls at each moment of a serving process's life.

    The app is imported at the first of them, in that process: the parent does without it.
    """

    def __init__(self, config: Config, listener: socket.socket, host: str, port: int) -> None:
        self.config, self.listener, self.host, self.port = config, listener, host, port

    @property
    def shop(self) -> ModuleType:
        """The module that knows the app."""
        return importlib.import_module("app.serving_shop")

    def make_app(self) -> Any:
        """The running app."""
        self.app = self.shop.open_shop(self.config, public_url(self.host, self.port))
        return self.app

    def opened(self, *, again: bool) -> None:
        """The app is ready: begin to accept, and say so the first time."""
        try:
            listen(self.listener, self.host, self.port)
        except PortError as error:
            print(f"\n{error}", file=sys.stderr)
            raise SystemExit(1) from None
        if not again:
            database = self.shop.database_name(self.config)
            folder, demo = self.config.data_dir, self.config.demo
            print(banner(self.host, self.port, folder, database, demo=demo), flush=True)

    def hang_up(self) -> None:
        """Close the open sockets, so that their devices look for the next server."""
        self.shop.hang_up()

    def stop(self) -> None:
        """End the background work."""
        self.shop.close_shop(self.app)


def serve(config: Config, host: str, port: int) -> None:
    """Serve on the address until SIGTERM or Ctrl-C; running requests are finished.

    Raises PortError when the address is taken, SystemExit when the database cannot be prepared.
    """
    listener = bind(host, port)
    opening = Opening(config, listener, host, port)
    if os.name == "nt":
        serving_werkzeug.run(listener, opening)
    else:
        serving_gunicorn.raise_open_file_limit()
        serving_gunicorn.Server(listener, opening).run()


if __name__ == "__main__":
    sys.exit(main())
