"""The cards on a kitchen screen: the tickets of one order, as a station or the pass sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, select

from app.core import clock
from app.core.db import db
from app.kitchen import takebacks
from app.kitchen.models import Ticket
from app.kitchen.queries import BEGUN, TicketFacts, at_station, load_tickets
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus
from app.ordering.present import number_text, order_name
from app.ordering.rules import FINISHED, IN_KITCHEN
from app.stores import queries as stores

# What an earlier day left at the pass is not being handed out any more.
_AT_PASS = timedelta(days=1)
# As many tickets of a day as anybody looks through; a search narrows them.
HISTORY_LIMIT = 120
_BUSY = (LineStatus.PLACED, LineStatus.COOKING)


class Progress(StrEnum):
    """How far another station is with its part of an order."""

    HELD = "held"
    QUEUED = "queued"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another station that makes a part of the order, and how far it is."""

    station_id: str | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class Card:
    """The tickets of one order that a screen shows together, in the order of their numbers.

    `also_at` are the stations that make the rest of the order. With `is_expo` the card is the
    pass's: it stays until everything was served.
    """

    order: Order
    tickets: tuple[TicketFacts, ...]
    also_at: tuple[Elsewhere, ...] = ()
    is_expo: bool = False

    @property
    def lines(self) -> list[OrderLine]:
        """Its lines over all its tickets."""
        return [line for facts in self.tickets for line in facts.lines]

    @property
    def standing(self) -> list[OrderLine]:
        """Its lines less those that were taken back."""
        return [line for line in self.lines if line.status is not LineStatus.CANCELLED]

    @property
    def opened_at(self) -> datetime:
        """When the kitchen got the order: what cards are sorted by."""
        return min(facts.ticket.opened_at for facts in self.tickets)

    @property
    def seq(self) -> int:
        """The first of its tickets' numbers: the order of cards of the same moment."""
        return min(facts.ticket.seq for facts in self.tickets)

    @property
    def closed_at(self) -> datetime | None:
        """When the last of its tickets was closed, None while one is open."""
        closed = [facts.ticket.closed_at for facts in self.tickets]
        return max(moment for moment in closed if moment) if all(closed) else None

    @property
    def state(self) -> str:
        """Either "open", "ready" to be served (at the pass), "done" or "cancelled"."""
        if self.order.status is OrderStatus.CANCELLED:
            return "cancelled"
        if not self.is_expo:
            return "done" if self.closed_at else "open"
        is_gone = self.order.status is OrderStatus.COMPLETED
        if is_gone or all(line.status is LineStatus.SERVED for line in self.standing):
            return "done"
        return "ready" if all(line.status in FINISHED for line in self.standing) else "open"

    @property
    def is_untouched(self) -> bool:
        """Whether no cook has begun any of its lines."""
        return all(line.status in (LineStatus.PLACED, LineStatus.HELD) for line in self.lines)

    @property
    def is_held(self) -> bool:
        """Whether all that is left of it waits for the call 等叫."""
        left = [line for line in self.standing if line.status not in FINISHED]
        return bool(left) and all(line.status is LineStatus.HELD for line in left)

    @property
    def is_rushed(self) -> bool:
        """Whether somebody asked to hurry with a dish that is not done yet 催菜."""
        return any(line.rushed_at and line.status in _BUSY for line in self.lines)

    @property
    def waits_since(self) -> datetime:
        """What the minutes are counted from: a dish that was called counts from its call."""
        since = [line.fired_at or self.opened_at for line in self.lines if line.status in _BUSY]
        return min(since, default=self.opened_at)


def list_cards(store_id: str, station_id: str | None = None) -> list[Card]:
    """The orders with a ticket that is not finished: rushed ones first, then the oldest.

    Also those with a dish that was taken back and that nobody has touched: there is nothing to
    cook any more, and a cook has to know. A card has the finished tickets of its order too, of
    the stations that are asked for.
    """
    query = select(Ticket.order_id).where(Ticket.store_id == store_id, Ticket.closed_at.is_(None))
    order_ids = set(db.session.scalars(at_station(query, station_id)))
    order_ids |= set(db.session.scalars(takebacks.orders_to_touch(store_id, station_id)))
    return get_cards(store_id, order_ids, station_id)


