"""Seats that are charged, and dishes that come by themselves: seen before, and once."""

from collections.abc import Callable
from typing import Any

import pytest
from flask_babel import force_locale

from app.catalog import service as catalog
from app.catalog.models import RequiredPer
from app.core.clock import FixedClock
from app.core.ids import new_id
from app.ordering import queries, service
from app.ordering.cart.inputs import Operation, PartyOperation, PlaceCartInput
from app.ordering.errors import PriceChanged
from app.ordering.models import Order
from app.ordering.present import label_of
from app.ordering.settings import OrderingSettings, PayMode
from app.ordering.settings_covers import CoverSettings
from app.settings import service as settings
from app.tables.queries import Presence
from tests.factories import catalog as menus
from tests.factories.carts import add, change, remove, send, shown, view
from tests.factories.ordering import place, place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import Caller


def charge(shop: Shop, fen: int = 200, **more: Any) -> None:
    settings.save(CoverSettings(per_head_fen=fen, **more), actor=shop.actor)


def seats(order: Order) -> int:
    return sum(e["amount_fen"] for e in order.adjustments if e["key"] == "cover_charge")


@pytest.fixture
def phone(shop: Shop) -> Presence:
    return presence_at(shop.tables[0], shop.actor)


def test_each_guest_pays_for_a_seat_once(shop: Shop, phone: Presence) -> None:
    charge(shop)
    first = place(phone, shop.dish["tofu"], covers=3)
    assert (seats(first), first.total_fen) == (600, 2400)
    assert seats(place(phone, shop.dish["rice"], covers=3)) == 0
    late = place(phone, shop.dish["beer"], covers=4)
    assert (seats(late), late.total_fen) == (200, 1000)


def test_seats_of_a_cancelled_order_are_charged_with_the_next(shop: Shop, phone: Presence) -> None:
    charge(shop)
    service.cancel_order(place(phone, shop.dish["tofu"], covers=2), actor=phone.actor)
    assert seats(place(phone, shop.dish["rice"], covers=2)) == 400


@pytest.mark.parametrize(("covers", "left"), [(2, 200), (3, 0)])
def test_seats_of_an_order_that_expired_are_charged_once_when_it_is_paid_late(
    shop: Shop, phone: Presence, clock: FixedClock, covers: int, left: int
) -> None:
    charge(shop)
    settings.save(OrderingSettings(pay_mode=PayMode.BEFORE), actor=shop.actor)
    first = place(phone, shop.dish["tofu"], covers=3)
    assert first.total_fen == 2400
    clock.move(minutes=6)
    assert service.expire_unpaid() == 1
    assert seats(place(phone, shop.dish["rice"], covers=covers)) == covers * 200
    again = service.reopen_expired(first.id, actor=phone.actor)
    assert (seats(again), again.total_fen, service.charged_fen(phone.session_id)) == (
        left, 1800 + left, 600,
    )  # fmt: skip


def test_an_order_that_is_paid_late_costs_what_it_did(
    shop: Shop, phone: Presence, clock: FixedClock
) -> None:
    charge(shop)
    settings.save(OrderingSettings(pay_mode=PayMode.BEFORE), actor=shop.actor)
    order = place(phone, shop.dish["tofu"], covers=3)
    clock.move(minutes=6)
    service.expire_unpaid()
    assert service.reopen_expired(order.id, actor=phone.actor).total_fen == 2400


def test_nothing_is_charged_unless_the_owner_says_so(shop: Shop, phone: Presence) -> None:
    assert place(phone, shop.dish["tofu"], covers=9).adjustments == []


def test_what_is_taken_along_has_no_seat(shop: Shop) -> None:
    charge(shop)
    assert place_at_counter(shop.actor, shop.dish["tofu"], covers=2).total_fen == 1800


