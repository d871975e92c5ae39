"""The shop inside the serving process: the database brought up to date, the app, its background.

Imported only where requests are answered; the parent that watches over it stays small.
"""

import logging
import os
import re
import sys
import threading

from flask import Flask
from sqlalchemy.exc import DatabaseError

from app import background, create_app, serving_switch
from app.config import Config
from app.core import logs, sqlite
from app.core.copies import CopyFailed
from app.core.extensions import socketio
from app.core.migrating import NewerDatabase, upgrade
from app.demo import fill
from app.demo.filling import NotEmpty
from app.setup import queries as setup
from app.setup import service as setup_service

log = logging.getLogger(__name__)

_SAYS_DAMAGED = re.compile("malformed|not a database|disk image")


def open_shop(config: Config, base_url: str) -> Flask:
    """The app with its background work running: outbox, printers, scheduled jobs.

    Raises SystemExit when the database could not be brought up to date; it has been said why.
    """
    logs.configure(config.data_dir)
    if config.demo and not (config.data_dir / "demo.json").exists():
        fill_apart(config, base_url)
    app = create_app(config)
    prepare(app, config, base_url)
    background.start(app)
    serving_switch.watch(app, config)
    return app


def set_up_link(app: Flask, base_url: str) -> str | None:
    """A new one-time link that opens an empty shop; None where there is a shop."""
    with app.app_context():
        if not setup.is_empty():
            return None
        return f"{base_url}/setup/{setup_service.issue_link(base_url)}"


def close_shop(app: Flask) -> None:
    """Stop the background work; what it did not finish is in the database for the next start."""
    background.stop(app)


def prepare(app: Flask, config: Config, base_url: str) -> None:
    """Bring the database up to date and, for a demonstration, fill it and note its addresses.

    Raises SystemExit, having said why, when that is not possible.
    """
    try:
        upgrade(app)
        if config.demo:
            fill(app, base_url)
    except (NewerDatabase, NotEmpty) as error:
        print(f"\n{error}", file=sys.stderr)
        raise SystemExit(1) from None
    except CopyFailed as error:
        print(
            f"\nThe database must be copied before it is brought up to date, and that failed:"
            f" {error}\nNothing was changed. Free some disk space; if the database is damaged,"
            " restore a backup:   python run.py restore FILE",
            file=sys.stderr,
        )
        raise SystemExit(1) from None
    except (sqlite.choose_module().DatabaseError, DatabaseError) as error:
        if not _SAYS_DAMAGED.search(str(error)):
            log.exception("The database could not be brought up to date, so nothing was started.")
            raise SystemExit(1) from None
        print(
            f"\nThe database {config.sqlite_file} is damaged, so nothing was started. Restore the"
            f" newest backup of {config.backup_dir}:   python run.py restore FILE",
            file=sys.stderr,
        )
        raise SystemExit(1) from None
    except Exception:
        log.exception("The database could not be brought up to date, so nothing was started.")
        raise SystemExit(1) from None


def fill_apart(config: Config, base_url: str) -> None:
    """Prepare a new demonstration in a process of its own.

    Drawing its pictures takes memory that this process would keep. Raises SystemExit as `prepare`.
    """
    if os.name == "nt":
        return
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prepare(create_app(config), config, base_url)
            code = 0
        except Exception:
            log.exception("The demonstration could not be made, so nothing was started.")
        finally:
            logging.shutdown()
            sys.stdout.flush()
            os._exit(code)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(1)


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
