"""The threads that work beside the requests: started after the fork, stopped before the exit."""

import sys

from flask import Flask

from app.core import push
from app.core.outbox import OutboxWorker
from app.jobs import make_scheduler
from app.printing.workers import PrinterWorkers
from app.upkeep import checks_machine

_KEY = "kaifan.background"

# A thread gives the interpreter up at every statement to the database and has to wait this long
# for a busy thread to hand it back; with Python's own 5 ms an order waits longer than it works.
_SWITCH_S = 0.0005


def start(app: Flask) -> None:
    """Start the pusher, the outbox, the printers and the scheduler of this process."""
    sys.setswitchinterval(_SWITCH_S)
    outbox, printers, scheduler = OutboxWorker(app), PrinterWorkers(app), make_scheduler(app)
    app.extensions[_KEY] = (outbox, printers, scheduler)
    checks_machine.anchor_clock(app)
    push.start(app)
    outbox.start()
    printers.start()
    scheduler.start()


def stop(app: Flask) -> None:
    """Stop them; what they did not finish is in the database for the next start."""
    running = app.extensions.pop(_KEY, None)
    if running is None:
        return
    outbox, printers, scheduler = running
    scheduler.shutdown(wait=False)
    outbox.stop()
    printers.stop()
    push.stop()
