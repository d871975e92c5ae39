"""Reading printers and their queues."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from flask import current_app
from sqlalchemy import bindparam, func, select

from app.core.db import db, read
from app.core.errors import NotFound
from app.kitchen import queries as kitchen
from app.kitchen.models import Ticket
from app.printing.models import JobStatus, Printer, PrintJob, SlipForm, StationPaper
from app.printing.slips import is_slip, line_of

_ENABLED = (
    select(*Printer.__table__.c)
    .where(Printer.store_id == bindparam("store"), Printer.is_enabled, Printer.removed_at.is_(None))
    .order_by(Printer.name)
)
_FORMS = select(StationPaper.station_id, StationPaper.slip_form).where(
    StationPaper.store_id == bindparam("store")
)


def get_printer(store_id: str, printer_id: str) -> Printer:
    """A printer of the store. Raises NotFound."""
    printer = db.session.get(Printer, printer_id)
    if printer is None or printer.store_id != store_id or printer.removed_at is not None:
        raise NotFound
    return printer


def get_job(store_id: str, job_id: str) -> PrintJob:
    """A print job of the store. Raises NotFound."""
    job = db.session.get(PrintJob, job_id)
    if job is None or job.store_id != store_id:
        raise NotFound
    return job


def list_printers(store_id: str) -> list[Printer]:
    """The store's printers by name."""
    query = select(Printer).where(Printer.store_id == store_id, Printer.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Printer.name)))


def read_enabled(store_id: str) -> list[Printer]:
    """Those that are switched on, as plain rows: for printing, not for changing."""
    return cast("list[Printer]", read(_ENABLED, {"store": store_id}))


def find_backup(store_id: str, printer_id: str) -> Printer | None:
    """The printer that stands in for this one, unless it was removed. Raises NotFound."""
    backup_id = get_printer(store_id, printer_id).backup_id
    return next((each for each in list_printers(store_id) if each.id == backup_id), None)


def list_working_printer_ids() -> list[str]:
    """The enabled printers of all stores."""
    query = select(Printer.id).where(Printer.is_enabled, Printer.removed_at.is_(None))
    return list(db.session.scalars(query))


def list_kitchen_printers(store_id: str, station_id: str | None) -> list[Printer]:
    """The printers that print what this station makes."""
    return able_for(_list_enabled(store_id), station_id)


def list_printers_by_station(store_id: str, station_ids: Iterable[str]) -> dict[str, list[Printer]]:
    """The printers that print what each of these stations makes, in one query for all."""
    enabled = _list_enabled(store_id)
    return {station_id: able_for(enabled, station_id) for station_id in station_ids}


def able_for(printers: list[Printer], station_id: str | None) -> list[Printer]:
    """Those of these printers that print a station's slips."""
    return [each for each in printers if each.prints_kitchen and covers(each, station_id)]


def covers(printer: Printer, station_id: str | None) -> bool:
    """Whether a printer is there for a station: for all, when it names none."""
    return not printer.station_ids or station_id is None or station_id in printer.station_ids


def slip_forms(store_id: str) -> dict[str, SlipForm]:
    """How the slips of stations are cut, by station id; split where nothing was chosen."""
    return {row.station_id: row.slip_form for row in read(_FORMS, {"store": store_id})}


def find_bill_printer(store_id: str) -> Printer | None:
    """The printer for bills and receipts: the first that has no error, else the first."""
    able = [printer for printer in _list_enabled(store_id) if printer.prints_bills]
    return next((p for p in able if p.last_error is None), able[0] if able else None)


def list_jobs(store_id: str, printer_id: str, limit: int = 50) -> list[PrintJob]:
    """A printer's jobs, newest first."""
    query = select(PrintJob).where(PrintJob.store_id == store_id, PrintJob.printer_id == printer_id)
    return list(db.session.scalars(query.order_by(PrintJob.id.desc()).limit(limit)))


def count_waiting(store_id: str) -> dict[str, int]:
    """How many jobs wait at each printer."""
    rows = db.session.execute(
        select(PrintJob.printer_id, func.count(PrintJob.id))
        .where(
            PrintJob.store_id == store_id,
            PrintJob.status.in_([JobStatus.QUEUED, JobStatus.SENDING]),
        )
        .group_by(PrintJob.printer_id)
    ).all()
    return {printer_id: int(count) for printer_id, count in rows}


