"""The threads that work beside the requests: started after the fork, stopped before the exit."""

import sys

from flask import Flask

from app.core import ballast, push
from app.core.outbox import OutboxWorker
from app.jobs import make_scheduler
from app.printing.workers import PrinterWorkers
from app.sockets.sweeping import SocketSweeper
from app.upkeep import checks_machine

_KEY = "kaifan.background"

# A thread gives the interpreter up at every statement to the database and has to wait this long
# for a busy thread to hand it back; with Python's own 5 ms an order waits longer than it works.
_SWITCH_S = 0.0005


def start(app: Flask) -> None:
    """Start the pusher, outbox, printers, scheduler and socket sweeper of this process."""
    sys.setswitchinterval(_SWITCH_S)
    outbox, printers, scheduler = OutboxWorker(app), PrinterWorkers(app), make_scheduler(app)
    sweeper = SocketSweeper(app)
    app.extensions[_KEY] = (outbox, printers, scheduler, sweeper)
    checks_machine.anchor_clock(app)
    ballast.lay_down(app.config["KAIFAN"].data_dir)
    push.start(app)
    outbox.start()
    printers.start()
    scheduler.start()
    sweeper.start()


def stop(app: Flask) -> None:
    """Stop them; what they did not finish is in the database for the next start."""
    running = app.extensions.pop(_KEY, None)
    if running is None:
        return
    outbox, printers, scheduler, sweeper = running
    scheduler.shutdown(wait=False)
    sweeper.stop()
    outbox.stop()
    printers.stop()
    push.stop()
