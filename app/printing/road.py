"""How far an order got on its road: accepted, numbered, shown on screens, printed on slips."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.catalog import queries as catalog
from app.catalog.models import Station
from app.core.db import db
from app.kitchen import queries as kitchen
from app.kitchen.models import Screen, Ticket
from app.ordering import queries as orders
from app.ordering.models import Order, OrderStatus
from app.printing import queries
from app.printing.models import JobStatus, Printer, PrintJob

_FINAL = (
    JobStatus.SENT,
    JobStatus.CONFIRMED,
    JobStatus.FAILED,
    JobStatus.EXPIRED,
    JobStatus.DROPPED,
)


@dataclass(frozen=True, slots=True)
class ScreenSeen:
    """A kitchen screen that is on, and whether it says that it has shown the ticket."""

    name: str
    has_shown: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip of a ticket at one printer; `job` is None while it is not queued yet."""

    printer: Printer
    job: PrintJob | None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.job is not None and self.job.status in _FINAL


@dataclass(frozen=True, slots=True)
class Stop:
    """One station on the road: its ticket, kitchen event `seq`, and who has it."""

    station: Station | None
    seq: int
    shown_at: datetime | None
    screens: tuple[ScreenSeen, ...]
    slips: tuple[Slip, ...]

    @property
    def has_arrived(self) -> bool:
        """Whether a screen has shown it or a printer has printed it."""
        done = (JobStatus.SENT, JobStatus.CONFIRMED)
        is_printed = any(slip.job is not None and slip.job.status in done for slip in self.slips)
        return self.shown_at is not None or is_printed


@dataclass(frozen=True, slots=True)
class Road:
    """The whole road of one order."""

    order: Order
    stops: tuple[Stop, ...]

    @property
    def is_over(self) -> bool:
        """Whether the order was ended: nothing of it is in the kitchen any more."""
        return self.order.status in (OrderStatus.COMPLETED, OrderStatus.CANCELLED)

    @property
    def has_arrived(self) -> bool:
        """Whether every station has it on a screen or on paper."""
        return all(stop.has_arrived for stop in self.stops)

    @property
    def is_settled(self) -> bool:
        """Whether every slip came out or failed for good, and every screen has shown it."""
        is_printed = all(slip.is_final for stop in self.stops for slip in stop.slips)
        is_shown = all(seen.has_shown for stop in self.stops for seen in stop.screens)
        return is_printed and is_shown


def follow_order(store_id: str, order_id: str) -> Road:
    """The road of an order as it stands now. Raises NotFound."""
    order = orders.get_order(store_id, order_id)
    query = select(Ticket).where(Ticket.store_id == store_id, Ticket.order_id == order_id)
    tickets = list(db.session.scalars(query.order_by(Ticket.seq)))
    stations = {station.id: station for station in catalog.list_stations(store_id)}
    jobs: dict[str | None, list[PrintJob]] = defaultdict(list)
    of_tickets = PrintJob.ticket_id.in_([ticket.id for ticket in tickets])
    fresh = select(PrintJob).where(PrintJob.store_id == store_id, of_tickets)
    for job in db.session.scalars(fresh.execution_options(populate_existing=True)):
        jobs[job.ticket_id].append(job)
    screens = kitchen.list_screens(store_id)
    stops = [
        Stop(
            stations.get(ticket.station_id or ""),
            ticket.seq,
            ticket.shown_at,
            _screens(screens, ticket),
            _slips(store_id, ticket, jobs[ticket.id]),
        )
        for ticket in tickets
    ]
    return Road(order, tuple(stops))


def _screens(known: list[tuple[Screen, bool]], ticket: Ticket) -> tuple[ScreenSeen, ...]:
    mine = [
        (screen, is_alive)
        for screen, is_alive in known
        if ticket.station_id is None or screen.station_id in (None, ticket.station_id)
    ]
    return tuple(
        ScreenSeen(screen.name, screen.shown_seq >= ticket.seq)
        for screen, is_alive in mine
        if is_alive or (screen.shown_seq >= ticket.seq and screen.seen_at >= ticket.opened_at)
    )


def _slips(store_id: str, ticket: Ticket, jobs: list[PrintJob]) -> tuple[Slip, ...]:
    by_printer = {job.printer_id: job for job in jobs}
    printers = queries.list_kitchen_printers(store_id, ticket.station_id)
    gone = [job.printer for job in jobs if job.printer_id not in {each.id for each in printers}]
    return tuple(Slip(printer, by_printer.get(printer.id)) for printer in [*printers, *gone])
