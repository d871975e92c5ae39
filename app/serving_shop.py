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
from app.core import heap, logs, sqlite
from app.core.copies import CopyFailed
from app.core.extensions import socketio
from app.core.migrating import NewerDatabase, UnsuitedDatabase, upgrade
from app.demo import fill
from app.demo.filling import NotEmpty
from app.setup import queries as setup
from app.setup import service as setup_service

log = logging.getLogger(__name__)

# A start looks the database through for so long; the rest is looked at while the shop is open.
_LOOK_THROUGH_S = 2.0
# What SQLite says of a file that cannot be used -> what to do about it.
_REASONS = {
    "malformed|not a database|disk image": (
        "The database {file} is damaged, so nothing was started. Restore the newest backup of"
        " {backups}:   python run.py restore FILE"
    ),
    "readonly|unable to open": (
        "The database {file} cannot be written, so nothing was started. Start as the user who owns"
        " {folder}, or make its disk writable again."
    ),
    "is full|No space left": (
        "The disk is full, so nothing was started. Free some space on the disk of {folder}, then"
        " start again."
    ),
    "disk I/O": (
        "The disk of {folder} reports an error, so nothing was started. Copy the newest backup of"
        " {backups} to another disk, and have this one looked at."
    ),
}


def open_shop(config: Config, base_url: str) -> Flask:
    """The app with its background work running: outbox, printers, scheduled jobs.

    Raises SystemExit when the database could not be brought up to date; it has been said why.
    """
    heap.share()
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
        look_through(config)
        upgrade(app)
        if config.demo:
            fill(app, base_url)
    except (NewerDatabase, UnsuitedDatabase, NotEmpty) as error:
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
    except (sqlite.choose_module().DatabaseError, DatabaseError, OSError) as error:
        words = _words_for(str(error), config)
        if words is None:
            log.exception("The database could not be brought up to date, so nothing was started.")
        else:
            print(f"\n{words}", file=sys.stderr)
        raise SystemExit(1) from None
    except Exception:
        log.exception("The database could not be brought up to date, so nothing was started.")
        raise SystemExit(1) from None


def look_through(config: Config) -> None:
    """Read the database through. Raises the module's DatabaseError when it is damaged."""
    if config.sqlite_file is None or not config.sqlite_file.exists():
        return
    problem = sqlite.find_damage(config.sqlite_file, _LOOK_THROUGH_S)
    if problem is not None:
        raise sqlite.choose_module().DatabaseError(f"malformed: {problem}")


def _words_for(said: str, config: Config) -> str | None:
    """What to do about a database that cannot be used; None when SQLite says something else."""
    for pattern, words in _REASONS.items():
        if re.search(pattern, said):
            return words.format(
                file=config.sqlite_file, folder=config.data_dir, backups=config.backup_dir
            )
    return None


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
