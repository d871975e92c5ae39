"""The reservation book: conflicts warned, guests seated, late or not come, names forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from app.core import audit, clock
from app.core.clock import FixedClock
from app.core.errors import Invalid, NotFound
from app.seating import queries, service
from app.seating.errors import TableBooked, WrongStep
from app.seating.inputs import ReservationInput
from app.seating.models import BookingStatus, Reservation
from app.stores import queries as stores
from app.tables import queries as tables
from tests.factories.shop import Shop, make_shop


def book(shop: Shop, hours: float = 2, **more: Any) -> Reservation:
    at = clock.now() + timedelta(hours=hours)
    given = ReservationInput(at=at, **{"covers": 4, **more})
    return service.book(given, actor=shop.person())


def test_the_day_is_read_in_order_of_time(shop: Shop) -> None:
    late, early = book(shop, 6, name="李"), book(shop, 1, name="王")
    book(shop, 40)
    today = stores.get_facts(shop.id).business_date()
    assert queries.list_day(shop.id, today) == [early, late]
    assert len(queries.list_day(shop.id, today + timedelta(days=1))) == 1


def test_two_reservations_of_one_table_are_warned_of_and_may_be_accepted(shop: Shop) -> None:
    table = shop.tables[0]
    first = book(shop, 2, table_id=table.id)
    with pytest.raises(TableBooked) as crossed:
        book(shop, 3, table_id=table.id)
    assert crossed.value.extra["others"] == [first.at.isoformat()]
    book(shop, 3, table_id=shop.tables[1].id)
    book(shop, 4, table_id=table.id)
    book(shop, 3, table_id=table.id, accepts_conflict=True)
    service.cancel_booking(first.id, actor=shop.person())


def test_changing_one_does_not_cross_itself(shop: Shop) -> None:
    booked = book(shop, 2, table_id=shop.tables[0].id)
    given = ReservationInput(at=booked.at, covers=6, table_id=shop.tables[0].id)
    assert service.change_booking(booked.id, given, actor=shop.person()).covers == 6


def test_guests_who_come_get_their_table_opened(shop: Shop) -> None:
    booked = book(shop, 0, table_id=shop.tables[0].id, covers=3)
    service.seat_booking(booked.id, None, actor=shop.person())
    session = tables.find_session_at(shop.tables[0].id)
    assert session is not None
    assert (booked.status, session.covers) == (BookingStatus.SEATED, 3)
    with pytest.raises(WrongStep):
        service.note_no_show(booked.id, actor=shop.person())


def test_late_after_a_while_and_then_not_come(shop: Shop, clock: FixedClock) -> None:
    booked = book(shop, 1)
    clock.move(minutes=74)
    assert not queries.is_late(booked)
    clock.move(minutes=1)
    assert queries.is_late(booked)
    service.note_no_show(booked.id, actor=shop.person())
    assert not queries.is_late(booked)


def test_names_go_after_the_days_and_never_stood_in_the_audit(
    shop: Shop, clock: FixedClock
) -> None:
    booked = book(shop, 1, name="王女士", phone="13800138000", note="靠窗")
    clock.move(days=29)
    assert service.erase_old_names() == 0
    clock.move(days=2)
    assert (service.erase_old_names(), service.erase_old_names()) == (1, 0)
    assert (booked.name, booked.phone, booked.note) == ("", "", "")
    assert booked.covers == 4
    entries = audit.list_entries(shop.id, [("reservation", booked.id)])
    assert entries
    assert not any("13800138000" in str(e.detail) or "王" in str(e.detail) for e in entries)


def test_a_form_sent_twice_is_one_reservation(shop: Shop) -> None:
    assert book(shop, key="form-0001").id == book(shop, key="form-0001").id


@pytest.mark.parametrize(
    "wrong", [{"covers": 0}, {"covers": 100}, {"phone": "call me"}, {"name": "长" * 31}]
)
def test_impossible_wishes_are_refused(shop: Shop, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        book(shop, **wrong)


@pytest.mark.parametrize("hours", [-25, 24 * 731])
def test_a_mistyped_day_is_refused(shop: Shop, hours: float) -> None:
    with pytest.raises(Invalid):
        book(shop, hours)


def test_tables_and_books_of_other_stores_are_nobody_s(shop: Shop) -> None:
    other = make_shop("别家", prefix="other-")
    with pytest.raises(NotFound):
        book(shop, table_id=other.tables[0].id)
    booked = book(shop)
    with pytest.raises(NotFound):
        service.cancel_booking(booked.id, actor=other.person())
