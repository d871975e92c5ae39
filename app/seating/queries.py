"""Reading the waiting list and the reservation book."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.seating import rules
from app.seating.models import BookingStatus, PartyState, QueueParty, Reservation
from app.seating.rules import Span
from app.seating.settings import SeatingSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.stores import rules as days
from app.tables import queries as tables
from app.tables.models import Table

_IN_LINE = (PartyState.WAITING, PartyState.CALLED)
_LOOKS_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Place:
    """A party's place: how many of its queue are before it, and minutes (None: nobody knows)."""

    ahead: int
    wait: int | None


def get_party(store_id: str, party_id: str) -> QueueParty:
    """A number of the store's waiting list. Raises NotFound."""
    found = db.session.get(QueueParty, party_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def get_party_by_locator(locator: str) -> QueueParty:
    """The number whose slip carries this locator. Raises NotFound."""
    found = db.session.scalars(
        select(QueueParty).where(QueueParty.locator == locator)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_party_by_key(store_id: str, key: str) -> QueueParty | None:
    """The number that this key was given before."""
    query = select(QueueParty).where(QueueParty.store_id == store_id, QueueParty.key == key)
    return db.session.scalars(query).one_or_none()


def list_parties(store_id: str) -> list[QueueParty]:
    """Today's numbers, queue by queue, in the order in which they were taken."""
    query = select(QueueParty).where(
        QueueParty.store_id == store_id,
        QueueParty.business_date == stores.get_facts(store_id).business_date(),
    )
    return list(db.session.scalars(query.order_by(QueueParty.queue, QueueParty.number)))


def places_of(store_id: str, parties: list[QueueParty]) -> dict[str, Place]:
    """The places of the parties that wait, by their ids; `parties` are all of the day."""
    chosen, places = settings.get(store_id, SeatingSettings), {}
    stay = rules.usual_stay(
        tables.list_stays(store_id, clock.now() - _LOOKS_BACK), chosen.usual_stay_minutes
    )
    for queue in rules.QUEUES:
        line = [p for p in parties if p.queue == queue and p.state in _IN_LINE]
        taken, free = _tables_for(store_id, queue, chosen)
        for ahead, party in enumerate(line):
            places[party.id] = Place(ahead, rules.expected_wait(taken, free, stay, ahead))
    return places


def place_of(party: QueueParty) -> Place | None:
    """The place of one party, None when it does not wait any more."""
    return places_of(party.store_id, list_parties(party.store_id)).get(party.id)


def get_reservation(store_id: str, reservation_id: str) -> Reservation:
    """A reservation of the store. Raises NotFound."""
    found = db.session.get(Reservation, reservation_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def find_reservation_by_key(store_id: str, key: str) -> Reservation | None:
    """The reservation that was made under this key."""
    query = select(Reservation).where(Reservation.store_id == store_id, Reservation.key == key)
    return db.session.scalars(query).one_or_none()


def list_day(store_id: str, day: date) -> list[Reservation]:
    """The reservations of a business day with their tables, in order of time."""
    store = stores.get_facts(store_id)
    start, end = days.business_day_span(day, store.time_zone, store.day_starts_at)
    return _between(store_id, start, end)


def list_coming(store_id: str, hours: int = 3) -> list[Reservation]:
    """The reservations that are booked for the next hours, late ones too."""
    now = clock.now()
    found = _between(store_id, now - timedelta(hours=hours), now + timedelta(hours=hours))
    return [each for each in found if each.status is BookingStatus.BOOKED]


def list_conflicts(
    store_id: str, table_id: str, span: Span, *, but: str | None = None
) -> list[Reservation]:
    """The reservations that keep the table at the same time."""
    around = timedelta(hours=24)
    found = _between(store_id, span.start - around, span.start + around)
    return [
        each
        for each in found
        if each.table_id == table_id
        and each.id != but
        and each.status is BookingStatus.BOOKED
        and span.overlaps(Span(each.at, each.minutes))
    ]


def is_late(booked: Reservation) -> bool:
    """Whether the guests should have been there for a while."""
    late = timedelta(minutes=settings.get(booked.store_id, SeatingSettings).late_after_minutes)
    return booked.status is BookingStatus.BOOKED and clock.now() >= booked.at + late


def _between(store_id: str, start: datetime, end: datetime) -> list[Reservation]:
    query = (
        select(Reservation)
        .where(Reservation.store_id == store_id, Reservation.at >= start, Reservation.at < end)
        .options(selectinload(Reservation.table))
        .order_by(Reservation.at, Reservation.id)
    )
    return list(db.session.scalars(query))


def _tables_for(store_id: str, queue: str, chosen: SeatingSettings) -> tuple[list[int], int]:
    """Of the tables of a queue's size: since how many minutes each is taken, and how many free."""
    now = clock.now()
    sitting = {table_id: found[0] for table_id, found in tables.list_parties(store_id).items()}
    fitting = [t for t in tables.list_tables(store_id) if _queue_of_table(t, chosen) == queue]
    since = [sitting[t.id] for t in fitting if t.id in sitting]
    taken = [int((now - (s.opened_at or s.started_at)).total_seconds() // 60) for s in since]
    return taken, len(fitting) - len(taken)


def _queue_of_table(table: Table, chosen: SeatingSettings) -> str:
    return rules.queue_of(table.seats, chosen.small_up_to, chosen.middle_up_to)
