"""Opens the shop: takes the port, brings the database up to date, then serves until told to stop.

Run by the launcher as `python -m app.serving --data DIR --host HOST --port PORT [--demo]`.
"""

import argparse
import logging
import os
import sys
import threading
from pathlib import Path

from flask import Flask

from app import background, create_app
from app.config import Config, ConfigError
from app.core import migrating, sqlite
from app.core.extensions import socketio
from app.demo import fill
from app.serving_banner import banner, public_url
from app.serving_port import PortError, bind, listen

if os.name == "nt":
    from app import serving_werkzeug
else:
    from app import serving_gunicorn

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Parse the options and serve; the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m app.serving")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--host", default="0.0.0.0")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args(arguments)
    try:
        serve(Config.load(options.data, demo=options.demo), options.host, options.port)
    except (ConfigError, PortError, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def serve(config: Config, host: str, port: int) -> None:
    """Serve on the address until SIGTERM or Ctrl-C; running requests are finished.

    Raises PortError when the address is taken, SystemExit when the database cannot be prepared.
    """
    socket = bind(host, port)
    prepare_apart(config, public_url(host, port))

    def opened() -> None:
        text = banner(host, port, config.data_dir, database_name(config), demo=config.demo)
        print(text, flush=True)

    if os.name == "nt":
        socket.close()
        app = running_app(config)
        serving_werkzeug.run(
            host, port, app, opened=opened, hang_up=hang_up, stop=lambda: background.stop(app)
        )
        return
    listen(socket, host, port)
    made: list[Flask] = []

    def make_app() -> Flask:
        made.append(running_app(config))
        return made[0]

    serving_gunicorn.raise_open_file_limit()
    serving_gunicorn.Server(
        socket.detach(),
        make_app,
        opened=opened,
        hang_up=hang_up,
        stop=lambda: background.stop(made[0]),
    ).run()


def running_app(config: Config) -> Flask:
    """The app with its background work: outbox, printers, scheduled jobs."""
    app = create_app(config)
    background.start(app)
    return app


def prepare_apart(config: Config, base_url: str) -> None:
    """Run `prepare` in a process of its own, whose memory and connections end with it.

    Raises SystemExit with its exit code when it failed; it has said why.
    """
    if os.name == "nt":
        prepare(config, base_url)
        return
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prepare(config, base_url)
            code = 0
        except Exception:
            log.exception("The database could not be prepared; nothing was started.")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(1)


def prepare(config: Config, base_url: str) -> None:
    """Bring the database up to date and, for a demonstration, fill it."""
    app = create_app(config)
    migrating.upgrade(app)
    if config.demo:
        fill(app, base_url)


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


if __name__ == "__main__":
    sys.exit(main())
