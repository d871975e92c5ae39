"""The call screen, calling again at the counter, and what the phone says of it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.core.clock import FixedClock
from app.ordering import queries, service
from app.ordering.errors import IllegalTransition
from app.ordering.models import Order
from app.ordering.settings import OrderingSettings, PayMode, PickupSettings, Voice
from app.settings import service as settings
from app.staff.rights import Role
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

Page = Callable[[Role], PageClient]


def cook(shop: Shop, order: Order) -> None:
    for line in order.lines:
        service.step_line(line.id, "done", actor=shop.actor)


def board(page: PageClient) -> tuple[list[str], list[str]]:
    """The numbers that are prepared and those that are called."""
    html = page.get("/counter/call-screen/now").get_data(as_text=True)
    sides = html.split("is-ready")
    preparing, called = (re.findall(r"<li class=\"num\"[^>]*>([^<]+)<", side) for side in sides)
    return preparing, called


def test_a_number_goes_from_preparing_to_called_to_gone(shop: Shop, staff_page: Page) -> None:
    page = staff_page(Role.CASHIER)
    first, second = (place_at_counter(shop.actor, shop.dish["tofu"]) for _ in range(2))
    assert board(page) == (["A001", "A002"], [])
    cook(shop, first)
    assert board(page) == (["A002"], ["A001"])
    pay(shop.actor, first)
    page.post(f"/counter/orders/{first.id}/hand-over")
    assert board(page) == (["A002"], [])
    assert page.get("/counter/call-screen").status_code == 200
    assert second.pickup_code == "A002"


def test_every_call_has_a_key_of_its_own_and_is_spoken_digit_by_digit(
    shop: Shop, staff_page: Page
) -> None:
    settings.save(PickupSettings(voice=Voice.BOTH), actor=shop.actor)
    page = staff_page(Role.CASHIER)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    cook(shop, order)
    assert page.post(f"/counter/orders/{order.id}/call").status_code == 204
    html = page.get("/counter/call-screen/now").get_data(as_text=True)
    assert f'data-call="{order.id}.2"' in html
    spoken = re.search(r'data-spoken="([^"]+)"', html)
    assert spoken is not None
    said = json.loads(spoken[1].replace("&#34;", '"'))
    assert said == [
        ["zh", "请 A 0 0 1 号顾客到取餐口取餐。"],
        ["en", "Number A 0 0 1, please come to the counter for your food."],
    ]


def test_the_owner_may_want_to_call_by_hand(shop: Shop) -> None:
    settings.save(PickupSettings(calls_itself=False), actor=shop.actor)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    cook(shop, order)
    assert queries.get_order(shop.id, order.id).called_at is None
    service.call_number(order.id, actor=shop.actor)
    assert queries.get_order(shop.id, order.id).calls == 1


def test_a_dish_taken_back_takes_the_call_back(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    cook(shop, order)
    service.step_line(order.lines[0].id, "recall", actor=shop.actor)
    assert queries.get_order(shop.id, order.id).called_at is None
    cook(shop, queries.get_order(shop.id, order.id))
    assert queries.get_order(shop.id, order.id).calls == 2


def test_what_has_no_number_or_is_over_is_not_called(shop: Shop) -> None:
    at_table = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    gone = place_at_counter(shop.actor, shop.dish["tofu"])
    service.cancel_order(gone, actor=shop.actor)
    for order in (at_table, gone):
        with pytest.raises(IllegalTransition):
            service.call_number(order.id, actor=shop.actor)


def test_a_call_reaches_the_counter_and_the_phone(
    shop: Shop, pushed: list[tuple[str, str, dict[str, Any]]]
) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    pushed.clear()
    service.call_number(order.id, actor=shop.actor)
    assert [(name, body["topic"]) for name, _room, body in pushed] == [("/counter", "orders")]


def test_the_counter_lists_what_is_to_be_collected_and_takes_it_up_again(
    shop: Shop, staff_page: Page, clock: FixedClock
) -> None:
    settings.save(OrderingSettings(pickup_pay_mode=PayMode.BEFORE), actor=shop.actor)
    page = staff_page(Role.CASHIER)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    html = page.get("/counter/pickup/now").get_data(as_text=True)
    assert f'id="pay-{order.id}"' in html and f'id="hand-{order.id}"' not in html
    clock.move(minutes=16)
    service.expire_unpaid()
    assert f'id="reopen-{order.id}"' in page.get("/counter/pickup/now").get_data(as_text=True)
    assert page.post(f"/counter/orders/{order.id}/reopen").status_code == 204
    assert f'id="pay-{order.id}"' in page.get("/counter/pickup/now").get_data(as_text=True)
