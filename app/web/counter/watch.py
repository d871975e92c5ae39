"""What the counter watches: tickets and takings back that nobody saw, screens, printers, pause."""

from dataclasses import dataclass

from app.catalog import queries as catalog
from app.catalog.models import Station
from app.core import clock, outgoing
from app.kitchen import queries as kitchen
from app.kitchen import takebacks
from app.kitchen.queries import TicketFacts
from app.kitchen.settings import KitchenSettings
from app.kitchen.takebacks import GoneDish
from app.ordering.settings import OrderingSettings
from app.payments.invoices import queries as invoices
from app.payments.invoices.models import InvoiceRequest
from app.printing import queries as printing
from app.printing.models import Printer
from app.settings import queries as settings
from app.web.counter.tiles import WaitingParty, list_waiting


@dataclass(frozen=True, slots=True)
class Alarm:
    """A ticket that was neither shown nor printed in time, and why that may be."""

    facts: TicketFacts
    station: Station | None
    age_s: int
    screens_alive: int
    printers: tuple[Printer, ...]
    elsewhere: tuple[Printer, ...]
    other_screens: tuple[Station, ...]


@dataclass(frozen=True, slots=True)
class GoneAlarm:
    """A dish that was taken back, which a cook may still be making, and why that may be."""

    gone: GoneDish
    alarm: Alarm

    @property
    def age_s(self) -> int:
        """For how long nobody in the kitchen has known."""
        return int((clock.now() - self.gone.takeback.at).total_seconds())


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything that may need a hand now."""

    alarms: tuple[Alarm, ...]
    gone: tuple[GoneAlarm, ...]
    alarm_after_s: int
    troubled: tuple[tuple[Printer, int], ...]
    screens_alive: int
    screens: int
    waiting: tuple[WaitingParty, ...]
    ordering: OrderingSettings
    hold: outgoing.Hold | None
    invoices: tuple[InvoiceRequest, ...]

    @property
    def is_paused(self) -> bool:
        """Whether some guests cannot order now."""
        return self.ordering.is_paused_at(clock.now())

    @property
    def health(self) -> str:
        """The health light: "danger", "warn" or "success"."""
        if self.alarms or self.gone or self.hold:
            return "danger"
        is_blind = self.screens > 0 and self.screens_alive == 0
        return "warn" if self.troubled or is_blind else "success"


def look(store_id: str) -> Watch:
    """What needs a hand in the store now."""
    screens = kitchen.list_screens(store_id)
    queued = printing.count_waiting(store_id)
    printers = [p for p in printing.list_printers(store_id) if p.is_enabled]
    return Watch(
        alarms=tuple(_alarm(facts, printers) for facts in kitchen.list_alarms(store_id)),
        gone=tuple(
            GoneAlarm(each, _alarm(each.facts, printers))
            for each in takebacks.list_alarms(store_id)
        ),
        alarm_after_s=settings.get(store_id, KitchenSettings).alarm_after_s,
        troubled=tuple((p, queued.get(p.id, 0)) for p in printers if p.last_error is not None),
        screens_alive=sum(alive for _screen, alive in screens),
        screens=len(screens),
        waiting=tuple(list_waiting(store_id)),
        ordering=settings.get(store_id, OrderingSettings),
        hold=outgoing.find_hold(),
        invoices=tuple(invoices.list_requests(store_id, is_open=True)),
    )


def _alarm(facts: TicketFacts, printers: list[Printer]) -> Alarm:
    ticket = facts.ticket
    own = printing.list_kitchen_printers(ticket.store_id, ticket.station_id)
    own_ids = {printer.id for printer in own}
    stations = catalog.list_stations(ticket.store_id)
    alive = {
        screen.station_id for screen, is_alive in kitchen.list_screens(ticket.store_id) if is_alive
    }
    own_screens = alive & {None, ticket.station_id, ticket.lent_to}
    return Alarm(
        facts=facts,
        station=next((s for s in stations if s.id == ticket.station_id), None),
        age_s=int((clock.now() - ticket.opened_at).total_seconds()),
        screens_alive=len(own_screens),
        printers=tuple(own),
        elsewhere=tuple(p for p in printers if p.id not in own_ids),
        other_screens=tuple(s for s in stations if s.id in alive - own_screens),
    )