def test_the_phone_is_told_and_its_total_is_the_servers(
    shop: Shop, as_diner: Callable[..., Caller]
) -> None:
    charge(shop, charge_name="茶位费", charge_name_en="Tea charge")
    caller = as_diner(shop.tables[0])
    told = caller.get("/cart").json["cover_charge"]
    assert told == {"per_head_fen": 200, "charged_fen": 0, "name": "茶位费"}
    line = {"dish_id": shop.dish["tofu"].id}
    quote = caller.post("/quotes", {"lines": [line], "covers": 2}).json
    assert quote["total_fen"] == 2200
    assert quote["adjustments"][0]["label"] == "茶位费"
    kept = {"key": "cover_charge", "label": "茶位费 / Tea charge", "amount_fen": 200}
    with force_locale("en"):
        assert label_of(kept) == "Tea charge"
    sent = {"lines": [line], "covers": 2, "expected_total_fen": 2200}
    assert caller.post("/orders", sent, key="k1").status_code == 201
    assert caller.get("/cart").json["cover_charge"]["charged_fen"] == 400


def test_a_phone_that_did_not_know_of_the_seats_is_asked(shop: Shop, phone: Presence) -> None:
    charge(shop)
    with pytest.raises(PriceChanged):
        place(phone, shop.dish["tofu"], covers=2, expected_total_fen=1800)


def test_the_counter_orders_with_the_sum_of_its_dishes(shop: Shop) -> None:
    charge(shop)
    order = place_at_counter(
        shop.actor, shop.dish["tofu"], table=shop.tables[0], covers=2, expected_total_fen=1800
    )
    assert order.total_fen == 2200


# Dishes that come by themselves.


def party(covers: int) -> Operation:
    return PartyOperation(kind="party", id=new_id(), covers=covers)


def order_cart(phone: Presence) -> Order:
    given = PlaceCartInput(cart_version=view(phone).cart.version)
    placed = service.place_cart(phone, given, key=new_id())
    return queries.get_order(phone.store_id, placed.order["id"])


@pytest.fixture
def required(shop: Shop) -> Shop:
    drinks = shop.categories["drinks"]
    menus.make_dish(shop.actor, drinks, "茶", 500, required_per=RequiredPer.TABLE)
    menus.make_dish(shop.actor, drinks, "餐具", 100, required_per=RequiredPer.HEAD)
    return shop


def test_they_come_with_the_guests_and_follow_their_number(required: Shop, phone: Presence) -> None:
    send(phone, add(required.dish["tofu"]), party(2))
    assert shown(phone) == [("麻婆豆腐", 1), ("茶", 1), ("餐具", 2)]
    send(phone, party(4))
    assert shown(phone) == [("麻婆豆腐", 1), ("茶", 1), ("餐具", 4)]
    assert {line.name for line in order_cart(phone).lines} == {"麻婆豆腐", "茶", "餐具"}


def test_two_phones_bring_them_once(required: Shop, phone: Presence) -> None:
    other = presence_at(required.tables[0])
    send(phone, party(2))
    send(other, party(2))
    assert shown(phone) == [("茶", 1), ("餐具", 2)]


def test_who_took_them_out_has_declined_them(required: Shop, phone: Presence) -> None:
    send(phone, party(2))
    line = next(each for each in view(phone).lines if each.name == "餐具")
    send(phone, remove(line.id, view(phone).cart.version))
    send(phone, party(5))
    assert shown(phone) == [("茶", 1)]


def test_a_number_changed_by_hand_stays(required: Shop, phone: Presence) -> None:
    send(phone, party(3))
    line = next(each for each in view(phone).lines if each.name == "餐具")
    send(phone, change(line.id, -1, view(phone).cart.version), party(4))
    assert ("餐具", 2) in shown(phone)


def test_they_come_once_and_not_with_every_round(required: Shop, phone: Presence) -> None:
    send(phone, party(2))
    order_cart(phone)
    send(phone, add(required.dish["tofu"]), party(3))
    assert shown(phone) == [("麻婆豆腐", 1)]


def test_what_is_sold_out_or_asks_a_question_does_not_come(shop: Shop, phone: Presence) -> None:
    sizes = menus.make_sizes(shop.actor, ("壶", 1800))
    menus.make_dish(
        shop.actor, shop.categories["drinks"], "茶", 1800,
        group_ids=(sizes.id,), required_per=RequiredPer.TABLE,
    )  # fmt: skip
    towel = menus.make_dish(
        shop.actor, shop.categories["drinks"], "毛巾", 100, required_per=RequiredPer.HEAD
    )
    catalog.sell_out_today(towel.id, actor=shop.actor)
    send(phone, party(2))
    assert shown(phone) == []
