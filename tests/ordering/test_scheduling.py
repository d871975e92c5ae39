"""Pre-orders: only what is possible, a slot's minutes exactly, and once to the kitchen when due."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.core import audit
from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Invalid
from app.kitchen.models import Ticket
from app.ordering import queries, service, slots
from app.ordering.errors import IllegalTransition, SlotGone, TooLate
from app.ordering.models import KitchenSlot, Order, OrderStatus
from app.ordering.service.scheduling import MISSED_AFTER
from app.settings import service as settings
from app.stores import queries as stores
from app.stores.settings import SpecialDay, SpecialDaysSettings
from app.tables import queries as tables
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.schedule import (
    LUNCH,
    pay_pickup_first,
    pickup_phone,
    take_ahead,
    tomorrow_at,
)
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

NOON = (12, 0)


@pytest.fixture
def ahead(shop: Shop) -> Shop:
    """A shop that takes pre-orders two days ahead, half an hour before, 30 minutes in a slot."""
    take_ahead(shop, capacity_minutes=30)
    return shop


def fresh(order: Order) -> Order:
    db.session.expire_all()
    return queries.get_order(order.store_id, order.id)


def tickets() -> int:
    return int(db.session.scalar(select(func.count(Ticket.id))) or 0)


def held(at: datetime) -> int:
    db.session.expire_all()
    return db.session.scalar(select(KitchenSlot.minutes).where(KitchenSlot.starts_at == at)) or 0


def times(shop: Shop, minutes: int = 10) -> dict[str, list[str]]:
    """The times on offer by day."""
    local = stores.get_facts(shop.id).local
    return {
        f"{day.day:%m-%d}": [f"{local(slot.at):%H:%M}" for slot in day.slots]
        for day in slots.list_days(shop.id, minutes)
    }


def test_only_times_within_the_hours_and_after_the_lead_time_are_offered(ahead: Shop) -> None:
    offered = times(ahead)
    # It is 11:30 on Monday.
    assert list(offered) == ["03-02", "03-03", "03-04"]
    assert offered["03-02"][:2] == ["12:00", "12:15"]
    assert offered["03-03"][0] == "11:00"
    assert offered["03-03"][-1] == "20:45"
    assert "14:00" not in offered["03-03"]
    assert "16:45" not in offered["03-03"]


def test_holidays_and_special_hours_replace_those_of_the_weekday(
    ahead: Shop, clock: FixedClock
) -> None:
    today = stores.get_facts(ahead.id).business_date()
    days = (
        SpecialDay(day=today + timedelta(days=1), name="盘点"),
        SpecialDay(day=today + timedelta(days=2), ranges=(LUNCH,)),
    )
    settings.save(SpecialDaysSettings(days=days), actor=ahead.actor)
    offered = times(ahead)
    assert list(offered) == ["03-02", "03-04"]
    assert offered["03-04"][-1] == "13:45"


def test_a_shop_without_hours_or_without_the_switch_offers_nothing(shop: Shop) -> None:
    assert times(shop) == {}
    with pytest.raises(SlotGone):
        place(pickup_phone(shop), shop.dish["rice"], due_at=tomorrow_at(*NOON))


def test_a_pre_order_holds_its_minutes_and_its_number_of_that_day(ahead: Shop) -> None:
    at = tomorrow_at(*NOON)
    phone = pickup_phone(ahead)
    order = place(phone, ahead.dish["tofu"], due_at=at)
    assert (order.status, order.due_at, order.quoted_at) == (OrderStatus.SCHEDULED, at, at)
    tomorrow = stores.get_facts(ahead.id).business_date() + timedelta(days=1)
    assert (order.business_date, order.number, order.pickup_code) == (tomorrow, 1, "A001")
    assert held(at) == order.cook_minutes > 0
    assert tickets() == 0
    # The phone still knows its order tomorrow, and the evening after.
    session = tables.get_live_session(phone.session_id)
    assert session.expires_at >= at + timedelta(hours=12)


def test_a_full_slot_takes_no_more_and_is_no_longer_offered(ahead: Shop) -> None:
    at = tomorrow_at(*NOON)
    for _ in range(3):
        place(pickup_phone(ahead), ahead.dish["tofu"], due_at=at)
    assert held(at) == 30
    with pytest.raises(SlotGone):
        place(pickup_phone(ahead), ahead.dish["tofu"], due_at=at)
    assert "12:00" not in times(ahead)["03-03"]
    assert queries.list_ahead(ahead.id) == queries.list_scheduled_orders(ahead.id)
    assert len(queries.list_ahead(ahead.id)) == 3


def test_staff_may_promise_more_than_the_slot_has_but_no_time_that_is_over(
    ahead: Shop, clock: FixedClock
) -> None:
    at = tomorrow_at(*NOON)
    for _ in range(5):
        place_at_counter(ahead.person(), ahead.dish["tofu"], due_at=at)
    assert held(at) == 50
    with pytest.raises(Invalid):
        place_at_counter(ahead.person(), ahead.dish["tofu"], due_at=clock.now())


@pytest.mark.parametrize(
    "wanted", [(14, 0), (12, 7), (3, 0)], ids=["closing", "between slots", "night"]
)
def test_no_phone_gets_a_time_that_is_not_offered(ahead: Shop, wanted: tuple[int, int]) -> None:
    with pytest.raises(SlotGone):
        place(pickup_phone(ahead), ahead.dish["tofu"], due_at=tomorrow_at(*wanted))
    assert db.session.scalar(select(func.count(Order.id))) == 0


def test_what_is_eaten_at_a_table_is_not_ordered_ahead(ahead: Shop) -> None:
    phone = presence_at(ahead.tables[0], ahead.actor)
    with pytest.raises(Invalid):
        place(phone, ahead.dish["tofu"], due_at=tomorrow_at(*NOON))


def test_it_enters_the_kitchen_once_when_due_whatever_the_clock_does(
    ahead: Shop, clock: FixedClock
) -> None:
    at = tomorrow_at(*NOON)
    order = place(pickup_phone(ahead), ahead.dish["tofu"], due_at=at)
    clock.move(seconds=(at - clock.now()).total_seconds() - order.cook_minutes * 60 - 1)
    assert (service.enter_due(), tickets()) == (0, 0)
    clock.move(seconds=1)
    assert (service.enter_due(), tickets()) == (1, 1)
    entered = fresh(order)
    assert (entered.status, entered.kitchen_at) == (OrderStatus.PLACED, clock.now())
    assert not entered.is_late_entry
    # The clock is set back by an hour, and runs past the moment again.
    clock.move(hours=-1)
    assert service.enter_due() == 0
    clock.move(hours=2)
    assert (service.enter_due(), tickets()) == (0, 1)
    entries = audit.list_entries(ahead.id, [("order", order.id)])
    assert [entry.action for entry in entries].count("order.due") == 1


def test_what_was_due_while_the_shop_was_off_enters_late_or_is_left_to_people(
    ahead: Shop, clock: FixedClock
) -> None:
    at = tomorrow_at(*NOON)
    late = place(pickup_phone(ahead), ahead.dish["tofu"], due_at=at)
    clock.move(seconds=(at - clock.now()).total_seconds() + 3600)
    assert service.enter_due() == 1
    assert fresh(late).is_late_entry
    missed = place(pickup_phone(ahead), ahead.dish["tofu"], due_at=tomorrow_at(*NOON))
    clock.move(seconds=(missed.due_at - clock.now() + MISSED_AFTER).total_seconds())
    assert service.enter_due() == 0
    service.begin_now(missed.id, actor=ahead.person())
    assert fresh(missed).status is OrderStatus.PLACED


def test_pay_first_the_slot_is_held_for_the_money_and_free_again_without_it(
    ahead: Shop, clock: FixedClock
) -> None:
    pay_pickup_first(ahead)
    at = tomorrow_at(*NOON)
    unpaid = place(pickup_phone(ahead, is_known=False), ahead.dish["tofu"], due_at=at)
    paid = place(pickup_phone(ahead, is_known=False), ahead.dish["tofu"], due_at=at)
    assert (unpaid.status, held(at)) == (OrderStatus.UNPAID, 20)
    pay(ahead.actor, paid)
    assert fresh(paid).status is OrderStatus.SCHEDULED
    clock.move(minutes=15)
    assert service.expire_unpaid() == 1
    assert held(at) == 10
    service.reopen_expired(unpaid.id, actor=ahead.person())
    assert held(at) == 20


def test_a_guest_changes_and_cancels_until_the_lead_time(ahead: Shop, clock: FixedClock) -> None:
    at, later = tomorrow_at(*NOON), tomorrow_at(18, 30)
    phone = pickup_phone(ahead)
    order = place(phone, ahead.dish["tofu"], due_at=at)
    service.reschedule_order(order.id, later, actor=phone.actor)
    assert (held(at), held(later), fresh(order).due_at) == (0, 10, later)
    clock.move(seconds=(later - clock.now()).total_seconds() - 29 * 60)
    with pytest.raises(TooLate):
        service.reschedule_order(order.id, tomorrow_at(*NOON), actor=phone.actor)
    with pytest.raises(TooLate):
        service.cancel_order(fresh(order), actor=phone.actor)
    service.cancel_order(fresh(order), actor=ahead.person())
    assert held(later) == 0
    with pytest.raises(IllegalTransition):
        service.reschedule_order(order.id, tomorrow_at(*NOON), actor=ahead.person())


def test_a_change_to_a_full_time_keeps_the_old_one(ahead: Shop) -> None:
    at, full = tomorrow_at(*NOON), tomorrow_at(18, 30)
    for _ in range(3):
        place(pickup_phone(ahead), ahead.dish["tofu"], due_at=full)
    phone = pickup_phone(ahead)
    order = place(phone, ahead.dish["tofu"], due_at=at)
    with pytest.raises(SlotGone):
        service.reschedule_order(order.id, full, actor=phone.actor)
    assert (held(at), held(full), fresh(order).due_at) == (10, 30, at)


def test_another_day_gives_another_number(ahead: Shop) -> None:
    phone, at = pickup_phone(ahead), tomorrow_at(*NOON)
    place(pickup_phone(ahead), ahead.dish["tofu"], due_at=at + timedelta(days=1))
    order = place(phone, ahead.dish["tofu"], due_at=at)
    moved = service.reschedule_order(order.id, at + timedelta(days=1), actor=phone.actor)
    assert (moved.number, moved.pickup_code) == (2, "A002")


def test_another_day_whose_next_number_is_taken_on_the_old_one(ahead: Shop) -> None:
    at = tomorrow_at(*NOON)
    first, second = (place(pickup_phone(ahead), ahead.dish["tofu"], due_at=at) for _ in range(2))
    moved = service.reschedule_order(second.id, at + timedelta(days=1), actor=ahead.person())
    assert (first.number, moved.number) == (1, 1)
    assert moved.business_date == first.business_date + timedelta(days=1)


def test_what_staff_must_confirm_waits_for_both(ahead: Shop, clock: FixedClock) -> None:
    at = tomorrow_at(*NOON)
    phone = pickup_phone(ahead, is_known=False)
    order = place(phone, ahead.dish["tofu"], due_at=at)
    assert order.status is OrderStatus.WAITING
    service.confirm_session_orders(phone.session_id, actor=ahead.person())
    assert fresh(order).status is OrderStatus.SCHEDULED
    assert tables.get_live_session(phone.session_id).expires_at >= at
