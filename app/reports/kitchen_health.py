"""The health of the kitchen now, and what rang today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.kitchen import queries as kitchen
from app.kitchen import screens
from app.kitchen.models import Screen, ScreenDevice, TicketAlarm
from app.kitchen.queries import TicketFacts
from app.ordering.models import OrderLine
from app.printing import queries as printing
from app.printing.models import Printer
from app.stores import queries as stores
from app.stores.rules import business_day_span

# A screen that nobody paired and that was not seen for so long is not missed any more.
_FORGOTTEN = timedelta(days=1)
# A ticket of this very moment is unseen too.
_A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ScreenHealth:
    """A screen: paired or opened by a login; `seen` is what it last said, None while it never did.

    `behind` counts the kitchen's events that it has not shown yet.
    """

    name: str
    station_id: str | None
    device: ScreenDevice | None
    seen: Screen | None
    is_alive: bool
    behind: int


@dataclass(frozen=True, slots=True)
class PrinterHealth:
    """A kitchen printer with the slips that wait and since when the oldest does."""

    printer: Printer
    waiting: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rang:
    """An alarm of today with its ticket; `seconds` is how long it lasted, until now if it does."""

    alarm: TicketAlarm
    facts: TicketFacts | None
    seconds: int

    @property
    def lines(self) -> list[OrderLine]:
        """The dishes that it rang for: one that was taken back, or all of the ticket."""
        found = self.facts.lines if self.facts else ()
        return [line for line in found if self.alarm.line_id in (None, line.id)]


@dataclass(frozen=True, slots=True)
class KitchenHealth:
    """Everything that the owner's page of the kitchen shows."""

    at: datetime
    screens: list[ScreenHealth]
    printers: list[PrinterHealth]
    unseen: list[TicketFacts]
    alarms: list[Rang]

    @property
    def is_well(self) -> bool:
        """Whether every ticket reaches somebody."""
        can_see = any(each.is_alive for each in self.screens)
        can_read = any(each.printer.last_error is None for each in self.printers)
        return (can_see or can_read) and not any(
            rang.alarm.ended_at is None for rang in self.alarms
        )


def look(store_id: str) -> KitchenHealth:
    """How the kitchen of a store is doing."""
    return KitchenHealth(
        at=clock.now(),
        screens=_screens(store_id),
        printers=_printers(store_id),
        unseen=_unseen(store_id),
        alarms=_alarms(store_id),
    )


def _screens(store_id: str) -> list[ScreenHealth]:
    head = kitchen.head(store_id)
    devices = {device.name: device for device in screens.list_devices(store_id)}
    heard = {screen.name: (screen, alive) for screen, alive in kitchen.list_screens(store_id)}
    since = clock.now() - _FORGOTTEN
    names = [name for name, (seen, _alive) in heard.items() if seen.seen_at >= since]
    found = []
    for name in sorted({*devices, *names}):
        seen, is_alive = heard.get(name, (None, False))
        device = devices.get(name)
        station_id = device.station_id if device else seen.station_id if seen else None
        behind = head - seen.shown_seq if seen else head
        found.append(ScreenHealth(name, station_id, device, seen, is_alive, max(behind, 0)))
    return found


def _printers(store_id: str) -> list[PrinterHealth]:
    waiting, oldest = printing.count_waiting(store_id), printing.oldest_waiting(store_id)
    return [
        PrinterHealth(each, waiting.get(each.id, 0), oldest.get(each.id))
        for each in printing.list_printers(store_id)
        if each.is_enabled and each.prints_kitchen
    ]


def _unseen(store_id: str) -> list[TicketFacts]:
    tickets = kitchen.list_unseen(store_id, -_A_MOMENT)
    facts = kitchen.load_tickets(store_id, {ticket.id for ticket in tickets})
    return [facts[ticket.id] for ticket in tickets]


def _alarms(store_id: str) -> list[Rang]:
    store = stores.get_facts(store_id)
    begin, _end = business_day_span(store.business_date(), store.time_zone, store.day_starts_at)
    query = select(TicketAlarm).where(
        TicketAlarm.store_id == store_id, TicketAlarm.raised_at >= begin
    )
    found = list(db.session.scalars(query.order_by(TicketAlarm.raised_at.desc())))
    facts = kitchen.load_tickets(store_id, {alarm.ticket_id for alarm in found})
    now = clock.now()
    return [
        Rang(
            alarm,
            facts.get(alarm.ticket_id),
            max(int(((alarm.ended_at or now) - alarm.raised_at).total_seconds()), 0),
        )
        for alarm in found
    ]
