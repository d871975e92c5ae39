"""What a party's phone says of its dishes on the way and of its bill."""

from collections.abc import Callable

import pytest

from app.ordering import service
from app.tables import queries as tables
from app.web import pay_ways
from tests.factories import catalog as menus
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at, sit_down
from tests.fixtures.callers import PageClient

Phone = Callable[..., PageClient]


@pytest.mark.parametrize(
    ("step", "words"), [("serve", "On the table"), ("hold", "Waiting for your call")]
)
def test_a_dish_that_was_served_or_held_says_so(
    diner_page: Phone, shop: Shop, step: str, words: str
) -> None:
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    order = place(presence_at(shop.tables[0]), shop.dish["tofu"])
    service.step_line(order.lines[0].id, step, actor=shop.actor)
    answer = phone.get("/orders/live")
    assert answer.status_code == 200 and words in answer.text


def test_every_stage_of_the_price_stands_on_the_bill(diner_page: Phone, shop: Shop) -> None:
    """What was charged and what was given, with their names: the sum can be followed."""
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    order = place(presence_at(shop.tables[0]), shop.dish["tofu"], shop.dish["rice"])
    service.comp_line(order.lines[1].id, actor=shop.actor, reason="慢了")
    service.discount_order(order.id, actor=shop.actor, label="熟客", off_bp=1000)
    service.round_down(order.id, 100, actor=shop.actor)
    html = phone.get("/orders/live").text
    assert '<s class="muted">¥2.00</s> ¥0.00' in html
    assert "熟客" in html and "−¥1.80" in html
    assert "Rounded down" in html and "−¥0.20" in html and "¥16.00" in html


def test_a_weighed_dish_is_not_said_to_cost_nothing(diner_page: Phone, shop: Shop) -> None:
    crab = menus.make_dish(shop.actor, shop.categories["hot"], "大闸蟹", 9800, price_kind="weighed")
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    order = place(presence_at(shop.tables[0]), crab)
    html = phone.get("/orders/live").text
    assert html.count("Priced before the bill") == 3, "the dish, the order's total and the bill's"
    assert "¥0.00" not in html and "Paid. Thank you!" not in html
    place(presence_at(shop.tables[0]), shop.dish["tofu"])
    html = phone.get("/orders/live").text
    assert "¥18.00 + to be priced" in html and "¥0.00" not in html
    service.set_weight(order.lines[0].id, 750, actor=shop.actor)
    html = phone.get("/orders/live").text
    assert "Priced before the bill" not in html and "¥147.00" in html


def test_who_waits_for_the_staff_is_not_asked_to_pay_yet(
    diner_page: Phone, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pay_ways, "for_browser", lambda *_given: ["any"])
    phone, token = diner_page(shop.tables[1]), sit_down(shop.tables[0])
    phone.sit_down(token)
    phone.set_cookie("kf_lang", "en")
    order = place(tables.get_presence(token), shop.dish["tofu"])
    waiting = phone.get("/orders/live").text
    assert "once the staff have confirmed" in waiting and 'href="/pay"' not in waiting
    assert "once the staff have confirmed" in phone.get("/pay").text
    service.confirm_order(order.id, actor=shop.actor)
    assert 'href="/pay"' in phone.get("/orders/live").text
