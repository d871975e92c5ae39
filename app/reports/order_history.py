"""The whole history of one order: what people did, what the kitchen saw, what was printed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import or_, select

from app.catalog import queries as catalog
from app.core import audit
from app.core.audit import AuditEntry
from app.core.db import db
from app.kitchen.models import Ticket
from app.ordering.models import Order
from app.payments import queries as payments
from app.payments.models import Payment
from app.printing.models import JobStatus, PrintJob

_UNFINISHED = (JobStatus.QUEUED, JobStatus.SENDING)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `what` is an audited action, "ticket.*" or "job.*".

    `about` names the dish, station or printer; `actor` is (kind, name), ("", "") for what nobody
    did but the house; `reason` is a code or a sentence, `fen` an amount.
    """

    at: datetime
    what: str
    about: str = ""
    actor: tuple[str, str] = ("", "")
    reason: str = ""
    fen: int | None = None
    document: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """An order's steps, oldest first, with what they speak of."""

    steps: list[Step]
    payments: list[Payment]
    tickets: list[tuple[Ticket, str]]
    jobs: list[PrintJob]

    @property
    def failed_jobs(self) -> list[PrintJob]:
        """What was not printed, and can be tried again."""
        return [j for j in self.jobs if j.status in (JobStatus.FAILED, JobStatus.EXPIRED)]


def history_of(order: Order, *, named: Callable[[Any], str] = attrgetter("name")) -> OrderHistory:
    """Everything that is known of an order; `named` says how dishes and stations are called."""
    store_id = order.store_id
    paid = payments.list_payments_of_orders(store_id, [order.id])
    stations = {each.id: named(each) for each in catalog.list_stations(store_id)}
    query = select(Ticket).where(Ticket.store_id == store_id, Ticket.order_id == order.id)
    tickets = [
        (ticket, stations.get(ticket.station_id or "", ""))
        for ticket in db.session.scalars(query.order_by(Ticket.seq))
    ]
    entries = _entries(order, paid, [ticket for ticket, _station in tickets])
    jobs = _jobs(store_id, [ticket.id for ticket, _station in tickets], entries)
    entries += audit.list_entries(store_id, [("print_job", job.id) for job in jobs])
    about = {line.id: named(line) for line in order.lines}
    about |= {ticket.id: station for ticket, station in tickets}
    about |= {job.id: job.printer.name for job in jobs}
    steps = [_done(entry, about.get(entry.target_id, "")) for entry in entries]
    steps += [step for ticket, station in tickets for step in _seen(ticket, station)]
    steps += [step for job in jobs for step in _printed(job)]
    return OrderHistory(sorted(steps, key=lambda step: step.at), paid, tickets, jobs)


def _entries(order: Order, paid: list[Payment], tickets: list[Ticket]) -> list[AuditEntry]:
    targets = [("order", order.id)]
    targets += [("order_line", line.id) for line in order.lines]
    targets += [("payment", payment.id) for payment in paid]
    targets += [("ticket", ticket.id) for ticket in tickets]
    found = audit.list_entries(order.store_id, targets)
    if order.table_session_id is not None:
        party = audit.list_entries(order.store_id, [("table_session", order.table_session_id)])
        found += [entry for entry in party if entry.at >= order.placed_at]
    return found


def _jobs(store_id: str, ticket_ids: list[str], entries: list[AuditEntry]) -> list[PrintJob]:
    named = [str(entry.detail["job"]) for entry in entries if "job" in entry.detail]
    query = select(PrintJob).where(PrintJob.store_id == store_id)
    slips = list(db.session.scalars(query.where(PrintJob.ticket_id.in_(ticket_ids))))
    voids = [f"void:{job.id}" for job in slips]
    others = query.where(or_(PrintJob.id.in_(named), PrintJob.key.in_(voids)))
    return slips + list(db.session.scalars(others))


def _done(entry: AuditEntry, about: str) -> Step:
    fen = entry.detail.get("amount_fen", entry.detail.get("total_fen"))
    return Step(
        entry.at,
        entry.action,
        about,
        (entry.actor_kind, entry.actor_name),
        str(entry.detail.get("reason") or ""),
        fen if isinstance(fen, int) else None,
    )


def _seen(ticket: Ticket, station: str) -> list[Step]:
    moments = {
        "ticket.opened": ticket.opened_at,
        "ticket.shown": ticket.shown_at,
        "ticket.printed": ticket.printed_at,
        "ticket.alarmed": ticket.alarmed_at,
        "ticket.closed": ticket.closed_at,
    }
    return [Step(at, what, station) for what, at in moments.items() if at is not None]


def _printed(job: PrintJob) -> list[Step]:
    kind, copy = str(job.document.get("kind", "")), str(job.document.get("copy", ""))
    name = job.printer.name
    kind = "void_slip" if job.document.get("is_void") else kind
    steps = [Step(job.created_at, "job.queued", name, document=kind, copy=copy)]
    if job.status not in _UNFINISHED and job.finished_at is not None:
        what = f"job.{job.status.value}"
        reason = job.last_error or ""
        steps.append(Step(job.finished_at, what, name, reason=reason, document=kind, copy=copy))
    elif job.last_error:
        steps.append(Step(job.next_try_at, "job.trying", name, reason=job.last_error,
                          document=kind, copy=copy))  # fmt: skip
    return steps
