"""The steps of one print job: claimed, sent or failed, tried again, expired."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import after_commit, atomic, db
from app.printing import nudges, queries
from app.printing.events import PrinterChanged, SlipPrinted
from app.printing.models import JobStatus, Printer, PrintJob
from app.printing.service.queueing import SLIP_EXPIRES
from printer.errors import BadDocument, PrinterError

_LONGEST_WAIT_S = 30


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that its printer's worker has to send now."""

    id: str
    document: dict[str, Any]


@atomic
def claim_next(printer_id: str) -> Claimed | None:
    """Take the oldest job that is due at a printer, expiring those that are too old."""
    now = clock.now()
    waiting = (PrintJob.printer_id == printer_id, PrintJob.status == JobStatus.QUEUED)
    overdue = db.session.scalars(
        select(PrintJob).where(*waiting, PrintJob.expires_at <= now)
    ).all()
    for job in overdue:
        job.status, job.finished_at = JobStatus.EXPIRED, now
        events.publish(PrinterChanged(job.store_id, printer_id))
    db.session.flush()
    # The oldest job is sent first even while it waits for its retry: slips keep their order.
    oldest = db.session.scalars(
        select(PrintJob).where(*waiting).order_by(PrintJob.id).limit(1)
    ).one_or_none()
    if oldest is None or oldest.next_try_at > now:
        return None
    oldest.status = JobStatus.SENDING
    oldest.attempts += 1
    document = dict(oldest.document)
    if oldest.may_have_printed and "copy" in document:
        document["copy"] = "possible_copy"
    return Claimed(oldest.id, document)


@atomic
def mark_printed(job_id: str, outcome: str) -> None:
    """The job's bytes went out; `outcome` is "sent" or "confirmed"."""
    job = db.session.get_one(PrintJob, job_id)
    now = clock.now()
    job.status = JobStatus(outcome)
    job.finished_at = now
    printer = job.printer
    had_error = printer.last_error is not None
    printer.last_error, printer.last_error_at, printer.last_ok_at = None, None, now
    if job.ticket_id is not None:
        events.publish(SlipPrinted(job.store_id, job.ticket_id))
    if had_error:
        events.publish(PrinterChanged(job.store_id, printer.id))


@atomic
def mark_failed(job_id: str, error: PrinterError) -> None:
    """The job did not go out, or not surely: it is tried again later, unless that is useless."""
    job = db.session.get_one(PrintJob, job_id)
    now = clock.now()
    job.last_error = f"{error.code}: {error.cause}"[:500]
    job.may_have_printed = job.may_have_printed or error.may_have_printed
    if isinstance(error, BadDocument):
        job.status, job.finished_at = JobStatus.FAILED, now
    else:
        job.status = JobStatus.QUEUED
        wait_s = min(2 ** min(job.attempts, 6), _LONGEST_WAIT_S)
        job.next_try_at = now + timedelta(seconds=wait_s)
    printer = job.printer
    was_working = printer.last_error is None
    printer.last_error, printer.last_error_at = error.code, now
    if was_working:
        events.publish(PrinterChanged(job.store_id, printer.id))


@atomic
def recover_interrupted() -> int:
    """After a crash: jobs caught while sending may lie on the counter; sent again, so marked."""
    interrupted = db.session.execute(
        update(PrintJob)
        .where(PrintJob.status == JobStatus.SENDING)
        .values(status=JobStatus.QUEUED, may_have_printed=True, next_try_at=clock.now())
        .returning(PrintJob.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(interrupted)


@atomic
def retry_job(job_id: str, *, actor: Actor) -> None:
    """Staff want an expired or failed job after all. Raises NotFound."""
    job = queries.get_job(actor.store_id, job_id)
    if job.status in (JobStatus.EXPIRED, JobStatus.FAILED, JobStatus.QUEUED):
        now = clock.now()
        job.status, job.next_try_at, job.finished_at = JobStatus.QUEUED, now, None
        job.expires_at = max(job.expires_at, now + SLIP_EXPIRES)
        audit.log("print_job.retried", actor=actor, target=("print_job", job.id))
        printer_id = job.printer_id
        after_commit(lambda: nudges.nudge(printer_id))


@atomic
def retry_printer(printer_id: str, *, actor: Actor) -> int:
    """Try what waits at a printer at once, without its back-off; return how many jobs wait.

    Raises NotFound.
    """
    printer = queries.get_printer(actor.store_id, printer_id)
    waiting = db.session.execute(
        update(PrintJob)
        .where(PrintJob.printer_id == printer.id, PrintJob.status == JobStatus.QUEUED)
        .values(next_try_at=clock.now())
        .returning(PrintJob.id)
        .execution_options(synchronize_session=False)
    ).all()
    audit.log("printer.retried", actor=actor, target=("printer", printer.id))
    after_commit(lambda: nudges.nudge(printer_id))
    return len(waiting)


def find_printer(printer_id: str) -> Printer | None:
    """The printer of a worker, as it is now; None when it was removed or switched off."""
    printer = db.session.get(Printer, printer_id, populate_existing=True)
    is_working = printer is not None and printer.is_enabled and printer.removed_at is None
    return printer if is_working else None
