"""The reservation book 预订: take down, change, seat, note who did not come, forget names."""

from datetime import timedelta

from flask_babel import lazy_gettext
from sqlalchemy import select

from app.core import audit, clock, events
from app.core.actors import Actor, system
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.seating import queries
from app.seating.errors import TableBooked, WrongStep
from app.seating.events import BookChanged
from app.seating.inputs import ReservationInput
from app.seating.models import BookingStatus, Reservation
from app.seating.rules import Span
from app.seating.service.queue import open_free
from app.seating.settings import SeatingSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables import queries as tables

# Guests who stand at the door are written down, too; what lies further off is mistyped.
_AGO, _AHEAD = timedelta(days=1), timedelta(days=730)


@atomic
def book(given: ReservationInput, *, actor: Actor) -> Reservation:
    """Take a reservation down. The same key gives the same one.

    Raises NotFound for a table of nobody's, Invalid for an impossible day, TableBooked unless that
    is accepted.
    """
    known = queries.find_reservation_by_key(actor.store_id, given.key) if given.key else None
    if known is not None:
        return known
    booked = Reservation(
        store_id=actor.store_id, key=given.key, made_at=clock.now(), made_by=actor.name
    )
    _write(booked, given, actor)
    db.session.add(booked)
    return _told(booked, "reservation.booked", actor)


@atomic
def change_booking(reservation_id: str, given: ReservationInput, *, actor: Actor) -> Reservation:
    """Change a reservation whose guests are still to come.

    Raises NotFound, WrongStep, TableBooked unless that is accepted.
    """
    booked = _standing(reservation_id, actor)
    _write(booked, given, actor)
    return _told(booked, "reservation.changed", actor)


@atomic
def cancel_booking(reservation_id: str, *, actor: Actor) -> Reservation:
    """The guests will not come. Raises NotFound, WrongStep."""
    return _end(reservation_id, BookingStatus.CANCELLED, "reservation.cancelled", actor)


@atomic
def note_no_show(reservation_id: str, *, actor: Actor) -> Reservation:
    """The guests did not come. Raises NotFound, WrongStep."""
    return _end(reservation_id, BookingStatus.NO_SHOW, "reservation.no_show", actor)


@atomic
def seat_booking(reservation_id: str, table_id: str | None, *, actor: Actor) -> Reservation:
    """The guests are there: a table is opened for them, theirs unless another one is named.

    Raises NotFound, WrongStep, TableTaken.
    """
    booked = _end(reservation_id, BookingStatus.SEATED, "reservation.seated", actor)
    wanted = table_id or booked.table_id
    if wanted is not None:
        booked.table_id = open_free(wanted, booked.covers, actor).id
    db.session.flush()
    return booked


def erase_old_names() -> int:
    """Forget who reserved, some days after; return of how many. Run by a job."""
    return sum(_erase(store.id) for store in stores.list_stores())


@atomic
def _erase(store_id: str) -> int:
    now = clock.now()
    days = settings.get(store_id, SeatingSettings).erase_days
    query = select(Reservation).where(
        Reservation.store_id == store_id,
        Reservation.at < now - timedelta(days=days),
        Reservation.erased_at.is_(None),
    )
    found = list(db.session.scalars(query))
    for each in found:
        each.name = each.phone = each.note = ""
        each.erased_at = now
    db.session.flush()
    if found:
        actor = system(store_id, "names erased")
        audit.log("reservation.erased", actor=actor, target=("store", store_id), count=len(found))
    return len(found)


def _write(booked: Reservation, given: ReservationInput, actor: Actor) -> None:
    if not -_AGO <= given.at - clock.now() <= _AHEAD:
        raise Invalid({"at": lazy_gettext("Choose a day within the next two years.")})
    minutes = given.minutes or settings.get(actor.store_id, SeatingSettings).reserved_minutes
    if given.table_id is not None:
        tables.get_table(actor.store_id, given.table_id)
        others = queries.list_conflicts(
            actor.store_id, given.table_id, Span(given.at, minutes), but=booked.id
        )
        if others and not given.accepts_conflict:
            raise TableBooked(others=[each.at.isoformat() for each in others])
    booked.at, booked.minutes, booked.covers = given.at, minutes, given.covers
    booked.table_id, booked.name = given.table_id, given.name
    booked.phone, booked.note = given.phone, given.note


def _standing(reservation_id: str, actor: Actor) -> Reservation:
    booked = queries.get_reservation(actor.store_id, reservation_id)
    if booked.status is not BookingStatus.BOOKED:
        raise WrongStep
    return booked


def _end(reservation_id: str, status: BookingStatus, action: str, actor: Actor) -> Reservation:
    booked = _standing(reservation_id, actor)
    booked.status, booked.ended_at = status, clock.now()
    return _told(booked, action, actor)


def _told(booked: Reservation, action: str, actor: Actor) -> Reservation:
    db.session.flush()
    # Who it is stays in the book, where it is erased: the audit is kept for ever.
    audit.log(
        action,
        actor=actor,
        target=("reservation", booked.id),
        at=booked.at.isoformat(),
        covers=booked.covers,
    )
    events.publish(BookChanged(booked.store_id))
    return booked
