"""The chain of an order: accepted, numbered, shown, printed, begun, done, served, link by link."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.kitchen import queries as kitchen
from app.kitchen import screens, takebacks
from app.kitchen.models import KitchenEvent, Takeback, Ticket, TicketAlarm
from app.kitchen.screens import Shown
from app.kitchen.settings import KitchenSettings
from app.ordering.models import OrderLine
from app.printing.models import PrintJob
from app.settings import queries as settings


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of a ticket: its number within the station's day, and how far it came.

    `status` is the print job's own word: "sent" and "confirmed" are different promises.
    """

    number: int | None
    printer: str
    status: str
    at: datetime | None
    error: str
    purpose: str


@dataclass(frozen=True, slots=True)
class TicketChain:
    """What is known of one ticket: every link with its moment, and whether it holds."""

    ticket: Ticket
    event: KitchenEvent | None
    shown: tuple[Shown, ...]
    slips: tuple[Slip, ...]
    alarms: tuple[TicketAlarm, ...]
    lines: tuple[OrderLine, ...]
    takebacks: dict[str, Takeback]
    is_broken: bool

    @property
    def is_known(self) -> bool:
        """Whether somebody in the kitchen knows of it: by a screen, by paper or by voice."""
        ticket = self.ticket
        return bool(ticket.shown_at or ticket.printed_at or ticket.told_at)


def chains_of(store_id: str, order_id: str) -> list[TicketChain]:
    """The chain of every ticket of an order, in the order of their numbers."""
    facts = kitchen.list_order_tickets(store_id, order_id)
    tickets = [each.ticket for each in facts]
    if not tickets:
        return []
    events = screens.events_of(tickets)
    shown = screens.shown_on(tickets)
    slips = _slips(store_id, tickets)
    alarms = _alarms(store_id, tickets)
    gone = takebacks.of_tickets([ticket.id for ticket in tickets])
    after_s = settings.get(store_id, KitchenSettings).alarm_after_s
    return [
        TicketChain(
            ticket=each.ticket,
            event=next(iter(events.get(each.ticket.id, [])), None),
            shown=tuple(shown.get(each.ticket.id, [])),
            slips=tuple(slips.get(each.ticket.id, [])),
            alarms=tuple(alarms.get(each.ticket.id, [])),
            lines=each.lines,
            takebacks={line.id: gone[line.id] for line in each.lines if line.id in gone},
            is_broken=_is_broken(each.ticket, after_s),
        )
        for each in facts
    ]


def _is_broken(ticket: Ticket, after_s: int) -> bool:
    is_unseen = not (ticket.shown_at or ticket.printed_at or ticket.told_at or ticket.closed_at)
    return is_unseen and (clock.now() - ticket.opened_at).total_seconds() > after_s


def _slips(store_id: str, tickets: list[Ticket]) -> dict[str, list[Slip]]:
    ids = [ticket.id for ticket in tickets]
    query = select(PrintJob).where(PrintJob.store_id == store_id, PrintJob.ticket_id.in_(ids))
    found: dict[str, list[Slip]] = {}
    for job in db.session.scalars(query.order_by(PrintJob.id)):
        number = job.document.get("slip_number")
        slip = Slip(
            number=number if isinstance(number, int) else None,
            printer=job.printer.name,
            status=job.status.value,
            at=job.finished_at,
            error=(job.last_error or "").split(":")[0],
            purpose=str(job.document.get("purpose") or ""),
        )
        found.setdefault(str(job.ticket_id), []).append(slip)
    return found


def _alarms(store_id: str, tickets: list[Ticket]) -> dict[str, list[TicketAlarm]]:
    ids = [ticket.id for ticket in tickets]
    query = select(TicketAlarm).where(
        TicketAlarm.store_id == store_id, TicketAlarm.ticket_id.in_(ids)
    )
    found: dict[str, list[TicketAlarm]] = {}
    for alarm in db.session.scalars(query.order_by(TicketAlarm.raised_at)):
        found.setdefault(alarm.ticket_id, []).append(alarm)
    return found
