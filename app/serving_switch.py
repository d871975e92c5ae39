"""Between an empty shop and the demonstration in its place: the serving process gives way.

Whoever asks for the switch only sets or removes a mark; the process that serves ends as on a stop,
and the one that its parent starts next opens what the mark says.
"""

import os
import signal
import threading
import time

from flask import Flask

from app.config import Config
from app.core import trial
from app.core.db import db
from app.setup import queries as setup

_LOOKS_EVERY_S = 0.5


def watch(app: Flask, config: Config) -> None:
    """Watch for the mark while the shop is empty, or while the demonstration is shown.

    Not on Windows, where no parent would start the process again.
    """
    if os.name == "nt" or (config.shown_instead_of is None and not _is_empty(app)):
        return
    threading.Thread(target=_look, args=(app, config), name="switch", daemon=True).start()


def _look(app: Flask, config: Config) -> None:
    shows_demo = config.shown_instead_of is not None
    folder = config.shown_instead_of or config.data_dir
    while shows_demo or _is_empty(app):
        if (trial.find(folder) is not None) != shows_demo:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        time.sleep(_LOOKS_EVERY_S)


def _is_empty(app: Flask) -> bool:
    with app.app_context():
        empty = setup.is_empty()
        db.session.remove()
        return empty
