"""Reading printers and their queues."""

from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound
from app.printing.models import JobStatus, Printer, PrintJob


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


def list_working_printer_ids() -> list[str]:
    """The enabled printers of all stores."""
    query = select(Printer.id).where(Printer.is_enabled, Printer.removed_at.is_(None))
    return list(db.session.scalars(query))


def list_kitchen_printers(store_id: str, station_id: str | None) -> list[Printer]:
    """The printers that print what this station makes."""
    return [
        printer
        for printer in list_printers(store_id)
        if printer.is_enabled
        and printer.prints_kitchen
        and (not printer.station_ids or station_id is None or station_id in printer.station_ids)
    ]


def find_bill_printer(store_id: str) -> Printer | None:
    """The printer for bills and receipts: the first that has no error, else the first."""
    able = [p for p in list_printers(store_id) if p.is_enabled and p.prints_bills]
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