def list_pass_cards(store_id: str) -> list[Card]:
    """The orders of which something is still to be cooked or served, as the pass sees them."""
    unserved = exists().where(
        OrderLine.order_id == Order.id,
        OrderLine.status.not_in([LineStatus.SERVED, LineStatus.CANCELLED]),
        ~OrderLine.is_set,
    )
    query = select(Order.id).where(
        Order.store_id == store_id,
        Order.status.in_(IN_KITCHEN),
        Order.placed_at >= clock.now() - _AT_PASS,
        unserved,
    )
    return get_cards(store_id, set(db.session.scalars(query)), is_expo=True)


def get_cards(
    store_id: str, order_ids: set[str], station_id: str | None = None, *, is_expo: bool = False
) -> list[Card]:
    """Those of the orders that have tickets at the station, finished or not, in a board's order."""
    query = select(Ticket.id).where(Ticket.store_id == store_id, Ticket.order_id.in_(order_ids))
    everything = load_tickets(store_id, set(db.session.scalars(query)))
    here = set(everything)
    if station_id is not None:
        here = set(db.session.scalars(at_station(query, station_id)))
    by_order: dict[str, list[TicketFacts]] = {}
    others: dict[str, list[Elsewhere]] = {}
    for facts in sorted(everything.values(), key=lambda f: f.ticket.seq):
        if facts.ticket.id in here:
            by_order.setdefault(facts.order.id, []).append(facts)
        else:
            other = Elsewhere(facts.ticket.station_id, progress_of(facts))
            others.setdefault(facts.order.id, []).append(other)
    cards = [
        Card(each[0].order, tuple(each), tuple(others.get(order_id, ())), is_expo)
        for order_id, each in by_order.items()
    ]
    return sorted(cards, key=lambda card: (not card.is_rushed, card.opened_at, card.seq))


def progress_of(facts: TicketFacts) -> Progress:
    """How far a station is with its ticket."""
    if facts.ticket.closed_at is not None:
        return Progress.DONE
    standing = {line.status for line in facts.lines} - {LineStatus.CANCELLED}
    if standing.intersection(BEGUN):
        return Progress.STARTED
    return Progress.HELD if standing == {LineStatus.HELD} else Progress.QUEUED


def list_day(store_id: str, station_id: str | None = None, text: str = "") -> list[TicketFacts]:
    """The tickets of the business day, the one that was finished last first.

    Without `text` only finished ones; with it also open ones, whose table, number, dish or note
    has it.
    """
    today = stores.get_facts(store_id).business_date()
    query = select(Ticket.id).join(Order, Order.id == Ticket.order_id)
    query = query.where(Ticket.store_id == store_id, Order.business_date == today)
    if not text:
        query = query.where(Ticket.closed_at.is_not(None))
    latest = at_station(query, station_id).order_by(Ticket.closed_at.desc(), Ticket.seq.desc())
    ids = list(db.session.scalars(latest if text else latest.limit(HISTORY_LIMIT)))
    facts = load_tickets(store_id, set(ids))
    found = [facts[ticket_id] for ticket_id in ids]
    return _matching(found, text)[:HISTORY_LIMIT] if text else found


def _matching(found: Iterable[TicketFacts], text: str) -> list[TicketFacts]:
    wanted = text.strip().lower().lstrip("#")
    return [facts for facts in found if wanted in _searched(facts)]


def _searched(facts: TicketFacts) -> str:
    order = facts.order
    words = [order.table_name, number_text(order.number), order_name(order), order.note]
    for line in facts.lines:
        words += [line.name, line.name_en, line.note]
    return " ".join(words).lower()
