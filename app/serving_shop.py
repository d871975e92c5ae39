"""The shop inside the serving process: the database brought up to date, the app, its background.

Imported only where requests are answered; the parent that watches over it stays small.
"""

import logging
import os
import sys
import threading

from flask import Flask

from app import background, create_app
from app.config import Config
from app.core import sqlite
from app.core.extensions import socketio
from app.core.migrating import NewerDatabase, upgrade
from app.demo import fill
from app.demo.filling import NotEmpty

log = logging.getLogger(__name__)


def open_shop(config: Config, base_url: str, *, prepared: bool) -> Flask:
    """The app with its background work running: outbox, printers, scheduled jobs.

    Raises SystemExit when the database could not be brought up to date; it has been said why.
    """
    if not prepared:
        prepare_apart(config, base_url)
    app = create_app(config)
    background.start(app)
    return app


def close_shop(app: Flask) -> None:
    """Stop the background work; what it did not finish is in the database for the next start."""
    background.stop(app)


def prepare_apart(config: Config, base_url: str) -> None:
    """Run `prepare` in a process of its own, whose memory and connections end with it."""
    if os.name == "nt":
        raise_if_failed(prepare(config, base_url))
        return
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = prepare(config, base_url)
        finally:
            logging.shutdown()
            sys.stdout.flush()
            os._exit(code)
    raise_if_failed(os.waitpid(child, 0)[1])


def raise_if_failed(code: int) -> None:
    """Raises SystemExit for any code but 0."""
    if code:
        raise SystemExit(1)


def prepare(config: Config, base_url: str) -> int:
    """Bring the database up to date and, for a demonstration, fill it; 1 if it said why not."""
    try:
        app = create_app(config)
        upgrade(app)
        if config.demo:
            fill(app, base_url)
    except (NewerDatabase, NotEmpty) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Exception:
        log.exception("The database could not be brought up to date, so nothing was started.")
        return 1
    return 0


def hang_up() -> None:
    """Close every open socket, so that screens and phones look for the next server at once."""
    for client in list(socketio.server.eio.sockets.values()):
        # Each apart: a phone that is out of reach must not hold up the others.
        threading.Thread(target=client.close, kwargs={"wait": False}, daemon=True).start()


def database_name(config: Config) -> str:
    """The database with its version, as the person who installs should see it."""
    if config.sqlite_file is None:
        return config.database_url.partition(":")[0]
    module = sqlite.choose_module()
    return f"SQLite {module.sqlite_version} ({module.__name__.partition('.')[0]})"
