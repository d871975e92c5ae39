"""The threads that work beside the requests: started after the fork, stopped before the exit."""

import sys
from typing import Protocol

from flask import Flask

from app.core import push
from app.core.db import db
from app.core.outbox import OutboxWorker
from app.jobs import make_scheduler
from app.kitchen import service as kitchen
from app.leading import Leader
from app.printing.workers import PrinterWorkers
from app.sockets.sweeping import SocketSweeper
from app.upkeep import checks_machine

_KEY = "kaifan.background"

# A thread gives the interpreter up at every statement to the database and has to wait this long
# for a busy thread to hand it back; with Python's own 5 ms an order waits longer than it works.
_SWITCH_S = 0.0005


class _Stoppable(Protocol):
    def stop(self) -> None:
        """End the work."""


class Duties:
    """What one process does for all: the outbox, the printers, the scheduled jobs."""

    def __init__(self, app: Flask) -> None:
        """Ready to be taken up."""
        self._app = app
        self._running: tuple[_Stoppable, ...] = ()

    def take_up(self) -> None:
        """Start the three."""
        outbox, printers = OutboxWorker(self._app), PrinterWorkers(self._app)
        scheduler = make_scheduler(self._app)
        self._running = (outbox, printers)
        self._scheduler = scheduler
        outbox.start()
        printers.start()
        scheduler.start()

    def stop(self) -> None:
        """Stop them; what they did not finish is in the database for whoever is next."""
        running, self._running = self._running, ()
        if running:
            self._scheduler.shutdown(wait=False)
        for each in running:
            each.stop()


def start(app: Flask) -> None:
    """Start what each process needs, and the duties for all once this process has them."""
    sys.setswitchinterval(_SWITCH_S)
    duties, sweeper = Duties(app), SocketSweeper(app)
    checks_machine.anchor_clock(app)
    push.start(app)
    kitchen.start_writer(app)
    with app.app_context():
        is_alone = db.engine.dialect.name == "sqlite"
    worker: _Stoppable = duties
    if is_alone:
        duties.take_up()
    else:
        worker = leader = Leader(app, duties.take_up, duties.stop)
        leader.start()
    app.extensions[_KEY] = (worker, sweeper)
    sweeper.start()


def stop(app: Flask) -> None:
    """Stop them; what they did not finish is in the database for the next start."""
    running = app.extensions.pop(_KEY, None)
    if running is None:
        return
    worker, sweeper = running
    sweeper.stop()
    worker.stop()
    kitchen.stop_writer()
    push.stop()
