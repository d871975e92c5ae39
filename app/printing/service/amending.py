"""Telling on paper what became of slips that are out, or correcting those that still wait."""

from dataclasses import replace

from sqlalchemy import select

from app.core import clock
from app.core.db import atomic, db
from app.kitchen import queries as kitchen
from app.kitchen.queries import TicketFacts
from app.ordering.models import OrderLine
from app.printing import paperwork
from app.printing.models import JobStatus, PrintJob
from app.printing.service.queueing import SLIP_EXPIRES, enqueue, station_name
from app.stores import queries as stores
from printer.documents import KitchenSlip, SlipPurpose, from_json, to_json


@atomic
def print_void_slips(store_id: str, ticket_ids: list[str]) -> int:
    """Queue a void slip wherever a slip of these tickets went out or may have; return how many.

    A slip that still waits in its queue is withdrawn instead: the cook never sees either.
    """
    queued = 0
    for job in _jobs_of(store_id, ticket_ids):
        if _is_unseen(job):
            _withdraw(job)
        elif job.status is not JobStatus.EXPIRED:
            slip = from_json(job.document)
            assert isinstance(slip, KitchenSlip)
            slip = replace(slip, purpose="void", copy="")
            enqueue(job.printer, slip, SLIP_EXPIRES, key=f"void:{job.id}")
            queued += 1
    return queued


@atomic
def print_line_slips(
    store_id: str, order_id: str, line_ids: list[str], *, purpose: SlipPurpose, moved_from: str = ""
) -> int:
    """Say on paper what became of single lines of an order; return how many slips were queued.

    A slip goes wherever one with these lines is out or may be, once a printer. One that still
    waits in its queue is written anew instead, without what was voided and with what was called.
    """
    queued = 0
    for facts in kitchen.list_order_tickets(store_id, order_id):
        amended = [line for line in facts.lines if line.id in line_ids]
        if amended:
            queued += _amend(facts, amended, purpose, moved_from)
    return queued


def _amend(
    facts: TicketFacts, lines: list[OrderLine], purpose: SlipPurpose, moved_from: str
) -> int:
    store = stores.get_facts(facts.ticket.store_id)
    station = station_name(store.id, facts.ticket.station_id)
    whole = paperwork.kitchen_slip(store, facts, station, None)
    told: set[str] = set()
    for job in _jobs_of(store.id, [facts.ticket.id]):
        if _is_unseen(job) and whole.lines:
            number = job.document.get("slip_number")
            job.document = to_json(replace(whole, slip_number=number))
        elif _is_unseen(job):
            _withdraw(job)
        elif job.status is not JobStatus.EXPIRED and job.printer_id not in told:
            told.add(job.printer_id)
            said = tuple(paperwork.slip_line(line) for line in lines)
            slip = replace(whole, lines=said, purpose=purpose, moved_from=moved_from)
            enqueue(job.printer, slip, SLIP_EXPIRES, ticket_id=facts.ticket.id)
    return len(told)


def _jobs_of(store_id: str, ticket_ids: list[str]) -> list[PrintJob]:
    """The jobs that print tickets themselves, not what was said of them later."""
    query = select(PrintJob).where(
        PrintJob.store_id == store_id, PrintJob.ticket_id.in_(ticket_ids)
    )
    jobs = db.session.scalars(query.order_by(PrintJob.id))
    return [job for job in jobs if not job.document.get("purpose")]


def _is_unseen(job: PrintJob) -> bool:
    return job.status is JobStatus.QUEUED and not job.may_have_printed


def _withdraw(job: PrintJob) -> None:
    job.status, job.finished_at = JobStatus.EXPIRED, clock.now()
