"""The steps of one print job: claimed, sent or failed, tried again, expired.

All in the line of effects: orders do not wait for printers' notes, nor those for orders.
"""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Integer, Row, bindparam, or_, select, update

from app.core import audit, clock, events, outgoing
from app.core.actors import Actor
from app.core.db import (
    EFFECTS,
    after_commit,
    atomic_in,
    change_rows,
    db,
    execute,
    read,
)
from app.printing import nudges, queries
from app.printing.events import PrinterChanged, SlipsPrinted
from app.printing.models import JobStatus, Printer, PrintJob
from app.printing.service.queueing import SLIP_EXPIRES
from printer.errors import BadDocument, PrinterError

_LONGEST_WAIT_S = 30
# What waits for longer than it ever is told to was told so before the clock was set back.
_LONGEST_WAIT = timedelta(seconds=_LONGEST_WAIT_S)
# A printer that takes its jobs at once is given so many with one commit. After a crash each of
# them may be on the counter and says so: more would mark too many that are not.
TOGETHER = 8
# So often a printer is tried before its backup gets the job.
_OWN_TRIES = 2
_RETRIABLE = (JobStatus.EXPIRED, JobStatus.FAILED, JobStatus.QUEUED, JobStatus.DROPPED)
_OWN_PAPER = ("test_page", "open_drawer")

