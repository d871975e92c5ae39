"""The reservation book 预订: a day by time, taken down, seated, late, not come."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.core import clock
from app.core.errors import Invalid
from app.core.ids import new_id
from app.seating import queries
from app.seating import service as seating
from app.seating.errors import TableBooked
from app.seating.inputs import ReservationInput
from app.seating.models import BookingStatus, Reservation
from app.seating.rules import masked_phone
from app.staff.rights import Right
from app.stores import queries as stores
from app.tables import queries as tables
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp
from app.web.counter.queue import free_tables, reserved_soon

STATUS = {
    BookingStatus.BOOKED: (lazy_gettext("Expected"), "info"),
    BookingStatus.SEATED: (lazy_gettext("Seated"), "success"),
    BookingStatus.NO_SHOW: (lazy_gettext("Did not come"), "danger"),
    BookingStatus.CANCELLED: (lazy_gettext("Cancelled"), ""),
}
_QUICK_COVERS = range(1, 13)
_FARTHEST = timedelta(days=3660)


@bp.get("/reservations")
@staff_only(Right.TABLES)
def reservations() -> ResponseReturnValue:
    """The book, opened at a day."""
    return render_template("counter/reservations/page.html", **_day_facts())


@bp.get("/reservations/now")
@staff_only(Right.TABLES)
def reservations_now() -> ResponseReturnValue:
    """The changing part of the page."""
    return render_template("counter/reservations/_day.html", **_day_facts())


@bp.get("/reservations/new")
@staff_only(Right.TABLES)
def ask_reservation() -> ResponseReturnValue:
    """Take a reservation down."""
    return _form(None, url_for(".add_reservation"))


@bp.post("/reservations")
@staff_only(Right.TABLES)
def add_reservation() -> ResponseReturnValue:
    """Keep a new reservation; one that crosses another asks first."""
    try:
        seating.book(_given(), actor=current_actor())
    except TableBooked as crossed:
        return _form(None, url_for(".add_reservation"), crossed)
    return acted(gettext("The reservation is noted."))


@bp.get("/reservations/<reservation_id>")
@staff_only(Right.TABLES)
def reservation(reservation_id: str) -> ResponseReturnValue:
    """One reservation, with its telephone, to be changed."""
    booked = queries.get_reservation(require_staff().store_id, reservation_id)
    return _form(booked, url_for(".change_reservation", reservation_id=booked.id))


@bp.post("/reservations/<reservation_id>")
@staff_only(Right.TABLES)
def change_reservation(reservation_id: str) -> ResponseReturnValue:
    """Keep what was changed."""
    booked = queries.get_reservation(require_staff().store_id, reservation_id)
    try:
        seating.change_booking(booked.id, _given(), actor=current_actor())
    except TableBooked as crossed:
        return _form(booked, url_for(".change_reservation", reservation_id=booked.id), crossed)
    return acted(gettext("Saved."))


@bp.get("/reservations/<reservation_id>/seat")
@staff_only(Right.TABLES)
def ask_seat_reservation(reservation_id: str) -> ResponseReturnValue:
    """Choose a table for guests who are there; their own comes first."""
    store_id = require_staff().store_id
    booked = queries.get_reservation(store_id, reservation_id)
    return render_template(
        "counter/queue/_seat.html",
        title=gettext("Seat %(name)s", name=booked.name or gettext("the guests")),
        covers=booked.covers,
        url=url_for(".seat_reservation", reservation_id=booked.id),
        own=booked.table,
        free=free_tables(store_id),
        reserved=reserved_soon(store_id),
    )


@bp.post("/reservations/<reservation_id>/seat")
@staff_only(Right.TABLES)
def seat_reservation(reservation_id: str) -> Response:
    """Open a table for them."""
    table_id = request.form.get("table_id") or None
    booked = seating.seat_booking(reservation_id, table_id, actor=current_actor())
    if booked.table_id is None:
        return acted(gettext("Seated."))
    return acted(gettext("Seated."), go=url_for(".table", table_id=booked.table_id))


@bp.post("/reservations/<reservation_id>/no-show")
@staff_only(Right.TABLES)
def no_show(reservation_id: str) -> Response:
    """They did not come."""
    seating.note_no_show(reservation_id, actor=current_actor())
    return acted(gettext("Noted: they did not come."))


@bp.post("/reservations/<reservation_id>/cancel")
@staff_only(Right.TABLES)
def cancel_reservation(reservation_id: str) -> Response:
    """They will not come."""
    seating.cancel_booking(reservation_id, actor=current_actor())
    return acted(gettext("The reservation is cancelled."))


def _day_facts() -> dict[str, object]:
    store = stores.get_facts(require_staff().store_id)
    today = store.business_date()
    day = _asked_day(today)
    found = queries.list_day(store.id, day)
    standing = [each for each in found if each.status is BookingStatus.BOOKED]
    return {
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "booked": found,
        "guests": sum(each.covers for each in standing),
        "expected": len(standing),
        "late": {each.id for each in found if queries.is_late(each)},
        "status_of": STATUS,
        "masked": masked_phone,
    }


def _asked_day(today: date) -> date:
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    # At either end of the calendar there is no day before or after.
    return asked if abs(asked - today) <= _FARTHEST else today


def _form(booked: Reservation | None, url: str, crossed: TableBooked | None = None) -> str:
    store = stores.get_facts(require_staff().store_id)
    local = store.local
    return render_template(
        "counter/reservations/_form.html",
        booked=booked,
        url=url,
        values=request.form if crossed is not None else _values(booked),
        crossed=[
            local(datetime.fromisoformat(at)) for at in (crossed.extra["others"] if crossed else ())
        ],
        tables=tables.list_tables(store.id),
        quick=_QUICK_COVERS,
        key=request.form.get("key") or new_id(),
        today=local(clock.now()).date(),
    )


def _values(booked: Reservation | None) -> dict[str, object]:
    store = stores.get_facts(require_staff().store_id)
    if booked is None:
        day = _asked_day(store.business_date())
        return {"day": day.isoformat(), "time": "18:00", "covers": 2}
    at = store.local(booked.at)
    return {
        "day": at.date().isoformat(),
        "time": f"{at:%H:%M}",
        "covers": booked.covers,
        "table_id": booked.table_id or "",
        "name": booked.name,
        "phone": booked.phone,
        "note": booked.note,
    }


def _given() -> ReservationInput:
    form = {name: text for name, text in request.form.items() if text.strip()}
    zone = ZoneInfo(stores.get_facts(require_staff().store_id).time_zone)
    try:
        at = datetime.fromisoformat(f"{form.pop('day', '')}T{form.pop('time', '')}")
    except ValueError:
        raise Invalid({"day": lazy_gettext("Give a day and a time.")}) from None
    return ReservationInput.model_validate({**form, "at": at.replace(tzinfo=zone)})
