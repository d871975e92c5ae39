"""Telling on paper what became of slips that are out, or correcting those that still wait."""

from dataclasses import replace

from sqlalchemy import select

from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import EFFECTS, atomic, atomic_in, db
from app.core.errors import NotFound
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering.models import LineStatus, OrderLine
from app.printing import paperwork, queries
from app.printing.errors import NoPrinter
from app.printing.models import JobStatus, PrintJob
from app.printing.service.queueing import SLIP_EXPIRES, enqueue, station_name
from app.printing.slips import is_slip, line_of, total_key
from app.stores import queries as stores
from printer.documents import KitchenSlip, SlipPurpose, from_json, to_json

_UNPRINTED = (JobStatus.EXPIRED, JobStatus.DROPPED)


@atomic_in(EFFECTS)
def print_void_slips(store_id: str, ticket_ids: list[str]) -> int:
    """Queue a void slip wherever a slip of these tickets went out or may have; return how many.

    A slip that still waits in its queue is withdrawn instead: the cook never sees either.
    """
    queued = 0
    for job in _jobs_of(store_id, ticket_ids):
        if _is_unseen(job):
            _withdraw(job)
        elif job.status not in _UNPRINTED and not _is_queued(f"void:{job.id}"):
            slip = from_json(job.document)
            assert isinstance(slip, KitchenSlip)
            slip = replace(slip, purpose="void", copy="")
            key = f"void:{job.id}"
            enqueue(job.printer, slip, SLIP_EXPIRES, key=key, ticket_id=job.ticket_id)
            queued += 1
    return queued


@atomic_in(EFFECTS)
def print_line_slips(
    store_id: str, order_id: str, line_ids: list[str], *, purpose: SlipPurpose, moved_from: str = ""
) -> int:
    """Say on paper what became of single lines of an order; return how many slips were queued.

    A slip goes wherever one with these lines is out or may be, once a printer. One that still
    waits in its queue is written anew instead, without what was voided and with what was called.
    """
    queued = 0
    tickets = kitchen.list_order_tickets(store_id, order_id)
    store = stores.get_facts(store_id)
    for facts in tickets:
        amended = [line for line in facts.lines if line.id in line_ids]
        station = station_name(store.id, facts.ticket.station_id)
        whole = paperwork.kitchen_slip(store, facts, station, None)
        jobs = _jobs_of(store.id, [facts.ticket.id], totals=False)
        if amended:
            queued += _amend(jobs, whole, facts.lines, amended, purpose, moved_from)
    lines = tuple(line for facts in tickets for line in facts.lines)
    amended = [line for line in lines if line.id in line_ids]
    if amended:
        total = paperwork.total_slip(store, tickets, None)
        queued += _amend(_totals_of(store_id, order_id), total, lines, amended, purpose, moved_from)
    return queued


@atomic
def print_takeback(line_id: str, *, actor: Actor, printer_id: str | None = None) -> int:
    """Say on paper that a dish was taken back, whatever was printed; return at how many printers.

    At the station's printers, or at the one of `printer_id` alone. Raises NotFound, NoPrinter.
    """
    line = orders.get_line(actor.store_id, line_id)
    store = stores.get_facts(actor.store_id)
    tickets = kitchen.list_order_tickets(actor.store_id, line.order_id)
    facts = next((each for each in tickets if line_id in {one.id for one in each.lines}), None)
    if facts is None:
        raise NotFound
    if printer_id is not None:
        printers = [queries.get_printer(actor.store_id, printer_id)]
    else:
        printers = queries.list_kitchen_printers(actor.store_id, facts.ticket.station_id)
    if not printers:
        raise NoPrinter
    station = station_name(actor.store_id, facts.ticket.station_id)
    whole = paperwork.kitchen_slip(store, facts, station, None)
    slip = replace(whole, lines=(paperwork.slip_line(line),), purpose="void")
    for printer in printers:
        enqueue(printer, slip, SLIP_EXPIRES, ticket_id=facts.ticket.id)
    audit.log("takeback.printed", actor=actor, target=("order_line", line_id), name=line.name)
    return len(printers)


