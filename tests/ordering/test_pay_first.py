"""Orders that are paid first: nothing cooks before the money is sure, no money is ever lost."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.catalog import service as catalog_service
from app.catalog.errors import SoldOut
from app.core.clock import FixedClock
from app.core.db import db
from app.core.ids import new_id
from app.kitchen.models import Ticket
from app.ordering import queries, service
from app.ordering.errors import GuestsLeft, UnpaidExpired
from app.ordering.models import LineStatus, Order, OrderStatus
from app.ordering.rules import PartyStatus
from app.ordering.service import unpaid
from app.ordering.settings import OrderingSettings, PayMode
from app.payments import service as payments
from app.payments.errors import NothingDue
from app.payments.inputs import PaymentInput
from app.payments.models import Channel, Payment
from app.settings import service as settings
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.codes import code_of
from app.tables.models import SessionStatus
from app.web.counter.tiles import tile_of
from tests.factories.catalog import make_dish
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.payments.refunding import give_back
from tests.races.crowd import all_at_once

FISH_LEFT = 5


@pytest.fixture
def pay_first(shop: Shop) -> Shop:
    """A shop whose guests pay first."""
    settings.save(OrderingSettings(pay_mode=PayMode.BEFORE), actor=shop.actor)
    return shop


def fresh(order: Order) -> Order:
    db.session.expire_all()
    return queries.get_order(order.store_id, order.id)


def tickets() -> int:
    return int(db.session.scalar(select(func.count(Ticket.id))) or 0)


def fish_left(shop: Shop) -> int | None:
    db.session.expire_all()
    return shop.dish["fish"].remaining


def test_an_unpaid_order_holds_its_portions_and_reaches_no_kitchen(
    pay_first: Shop, clock: FixedClock
) -> None:
    presence = presence_at(pay_first.tables[0], pay_first.actor)
    order = place(presence, pay_first.dish["fish"])
    assert (order.status, order.is_pay_first, order.kitchen_at) == (OrderStatus.UNPAID, True, None)
    assert order.pay_until == clock.now() + timedelta(minutes=5)
    assert (tickets(), fish_left(pay_first)) == (0, FISH_LEFT - 1)
    tile = tile_of(pay_first.tables[0])
    assert (tile.status, tile.bill.due_fen) == (PartyStatus.TO_COLLECT, 0)


def test_the_payment_that_settles_it_sends_it_to_the_kitchen_once(pay_first: Shop) -> None:
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["tofu"])
    pay(pay_first.actor, order, 800)
    assert (fresh(order).status, tickets()) == (OrderStatus.UNPAID, 0)
    pay(pay_first.actor, order, 1000)
    paid = fresh(order)
    assert (paid.status, paid.due_fen, tickets()) == (OrderStatus.PLACED, 0, 1)
    assert paid.kitchen_at is not None
    with pytest.raises(NothingDue):
        pay(pay_first.actor, order, 100)
    assert tickets() == 1


def test_paying_lets_a_party_in_that_staff_have_not_confirmed(pay_first: Shop) -> None:
    presence = presence_at(pay_first.tables[1])
    order = place(presence, pay_first.dish["tofu"])
    assert order.status is OrderStatus.UNPAID
    pay(pay_first.actor, order)
    assert tables.get_live_session(presence.session_id).status is SessionStatus.OPEN


def test_what_costs_nothing_is_not_waited_for(pay_first: Shop) -> None:
    water = make_dish(pay_first.actor, pay_first.categories["drinks"], "白开水", 0)
    order = place(presence_at(pay_first.tables[0], pay_first.actor), water)
    assert order.status is OrderStatus.PLACED


def test_an_area_and_pick_up_may_differ_from_the_store(shop: Shop, client: FlaskClient) -> None:
    _hall, rooms = shop.areas
    chosen = OrderingSettings(
        pay_mode=PayMode.AFTER,
        area_pay_modes={rooms.id: PayMode.BEFORE},
        pickup_pay_mode=PayMode.BEFORE,
    )
    settings.save(chosen, actor=shop.actor)
    order = partial(place_at_counter, shop.actor, shop.dish["rice"])
    in_hall, in_room, pickup = order(table=shop.tables[0]), order(table=shop.tables[3]), order()
    assert [o.status for o in (in_hall, in_room, pickup)] == [
        OrderStatus.PLACED,
        OrderStatus.UNPAID,
        OrderStatus.UNPAID,
    ]
    assert pickup.pay_until == pickup.placed_at + timedelta(minutes=15)
    phone = place(presence_at(shop.tables[3], shop.actor), shop.dish["rice"])
    assert phone.status is OrderStatus.UNPAID
    modes = [
        client.post("/api/v1/table-sessions", json={"code": code_of(table)}).json["pay_mode"]
        for table in (shop.tables[0], shop.tables[3])
    ]
    assert modes == ["after", "before"]


def test_time_ends_an_unpaid_order_and_gives_its_portions_back(
    pay_first: Shop, clock: FixedClock
) -> None:
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["fish"])
    clock.move(minutes=4)
    assert service.expire_unpaid() == 0
    clock.move(minutes=1)
    assert service.expire_unpaid() == 1
    ended = fresh(order)
    assert (ended.status, ended.expired_at) == (OrderStatus.CANCELLED, clock.now())
    assert (fish_left(pay_first), tickets(), service.expire_unpaid()) == (FISH_LEFT, 0, 0)


def test_money_that_was_taken_in_part_is_never_ended_by_time(
    pay_first: Shop, clock: FixedClock
) -> None:
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["tofu"])
    pay(pay_first.actor, order, 100)
    clock.move(hours=3)
    assert service.expire_unpaid() == 0
    tables_service.clear_table(pay_first.tables[0].id, actor=pay_first.actor)
    assert (fresh(order).status, fresh(order).paid_fen) == (OrderStatus.UNPAID, 100)


def test_paying_too_late_takes_the_order_up_again(pay_first: Shop, clock: FixedClock) -> None:
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["fish"])
    clock.move(minutes=6)
    service.expire_unpaid()
    given = PaymentInput(channel=Channel.CASH, amount_fen=order.total_fen)
    payments.pay_order(order.id, given, key="late", actor=pay_first.actor)
    again = fresh(order)
    assert (again.status, again.expired_at, tickets()) == (OrderStatus.PLACED, None, 1)
    assert {line.status for line in again.lines} == {LineStatus.PLACED}
    assert fish_left(pay_first) == FISH_LEFT - 1


def test_paying_too_late_for_what_is_gone_is_refused_before_money_is_taken(
    pay_first: Shop, clock: FixedClock
) -> None:
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["fish"])
    clock.move(minutes=6)
    service.expire_unpaid()
    catalog_service.set_availability(
        pay_first.dish["fish"].id, actor=pay_first.actor, available=True, remaining=0
    )
    given = PaymentInput(channel=Channel.CASH, amount_fen=order.total_fen)
    with pytest.raises(SoldOut) as refusal:
        payments.pay_order(order.id, given, key="late", actor=pay_first.actor)
    assert refusal.value.extra["missing"][0]["name"] == "清蒸鲈鱼"
    assert fresh(order).status is OrderStatus.CANCELLED
    assert db.session.scalar(select(func.count(Payment.id))) == 0


def test_a_party_that_left_is_not_taken_up_again(pay_first: Shop, clock: FixedClock) -> None:
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["tofu"])
    clock.move(minutes=6)
    service.expire_unpaid()
    tables_service.clear_table(pay_first.tables[0].id, actor=pay_first.actor)
    with pytest.raises(UnpaidExpired):
        service.reopen_expired(order.id, actor=pay_first.actor)


def test_what_is_paid_in_part_when_its_table_is_cleared_never_cooks(
    pay_first: Shop, clock: FixedClock
) -> None:
    """No more money is taken for it; what was paid goes back, and then the order ends."""
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["fish"])
    taken = pay(pay_first.actor, order, 100)
    tables_service.clear_table(pay_first.tables[0].id, actor=pay_first.actor)
    with pytest.raises(GuestsLeft):
        pay(pay_first.actor, order, order.total_fen - 100)
    assert (fresh(order).paid_fen, tickets()) == (100, 0)
    give_back(pay_first, taken["id"], 100)
    clock.move(minutes=6)
    assert service.expire_unpaid() == 1
    assert (fresh(order).status, fish_left(pay_first)) == (OrderStatus.CANCELLED, FISH_LEFT)


def race(app: Flask, shop: Shop, clock: FixedClock) -> tuple[Order, list[object]]:
    """The guest pays at the very moment at which the time is up."""
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["fish"])
    given = PaymentInput(channel=Channel.CASH, amount_fen=order.total_fen)
    clock.move(minutes=5)
    first, second = (
        partial(payments.pay_order, order.id, given, key=new_id(), actor=shop.actor)
        for _ in range(2)
    )
    outcome = all_at_once(app, [first, *[service.expire_unpaid] * 4, second])
    return fresh(order), outcome


def test_paid_and_expired_at_once_is_paid_and_cooked_once(
    app: Flask, pay_first: Shop, clock: FixedClock
) -> None:
    for n in range(1, 5):
        order, outcome = race(app, pay_first, clock)
        assert (order.status, order.paid_fen) == (OrderStatus.PLACED, order.total_fen)
        assert db.session.scalar(select(func.count(Payment.id))) == n
        assert (tickets(), fish_left(pay_first)) == (n, FISH_LEFT - n)
        assert sum(isinstance(each, NothingDue) for each in outcome) == 1


def test_control_without_the_second_look_a_paid_order_would_be_ended(
    app: Flask, pay_first: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both defences away: the look under the lock, and that cancelling refuses paid orders."""
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["tofu"])
    clock.move(minutes=5)
    pay(pay_first.actor, order)
    monkeypatch.setattr(unpaid, "_is_overdue", lambda _order: True)
    monkeypatch.setattr(unpaid, "cancel_order", _cancel_blindly)
    assert unpaid._expire(order.id, pay_first.id)
    assert fresh(order).status is OrderStatus.CANCELLED
    assert fresh(order).paid_fen == order.total_fen


