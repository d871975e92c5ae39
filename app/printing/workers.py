"""One thread per printer that sends its queue, and the thread that keeps them running."""

import logging
import threading
import time

from flask import Flask

from app.printing import nudges, queries, service
from app.printing.devices import driver_of, options_of, paper_of
from app.printing.forms import template_of
from app.printing.models import Printer
from app.printing.service.jobs import find_printer
from printer.channels import Outcome
from printer.documents import from_json, in_language
from printer.encode import render
from printer.errors import Offline, PrinterError

log = logging.getLogger(__name__)

_IDLE_WAIT_S = 1.0
_CHECK_PRINTERS_S = 2.0
# A job that takes longer is one of a printer that prints, not of one that only takes it.
_MOMENT_S = 0.05


class PrinterWorker(threading.Thread):
    """Sends one printer's jobs, one after the other, until it is stopped."""

    def __init__(self, app: Flask, printer_id: str) -> None:
        """Work for one printer once started."""
        super().__init__(name=f"printer-{printer_id[-6:]}", daemon=True)
        self._app = app
        self._printer_id = printer_id
        self._stopping = threading.Event()
        self._most = 1
        # Whether jobs may have been taken of which nobody wrote down what became of them.
        self._is_unsure = False

    def run(self) -> None:
        """Send what is due; wait for a nudge or for a retry to fall due."""
        awake = nudges.of(self._printer_id)
        while not self._stopping.is_set():
            awake.clear()
            self._serve()
            awake.wait(_IDLE_WAIT_S)

    def stop(self) -> None:
        """End after the present job."""
        self._stopping.set()
        nudges.nudge(self._printer_id)

    def _serve(self) -> None:
        try:
            with self._app.app_context():
                if self._is_unsure:
                    service.recover_interrupted(self._printer_id)
                    self._is_unsure = False
                self._most = send_due(self._printer_id, self._stopping, self._most)
        except Exception:
            self._is_unsure = True
            log.exception("printer %s: the queue could not be served", self._printer_id)


def send_due(printer_id: str, stopping: threading.Event, most: int = 1) -> int:
    """Send the due jobs of a printer, one after the other, until there is none.

    A printer that takes its jobs at once gets several with one commit, at first up to `most`;
    returns how many it may get the next time.
    """
    printer = find_printer(printer_id)
    jobs = service.claim_due(printer_id, most) if printer is not None else []
    while printer is not None and jobs:
        begun = time.monotonic()
        sent, error = _send_quickly(printer, jobs, begun + _MOMENT_S)
        is_quick = error is None and time.monotonic() < begun + _MOMENT_S
        most = min(2 * most, service.TOGETHER) if is_quick else 1
        printer = None if stopping.is_set() else find_printer(printer_id)
        jobs = _note(jobs, sent, error, printer_id, 0 if printer is None else most)
    return most


def _note(
    jobs: list[service.Claimed],
    sent: list[service.Sent],
    error: PrinterError | None,
    printer_id: str,
    most: int,
) -> list[service.Claimed]:
    """Write down what became of `jobs` and take up to `most` new ones."""
    tried = len(sent) + (error is not None)
    # Those behind a failed one first: a backup takes all that wait.
    if jobs[tried:]:
        service.let_go([job.id for job in jobs[tried:]])
    if error is None and most:
        return service.mark_printed_and_claim(sent, printer_id, most)
    if sent:
        service.mark_printed(sent, printer_id)
    if error is not None:
        service.mark_failed(jobs[len(sent)].id, error)
    return service.claim_due(printer_id, most) if most else []


def _send_quickly(
    printer: Printer, jobs: list[service.Claimed], until: float
) -> tuple[list[service.Sent], PrinterError | None]:
    """Send as many of the jobs as go out `until` then, the first one in any case.

    What came out is written down before more is sent: its cooks are known to have it.
    """
    sent: list[service.Sent] = []
    for job in jobs:
        outcome = _send(printer, job)
        if isinstance(outcome, PrinterError):
            return sent, outcome
        sent.append(service.Sent(job.id, outcome))
        if time.monotonic() > until:
            break
    return sent, None


def _send(printer: Printer, job: service.Claimed) -> Outcome | PrinterError:
    try:
        document = in_language(from_json(job.document), options_of(printer).language)
        payload = render(
            document,
            paper_of(printer),
            stand_in_for=job.stand_in_for,
            template=template_of(printer.store_id, document),
        )
        return driver_of(printer, queries.virtual_folder(printer.id)).send(payload)
    except PrinterError as error:
        log.warning("printer %s: %s: %s", printer.name, error.code, error.cause)
        return error
    except OSError as error:
        log.warning("printer %s: %s", printer.name, error)
        return Offline(str(error), may_have_printed=True)


class PrinterWorkers(threading.Thread):
    """Keeps one worker running for every enabled printer."""

    def __init__(self, app: Flask) -> None:
        """Ready to be started."""
        super().__init__(name="printers", daemon=True)
        self._app = app
        self._stopping = threading.Event()
        self._workers: dict[str, PrinterWorker] = {}

    def run(self) -> None:
        """Recover what a crash interrupted, then follow the list of printers."""
        while not (self._stopping.is_set() or self._recover()):
            self._stopping.wait(_CHECK_PRINTERS_S)
        while not self._stopping.is_set():
            self._follow()
            self._stopping.wait(_CHECK_PRINTERS_S)

    def stop(self) -> None:
        """Stop all workers; a job that is being sent is finished first, within seconds."""
        self._stopping.set()
        for worker in self._workers.values():
            worker.stop()
        for worker in self._workers.values():
            worker.join(timeout=3)

    def _recover(self) -> bool:
        try:
            with self._app.app_context():
                service.recover_interrupted()
        except Exception:
            log.exception("what was being printed at the last end could not be taken up")
            return False
        return True

    def _follow(self) -> None:
        try:
            with self._app.app_context():
                wanted = set(queries.list_working_printer_ids())
        except Exception:
            log.exception("the list of printers could not be read")
            return
        for printer_id in set(self._workers) - wanted:
            self._workers.pop(printer_id).stop()
        for printer_id in wanted:
            worker = self._workers.get(printer_id)
            if worker is None or not worker.is_alive():
                worker = PrinterWorker(self._app, printer_id)
                worker.start()
                self._workers[printer_id] = worker