@atomic_in(EFFECTS)
def print_split_slips(
    store_id: str, from_order_id: str, to_order_id: str, *, moved_from: str
) -> int:
    """Say on paper which dishes of an order are another party's; how many slips were queued.

    Where the slip of the order still waits, it is written anew, and the dishes get one of their
    own; where it is out, a slip says where they go.
    """
    store, queued = stores.get_facts(store_id), 0
    parts = kitchen.list_order_tickets(store_id, to_order_id)
    tickets = {each.ticket.station_id: each for each in parts}
    for facts in kitchen.list_order_tickets(store_id, from_order_id):
        part = tickets.get(facts.ticket.station_id)
        if part is None:
            continue
        station = station_name(store_id, facts.ticket.station_id)
        rest = paperwork.kitchen_slip(store, facts, station, None)
        own = paperwork.kitchen_slip(store, part, station, None)
        for job in _jobs_of(store_id, [facts.ticket.id]):
            if job.status is JobStatus.EXPIRED:
                continue
            slip = own
            if not _is_unseen(job):
                slip = replace(own, purpose="split", moved_from=moved_from)
            elif rest.lines:
                job.document = to_json(replace(rest, slip_number=job.document.get("slip_number")))
            else:
                _withdraw(job)
            enqueue(job.printer, slip, SLIP_EXPIRES, ticket_id=part.ticket.id)
            queued += 1
    return queued


def _amend(
    jobs: list[PrintJob],
    whole: KitchenSlip,
    lines: tuple[OrderLine, ...],
    amended: list[OrderLine],
    purpose: SlipPurpose,
    moved_from: str,
) -> int:
    told: set[str] = set()
    for job in jobs:
        line = next((each for each in lines if each.id == line_of(job)), None)
        if line is not None and line not in amended:
            continue
        if _is_unseen(job):
            _write_anew(job, whole, line)
        elif job.status not in _UNPRINTED and job.printer_id not in told:
            told.add(job.printer_id)
            said = tuple(paperwork.slip_line(each) for each in amended)
            slip = replace(whole, lines=said, purpose=purpose, moved_from=moved_from)
            enqueue(job.printer, slip, SLIP_EXPIRES, ticket_id=job.ticket_id)
    return len(told)


def _write_anew(job: PrintJob, whole: KitchenSlip, line: OrderLine | None) -> None:
    """A waiting slip as the kitchen has to see it now: with its one dish, or all that stands."""
    stands = line is None or line.status is not LineStatus.CANCELLED
    wanted = whole.lines if line is None else (paperwork.slip_line(line),) if stands else ()
    if not wanted:
        _withdraw(job)
        return
    former = from_json(job.document)
    assert isinstance(former, KitchenSlip)
    parts = (former.form, former.piece, former.pieces)
    form, piece, pieces = parts
    slip = replace(
        whole, lines=wanted, slip_number=former.slip_number, form=form, piece=piece, pieces=pieces
    )
    job.document = to_json(slip)


def _jobs_of(store_id: str, ticket_ids: list[str], *, totals: bool = True) -> list[PrintJob]:
    """The jobs that print tickets themselves, not what was said of them later."""
    query = select(PrintJob).where(
        PrintJob.store_id == store_id, PrintJob.ticket_id.in_(ticket_ids)
    )
    jobs = [job for job in db.session.scalars(query.order_by(PrintJob.id)) if is_slip(job)]
    if not totals:
        return jobs
    found = kitchen.read_tickets(store_id, set(ticket_ids)).values()
    for order_id in sorted({facts.order.id for facts in found}):
        jobs += _totals_of(store_id, order_id)
    return jobs


def _totals_of(store_id: str, order_id: str) -> list[PrintJob]:
    """The jobs of an order's whole slip 总单, one a printer for the pass."""
    keys = [total_key(order_id, each.id) for each in queries.list_printers(store_id)]
    query = select(PrintJob).where(PrintJob.store_id == store_id, PrintJob.key.in_(keys))
    return list(db.session.scalars(query.order_by(PrintJob.id)))


def _is_queued(key: str) -> bool:
    return db.session.scalar(select(PrintJob.id).where(PrintJob.key == key)) is not None


def _is_unseen(job: PrintJob) -> bool:
    return job.status is JobStatus.QUEUED and not job.may_have_printed


def _withdraw(job: PrintJob) -> None:
    job.status, job.finished_at = JobStatus.DROPPED, clock.now()