_WAITING = (
    PrintJob.printer_id == bindparam("printer"),
    PrintJob.status == JobStatus.QUEUED,
)
_IS_ANY_DUE = (
    select(PrintJob.id)
    .where(
        *_WAITING,
        or_(
            PrintJob.next_try_at <= bindparam("now"),
            PrintJob.next_try_at > bindparam("latest"),
            PrintJob.expires_at <= bindparam("now"),
        ),
    )
    .limit(1)
)
_OLDEST = (
    select(
        PrintJob.id,
        PrintJob.document,
        PrintJob.may_have_printed,
        PrintJob.next_try_at,
        PrintJob.expires_at,
        PrintJob.from_printer_id,
    )
    .where(*_WAITING)
    .order_by(PrintJob.id)
    .limit(bindparam("most", type_=Integer))
)
_EXPIRE = (
    update(PrintJob)
    .where(*_WAITING, PrintJob.expires_at <= bindparam("now"))
    .values(status=JobStatus.EXPIRED, finished_at=bindparam("now"))
    .returning(PrintJob.store_id)
)
_WORKING_PRINTER = select(*Printer.__table__.c).where(
    Printer.id == bindparam("printer"), Printer.is_enabled, Printer.removed_at.is_(None)
)
_CLAIM = (
    update(PrintJob)
    .where(PrintJob.id == bindparam("job"))
    .values(status=JobStatus.SENDING, attempts=PrintJob.attempts + 1)
)
_LET_GO = (
    update(PrintJob)
    .where(PrintJob.id == bindparam("job"), PrintJob.status == JobStatus.SENDING)
    .values(status=JobStatus.QUEUED, attempts=PrintJob.attempts - 1)
)
_PRINTED = (
    update(PrintJob)
    .where(PrintJob.id == bindparam("job"))
    .values(status=bindparam("outcome"), finished_at=bindparam("now"))
    .returning(
        PrintJob.store_id,
        PrintJob.ticket_id,
        PrintJob.created_at,
        PrintJob.document["purpose"].as_string().label("purpose"),
    )
)
_PRINTER_WELL = (
    update(Printer)
    .where(Printer.id == bindparam("printer"))
    .values(last_ok_at=bindparam("now"))
    .returning(Printer.last_error)
)
_FORGET_ERROR = (
    update(Printer)
    .where(Printer.id == bindparam("printer"))
    .values(last_error=None, last_error_at=None)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that its printer's worker has to send now."""

    id: str
    document: dict[str, Any]
    stand_in_for: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A job whose bytes went out; `outcome` is "sent" or "confirmed"."""

    job_id: str
    outcome: str


def claim_next(printer_id: str) -> Claimed | None:
    """Take the oldest job that is due at a printer, as `claim_due` does."""
    return next(iter(claim_due(printer_id)), None)


def claim_due(printer_id: str, most: int = 1) -> list[Claimed]:
    """Take up to `most` jobs that are due at a printer, the oldest first, without passing one by.

    Those that are too old expire. None while a restore has not been confirmed.
    """
    if outgoing.find_hold() is not None:
        return []
    now = clock.now()
    wanted = {"printer": printer_id, "now": now, "latest": now + _LONGEST_WAIT}
    # Looked at without the writers' lock first: most of the time there is nothing.
    if not read(_IS_ANY_DUE, wanted):
        return []
    return _claim(printer_id, most)


@atomic_in(EFFECTS)
def _claim(printer_id: str, most: int) -> list[Claimed]:
    now = clock.now()
    asked = {"printer": printer_id, "most": most}
    # The oldest job is sent first even while it waits for its retry: slips keep their order.
    oldest = read(_OLDEST, asked)
    if any(job.expires_at <= now or not _is_due(job.next_try_at, now) for job in oldest):
        for (store_id,) in execute(_EXPIRE, {"printer": printer_id, "now": now}).all():
            events.publish(PrinterChanged(store_id, printer_id))
        oldest = read(_OLDEST, asked)
    due = list(itertools.takewhile(lambda job: _is_due(job.next_try_at, now), oldest))
    if due:
        change_rows(_CLAIM, [{"job": job.id} for job in due])
    return [_claimed(job) for job in due]


def _is_due(next_try_at: datetime, now: datetime) -> bool:
    """Whether a job is tried now, also by a clock that was set back since it was put off."""
    return not now < next_try_at <= now + _LONGEST_WAIT


def _claimed(job: Row[Any]) -> Claimed:
    document = dict(job.document)
    if job.may_have_printed and "copy" in document:
        document["copy"] = "possible_copy"
    return Claimed(job.id, document, _name_of(job.from_printer_id))


def _name_of(printer_id: str | None) -> str:
    if printer_id is None:
        return ""
    return db.session.scalar(select(Printer.name).where(Printer.id == printer_id)) or ""


@atomic_in(EFFECTS)
def mark_printed_and_claim(sent: list[Sent], printer_id: str, most: int) -> list[Claimed]:
    """Note jobs of a printer as printed and take its next ones: one commit for all."""
    mark_printed(sent, printer_id)
    # The writers' lock is held already: nothing is saved by looking first whether there is one.
    return [] if outgoing.find_hold() is not None else _claim(printer_id, most)


@atomic_in(EFFECTS)
def mark_printed(sent: list[Sent], printer_id: str) -> None:
    """The bytes of these jobs of a printer went out."""
    if not sent:
        return
    now = clock.now()
    printer = {"printer": printer_id, "now": now}
    [(last_error,)] = read(_PRINTER_WELL, printer)
    done = [{"job": s.job_id, "outcome": JobStatus(s.outcome), "now": now} for s in sent]
    printed = read(_PRINTED, done)
    store_id = printed[0].store_id
    of_tickets = [job for job in printed if job.ticket_id is not None]
    takebacks = [(j.ticket_id, j.created_at) for j in of_tickets if j.purpose == "void"]
    seen = [job.ticket_id for job in of_tickets if job.purpose != "void"]
    if of_tickets:
        events.publish(SlipsPrinted(store_id, tuple(seen), tuple(takebacks)))
    if last_error is not None:
        execute(_FORGET_ERROR, printer)
        events.publish(PrinterChanged(store_id, printer_id))


@atomic_in(EFFECTS)
def let_go(job_ids: list[str]) -> None:
    """These were taken and nothing of them was sent: they wait again, in their old places."""
    change_rows(_LET_GO, [{"job": job_id} for job_id in job_ids])


@atomic_in(EFFECTS)
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
    has_moved = not isinstance(error, BadDocument) and hand_to_backup(job, printer, was_working)
    if was_working or has_moved:
        events.publish(PrinterChanged(job.store_id, printer.id))


@atomic_in(EFFECTS)
def recover_interrupted(printer_id: str | None = None) -> int:
    """After a crash: jobs caught while sending may lie on the counter; sent again, so marked.

    Those of one printer alone where it was its worker that could not write down what it sent.
    """
    is_caught = PrintJob.status == JobStatus.SENDING
    if printer_id is not None:
        is_caught &= PrintJob.printer_id == printer_id
    interrupted = db.session.execute(
        update(PrintJob)
        .where(is_caught)
        .values(status=JobStatus.QUEUED, may_have_printed=True, next_try_at=clock.now())
        .returning(PrintJob.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(interrupted)


@atomic_in(EFFECTS)
def doubt_waiting(created_before: datetime) -> int:
    """Jobs that waited in a restored database may have been printed since: they will say so."""
    doubted = db.session.execute(
        update(PrintJob)
        .where(PrintJob.status == JobStatus.QUEUED, PrintJob.created_at < created_before)
        .values(may_have_printed=True)
        .returning(PrintJob.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(doubted)


def hand_to_backup(job: PrintJob, printer: Printer, was_working: bool) -> bool:
    """Let the backup print what waits at a printer in trouble; whether it does.

    Not at the first failure, which a second try may mend, unless the printer failed before. What
    was handed over once stays where it is, and so does what is about the printer itself.
    """
    if job.from_printer_id is not None or (was_working and job.attempts < _OWN_TRIES):
        return False
    backup = _able_backup(printer)
    if backup is None:
        return False
    query = select(PrintJob).where(
        PrintJob.printer_id == printer.id,
        PrintJob.status == JobStatus.QUEUED,
        PrintJob.from_printer_id.is_(None),
    )
    now, moved = clock.now(), False
    for waiting in db.session.scalars(query.order_by(PrintJob.id)):
        if waiting.document.get("kind") not in _OWN_PAPER and waiting.expires_at > now:
            waiting.printer_id, waiting.from_printer_id = backup.id, printer.id
            waiting.next_try_at, moved = now, True
    if moved:
        events.publish(PrinterChanged(printer.store_id, backup.id))
        backup_id = backup.id
        after_commit(lambda: nudges.nudge(backup_id))
    return moved


def _able_backup(printer: Printer) -> Printer | None:
    """The printer that may stand in now: chosen, there, switched on and not failing itself."""
    backup = db.session.get(Printer, printer.backup_id) if printer.backup_id else None
    if backup is None or backup.removed_at is not None or not backup.is_enabled:
        return None
    return None if backup.last_error is not None else backup


@atomic_in(EFFECTS)
def retry_job(job_id: str, *, actor: Actor, printer_id: str | None = None) -> None:
    """Staff want an expired, failed or dropped job after all, at another printer if they say so.

    Raises NotFound.
    """
    job = queries.get_job(actor.store_id, job_id)
    if job.status not in _RETRIABLE:
        return
    if printer_id is not None and printer_id != job.printer_id:
        other = queries.get_printer(actor.store_id, printer_id)
        job.from_printer_id = job.from_printer_id or job.printer_id
        job.printer_id = other.id
    now = clock.now()
    job.status, job.next_try_at, job.finished_at = JobStatus.QUEUED, now, None
    job.expires_at = max(job.expires_at, now + SLIP_EXPIRES)
    audit.log("print_job.retried", actor=actor, target=("print_job", job.id))
    chosen = job.printer_id
    after_commit(lambda: nudges.nudge(chosen))


@atomic_in(EFFECTS)
def drop_jobs(job_ids: list[str], *, actor: Actor) -> int:
    """Staff want these jobs never printed; return how many. Raises NotFound."""
    dropped = 0
    for job_id in job_ids:
        job = queries.get_job(actor.store_id, job_id)
        if job.status in (JobStatus.EXPIRED, JobStatus.FAILED):
            job.status, job.finished_at = JobStatus.DROPPED, clock.now()
            audit.log("print_job.dropped", actor=actor, target=("print_job", job.id))
            dropped += 1
    return dropped


@atomic_in(EFFECTS)
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
    # A plain row: a model would be read again after each transaction of its worker.
    found = read(_WORKING_PRINTER, {"printer": printer_id})
    return cast("Printer | None", next(iter(found), None))
