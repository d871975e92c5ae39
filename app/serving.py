"""Opens the shop: takes the port, brings the database up to date, then serves until told to stop.

Run by the launcher as `python -m app.serving --data DIR --host HOST --port PORT [--demo]`.
"""

import argparse
import errno
import gc
import importlib
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from app.config import Config, ConfigError
from app.core import occupancy, trial
from app.core.certificates import keeping
from app.core.network import NAME_FILE
from app.serving_banner import EVERY_ADDRESS, Addresses, banner, public_url
from app.serving_port import PortError, bind, listen
from app.serving_tls import TlsDoor

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
    parser.add_argument("--no-mdns", action="store_true")
    parser.add_argument("--trusted-proxy", action="append", default=[])
    options = parser.parse_args(arguments)
    if options.trusted_proxy:
        os.environ["KAIFAN_TRUSTED_PROXIES"] = ",".join(options.trusted_proxy)
    if options.no_mdns:
        os.environ["KAIFAN_MDNS"] = "off"
    try:
        config = Config.load(options.data, demo=options.demo)
        with occupancy.shared(config.data_dir):
            serve(config, options.host, options.port)
    except (ConfigError, PortError, occupancy.Occupied) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{_words_for(error, options.data)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _words_for(error: OSError, folder: Path) -> str:
    """What to do about a data folder that cannot be used."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full. Free some space on the disk of {folder}, then start again."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            f"The folder {folder} cannot be written ({error}). Start as the user who owns it, or"
            " make its disk writable again."
        )
    return str(error)


class Opening:
    """What the server calls at each moment of a serving process's life.

    The app is imported at the first of them, in that process: the parent does without it.
    """

    def __init__(self, config: Config, listener: socket.socket, host: str, port: int) -> None:
        self.config, self.listener, self.host, self.port = config, listener, host, port

        self.announcer: Any = None

    @property
    def shop(self) -> ModuleType:
        """The module that knows the app."""
        return importlib.import_module("app.serving_shop")

    def make_app(self) -> Any:
        """The running app."""
        if self.config.has_own_https:
            try:
                keeping.renew_if_due(self.config.data_dir, self.config.public_url)
            except keeping.CertificateError as error:
                print(f"\nNo HTTPS for now: {error}", file=sys.stderr, flush=True)
        shows_demo = trial.find(self.config.data_dir) is not None
        config = self.config.of_demo() if shows_demo else self.config
        with _collecting_nothing():
            self.app = self.shop.open_shop(config, public_url(self.host, self.port))
        return self.app

    def opened(self, *, again: bool) -> None:
        """The app is ready: begin to accept, and say so the first time."""
        try:
            listen(self.listener, self.host, self.port)
        except PortError as error:
            print(f"\n{error}", file=sys.stderr)
            raise SystemExit(1) from None
        if not again:
            addresses = Addresses(self.host, self.port, self.config.public_url, self._print())
            database = self.shop.database_name(self.config)
            folder, demo = self.config.data_dir, self.config.demo
            link = self.shop.set_up_link(self.app, addresses.to_share)
            shown = banner(addresses, folder, database, demo=demo, set_up_link=link)
            print(shown, flush=True)
        if self.config.announces_name and self.host in EVERY_ADDRESS:
            mdns = importlib.import_module("app.serving_mdns")
            has_https = bool(self._print())
            self.announcer = mdns.Announcer(self.config.data_dir, self.port, https=has_https)
            self.announcer.start()

    def _print(self) -> str:
        """The fingerprint of the shop's authority, "" without HTTPS of its own."""
        folder = self.config.data_dir
        if not self.config.has_own_https or keeping.find_facts(folder) is None:
            return ""
        return keeping.fingerprint(folder)

    def hang_up(self) -> None:
        """Close the open sockets, so that their devices look for the next server."""
        self.shop.hang_up()

    def stop(self) -> None:
        """End the background work."""
        if self.announcer is not None:
            self.announcer.stop()
        self.shop.close_shop(self.app)


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Make a lot that lasts: the collector need not go through it meanwhile, nor ever again.

    Looking for garbage among the modules and tables took a fifth of the start, and would stop
    every order of a busy hour for as long as it takes now and then.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def serve(config: Config, host: str, port: int) -> None:
    """Serve on the address until SIGTERM or Ctrl-C; running requests are finished.

    Raises PortError when the address is taken, SystemExit when the database cannot be prepared.
    """
    listener = bind(host, port)
    # A demonstration lasts as long as the server: a start begins with the shop itself.
    trial.unmark(config.data_dir)
    opening = Opening(config, listener, host, port)
    door = TlsDoor(config.data_dir) if config.has_own_https else None
    (config.data_dir / NAME_FILE).unlink(missing_ok=True)
    if os.name == "nt":
        serving_werkzeug.run(listener, opening, door)
    else:
        serving_gunicorn.raise_open_file_limit()
        serving_gunicorn.Server(listener, opening, door).run()


if __name__ == "__main__":
    sys.exit(main())
