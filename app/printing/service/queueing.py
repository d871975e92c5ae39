"""Putting documents into the queues."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask_babel import lazy_gettext

from app.catalog import queries as catalog
from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import after_commit, atomic, insert_rows
from app.core.errors import Conflict
from app.core.ids import new_id
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import Order
from app.payments import queries as payments
from app.printing import nudges, paperwork, queries
from app.printing.errors import NoPrinter
from app.printing.models import JobStatus, Printer, PrinterKind, PrintJob
from app.stores import queries as stores
from printer.documents import Document, TestPage, to_json

# After this the food is long made and the guests long gone: paper would only confuse.
SLIP_EXPIRES = timedelta(minutes=30)
BILL_EXPIRES = timedelta(minutes=10)


@atomic
def reprint_ticket(ticket_id: str, *, actor: Actor, printer_id: str | None = None) -> int:
    """Print a ticket's slip again, marked as a reprint 重打; return how many jobs.

    It goes to the station's printers, or to the one of `printer_id` alone when the station's are
    in trouble. Raises NotFound, NoPrinter.
    """
    store = stores.get_facts(actor.store_id)
    facts = kitchen.get_ticket(actor.store_id, ticket_id)
    station = station_name(actor.store_id, facts.ticket.station_id)
    if printer_id is not None:
        printers = [queries.get_printer(actor.store_id, printer_id)]
    else:
        printers = queries.list_kitchen_printers(actor.store_id, facts.ticket.station_id)
    if not printers:
        raise NoPrinter
    slip = paperwork.kitchen_slip(store, facts, station, None)
    for printer in printers:
        enqueue(printer, slip, SLIP_EXPIRES, ticket_id=ticket_id, copy="reprint")
    audit.log("slip.reprinted", actor=actor, target=("ticket", ticket_id))
    return len(printers)


@atomic
def print_pre_bill(session_id: str, *, actor: Actor) -> str:
    """Queue the pre-bill 预结单 of a table, a second copy marked 重打; return the job's id.

    Raises NoPrinter, Conflict, PriceOpen.
    """
    store = stores.get_facts(actor.store_id)
    ordered = _ordered(orders.list_session_orders(actor.store_id, session_id))
    ordering.refuse_open_prices(ordered)
    document, target = paperwork.pre_bill(store, ordered), ("table_session", session_id)
    # The same sum once more is a second copy; after another dish it is another bill.
    before = audit.list_entries(actor.store_id, [target])
    is_copy = any(
        each.action == "pre_bill.printed" and each.detail.get("total_fen") == document.total_fen
        for each in before
    )
    copy = "reprint" if is_copy else ""
    job_id = enqueue(bill_printer(actor), document, BILL_EXPIRES, copy=copy)
    total_fen = document.total_fen
    audit.log("pre_bill.printed", actor=actor, target=target, job=job_id, total_fen=total_fen)
    return job_id


@atomic
def print_receipt(order_ids: list[str], *, actor: Actor, is_reprint: bool = False) -> str:
    """Queue the receipt 结账单 of orders; return the job's id. Raises NotFound, NoPrinter."""
    store = stores.get_facts(actor.store_id)
    ordered = _ordered([orders.get_order(actor.store_id, order_id) for order_id in order_ids])
    paid = payments.list_payments_of_orders(actor.store_id, order_ids)
    document = paperwork.receipt(store, ordered, paid)
    copy = "reprint" if is_reprint else ""
    job_id = enqueue(bill_printer(actor), document, BILL_EXPIRES, copy=copy)
    for order in ordered:
        audit.log("receipt.printed", actor=actor, target=("order", order.id), job=job_id)
    return job_id


@atomic
def print_test_page(printer_id: str, *, actor: Actor) -> str:
    """Queue a test page; return the job's id. Raises NotFound."""
    printer = queries.get_printer(actor.store_id, printer_id)
    store = stores.get_facts(actor.store_id)
    connection = printer.path or printer.kind.value
    if printer.kind is PrinterKind.NETWORK:
        connection = f"{printer.host}:{printer.port}"
    page = TestPage(
        printer_name=printer.name,
        connection=connection,
        printed_at=store.local(clock.now()).strftime("%Y-%m-%d %H:%M"),
        language=paperwork.language_of(store),
    )
    return enqueue(printer, page, BILL_EXPIRES)


@atomic
def print_paper(document: Document, *, actor: Actor, printer_id: str | None = None) -> str:
    """Queue a document of the counter (a report, a number) where bills are printed, or elsewhere.

    Returns the job's id. Raises NotFound, NoPrinter. What it was is audited by whoever made it.
    """
    if printer_id is None:
        return enqueue(bill_printer(actor), document, BILL_EXPIRES)
    return enqueue(queries.get_printer(actor.store_id, printer_id), document, BILL_EXPIRES)


def _ordered(found: list[Order]) -> list[Order]:
    standing = [order for order in found if order.status.value not in ("cancelled", "waiting")]
    if not standing:
        raise Conflict(lazy_gettext("Nothing has been ordered yet."), code="nothing_ordered")
    return standing


def bill_printer(actor: Actor) -> Printer:
    """Where bills are printed now. Raises NoPrinter."""
    printer = queries.find_bill_printer(actor.store_id)
    if printer is None:
        raise NoPrinter
    return printer


def station_name(store_id: str, station_id: str | None) -> str:
    """A station as slips name it, in the language the store prints in."""
    in_english = stores.get_facts(store_id).language == "en"
    name, name_en = catalog.find_station_name(store_id, station_id) or ("后厨", "Kitchen")
    return (name_en or name) if in_english else name


def enqueue(
    printer: Printer,
    document: Document,
    lasts: timedelta,
    *,
    key: str | None = None,
    ticket_id: str | None = None,
    copy: str = "",
) -> str:
    """Put one document into a printer's queue, to expire after `lasts`; return the job's id."""
    job = job_row(printer, document, lasts)
    if copy:
        job["document"]["copy"] = copy
    store_jobs([{**job, "key": key, "ticket_id": ticket_id}])
    return str(job["id"])


def job_row(printer: Printer, document: Document, lasts: timedelta) -> dict[str, Any]:
    """A new job as its row."""
    now = clock.now()
    return {
        "id": new_id(),
        "store_id": printer.store_id,
        "printer_id": printer.id,
        "document": to_json(document),
        "status": JobStatus.QUEUED,
        "attempts": 0,
        "may_have_printed": False,
        "next_try_at": now,
        "expires_at": now + lasts,
        "created_at": now,
    }


def store_jobs(jobs: list[dict[str, Any]]) -> None:
    """Write the jobs and wake their printers, which send them in the order of their ids."""
    if not jobs:
        return
    for job, job_id in zip(jobs, sorted(job["id"] for job in jobs), strict=True):
        job["id"] = job_id
    insert_rows(PrintJob, jobs)
    for printer_id in {job["printer_id"] for job in jobs}:
        after_commit(partial(nudges.nudge, printer_id))
