"""The threads that work beside the requests: started after the fork, stopped before the exit."""

from flask import Flask

from app.core import push
from app.core.outbox import OutboxWorker
from app.jobs import make_scheduler
from app.printing.workers import PrinterWorkers

_KEY = "kaifan.background"


def start(app: Flask) -> None:
    """Start the pusher, the outbox, the printers and the scheduler of this process."""
    outbox, printers, scheduler = OutboxWorker(app), PrinterWorkers(app), make_scheduler(app)
    app.extensions[_KEY] = (outbox, printers, scheduler)
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