def oldest_waiting(store_id: str) -> dict[str, datetime]:
    """Since when the oldest slip that may still be printed waits, by printer id."""
    query = (
        select(PrintJob.printer_id, func.min(PrintJob.created_at))
        .where(
            PrintJob.store_id == store_id,
            PrintJob.status.in_([JobStatus.QUEUED, JobStatus.SENDING]),
        )
        .group_by(PrintJob.printer_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def count_expired(store_id: str, since: datetime) -> dict[str, int]:
    """How many jobs expired at each printer since a moment, without having been printed."""
    rows = db.session.execute(
        select(PrintJob.printer_id, func.count(PrintJob.id))
        .where(
            PrintJob.store_id == store_id,
            PrintJob.status == JobStatus.EXPIRED,
            PrintJob.created_at >= since,
        )
        .group_by(PrintJob.printer_id)
    ).all()
    return {printer_id: int(count) for printer_id, count in rows}


def virtual_folder(printer_id: str) -> Path:
    """Where a virtual printer keeps the bytes it was sent."""
    folder: Path = current_app.config["KAIFAN"].printer_dir / printer_id
    return folder


@dataclass(frozen=True, slots=True)
class StationNumbers:
    """A station's slip numbers of one day: how many there are, and those not surely on paper."""

    station_id: str | None
    is_total: bool
    last: int
    open_jobs: tuple[PrintJob, ...]
    missing: tuple[int, ...]


def list_unprinted(store_id: str, since: datetime) -> list[PrintJob]:
    """What expired or failed since a moment and waits for somebody to choose, newest first."""
    query = select(PrintJob).where(
        PrintJob.store_id == store_id,
        PrintJob.status.in_([JobStatus.EXPIRED, JobStatus.FAILED]),
        PrintJob.created_at >= since,
    )
    return list(db.session.scalars(query.order_by(PrintJob.id.desc()).limit(200)))


def slip_numbers(store_id: str, since: datetime) -> list[StationNumbers]:
    """The numbers given to slips since a moment (the day's start), station by station.

    A job that is neither sent nor confirmed is open; a number of which there is no job is missing.
    """
    rows = db.session.execute(
        select(PrintJob, Ticket.station_id)
        .outerjoin(Ticket, Ticket.id == PrintJob.ticket_id)
        .where(
            PrintJob.store_id == store_id,
            PrintJob.created_at >= since,
            PrintJob.slip_number.is_not(None),
        )
        .order_by(PrintJob.slip_number)
    ).all()
    stations: dict[tuple[bool, str | None], list[PrintJob]] = {}
    for job, station_id in rows:
        stations.setdefault((job.ticket_id is None, station_id), []).append(job)
    return [_numbers(key, jobs) for key, jobs in stations.items()]


def _numbers(key: tuple[bool, str | None], jobs: list[PrintJob]) -> StationNumbers:
    is_total, station_id = key
    given = {job.slip_number for job in jobs}
    last = max(number for number in given if number is not None)
    on_paper = (JobStatus.SENT, JobStatus.CONFIRMED)
    return StationNumbers(
        station_id,
        is_total,
        last,
        tuple(job for job in jobs if job.status not in on_paper),
        tuple(number for number in range(1, last + 1) if number not in given),
    )


def slips_of_lines(store_id: str, order_id: str) -> dict[str, list[PrintJob]]:
    """The jobs whose paper carries each line of an order, by line id: number and state in them.

    Whole orders and what was said of a slip later are left out.
    """
    tickets = kitchen.list_order_tickets(store_id, order_id)
    query = select(PrintJob).where(
        PrintJob.store_id == store_id,
        PrintJob.ticket_id.in_([facts.ticket.id for facts in tickets]),
    )
    jobs = [job for job in db.session.scalars(query.order_by(PrintJob.id)) if is_slip(job)]
    return {
        line.id: [
            job
            for job in jobs
            if job.ticket_id == facts.ticket.id and line_of(job) in (None, line.id)
        ]
        for facts in tickets
        for line in facts.lines
    }


def _list_enabled(store_id: str) -> list[Printer]:
    return [printer for printer in list_printers(store_id) if printer.is_enabled]