def test_control_without_the_check_of_the_status_it_would_be_cooked_unpaid(
    pay_first: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OrderingSettings, "pay_mode_at", lambda *_a, **_k: PayMode.AFTER)
    place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["tofu"])
    assert tickets() == 1


def _cancel_blindly(order: Order, **_more: object) -> None:
    order.status = OrderStatus.CANCELLED


@pytest.mark.parametrize("how", ["comp", "discount", "void", "round"])
def test_what_staff_take_off_the_rest_lets_it_go_on_its_way(pay_first: Shop, how: str) -> None:
    presence, owner = presence_at(pay_first.tables[0], pay_first.actor), pay_first.person()
    order = place(presence, pay_first.dish["tofu"], pay_first.dish["beer"])
    pay(owner, order, 1800)
    beer = order.lines[1]
    if how == "comp":
        service.comp_line(beer.id, actor=owner, reason="送")
    elif how == "discount":
        service.discount_order(order.id, actor=owner, label="老客", off_fen=800)
    elif how == "void":
        service.void_line(beer.id, actor=owner, reason="没了")
    else:
        pay(owner, order, 200)
        assert tickets() == 0
        service.round_down_bill(service.BillScope(None, order.id), 1000, actor=owner)
    assert (fresh(order).due_fen, fresh(order).status) == (0, OrderStatus.PLACED)
    assert tickets() > 0


def test_one_given_for_nothing_is_cooked_and_does_not_expire(
    pay_first: Shop, clock: FixedClock
) -> None:
    order = place(presence_at(pay_first.tables[0], pay_first.actor), pay_first.dish["tofu"])
    service.comp_line(order.lines[0].id, actor=pay_first.person(), reason="老板请客")
    clock.move(minutes=30)
    assert service.expire_unpaid() == 0
    assert (fresh(order).status, tickets()) == (OrderStatus.PLACED, 1)
