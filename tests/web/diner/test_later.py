"""When food is ready, on the phone: told before ordering, chosen for later, changed in time."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.ordering import queries
from app.ordering.models import Order
from app.ordering.settings import PaceSettings
from app.settings import service as settings
from app.tables import codes
from app.tables.models import Table
from tests.factories.carts import add, send
from tests.factories.ordering import place
from tests.factories.schedule import pickup_phone, pickup_point, take_ahead, tomorrow_at
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import PageClient

Phone = Callable[[Table], PageClient]


@pytest.fixture
def pickup(app: Flask, shop: Shop) -> tuple[PageClient, Order]:
    """A phone with an order for tomorrow noon."""
    take_ahead(shop)
    presence = pickup_phone(shop)
    order = place(presence, shop.dish["tofu"], due_at=tomorrow_at(12))
    page = PageClient(app, app.response_class)
    page.sit_down(codes.new_token(presence.session_id))
    return page, order


def test_the_cart_says_how_long_it_takes(diner_page: Phone, shop: Shop, clock: FixedClock) -> None:
    phone, table = diner_page(shop.tables[0]), shop.tables[0]
    assert "min" not in phone.get("/cart/when").text
    send(presence_at(table), add(shop.dish["tofu"]))
    assert "10–15" in phone.get("/cart/when").text
    settings.save(PaceSettings(cooks=1, stop_minutes=5), actor=shop.actor)
    place(presence_at(table), shop.dish["tofu"])
    clock.move(seconds=2)
    full = phone.get("/cart/when").text
    assert "banner" in full and "<select" not in full


def test_only_pick_up_is_offered_times(app: Flask, diner_page: Phone, shop: Shop) -> None:
    take_ahead(shop)
    presence = presence_at(pickup_point(shop))
    send(presence, add(shop.dish["tofu"]))
    phone = PageClient(app, app.response_class)
    phone.sit_down(codes.new_token(presence.session_id))
    offered = phone.get("/cart/when").text
    assert 'value=""' in offered and "2026-03-03T03:00:00+00:00" in offered
    at_table = presence_at(shop.tables[0])
    send(at_table, add(shop.dish["tofu"]))
    assert "<select" not in diner_page(shop.tables[0]).get("/cart/when").text


def test_a_guest_changes_the_time_and_is_told_when_it_is_gone(
    pickup: tuple[PageClient, Order], shop: Shop, clock: FixedClock
) -> None:
    phone, order = pickup
    path = f"/orders/{order.id}/time"
    assert path in phone.get("/orders").text
    form = {"due_at": tomorrow_at(18, 30).isoformat()}
    assert phone.post(path, data=form).status_code == 303
    assert queries.get_order(shop.id, order.id).due_at == tomorrow_at(18, 30)
    gone = phone.post(path, data={"due_at": tomorrow_at(3).isoformat()})
    assert gone.status_code == 409
    assert 'role="alert"' in gone.text and "<select" in gone.text
    clock.move(hours=30, minutes=45)
    orders = phone.get("/orders").text
    assert path not in orders and f"cancel-{order.id}" not in orders


def test_the_phone_is_remembered_until_the_day(app: Flask, shop: Shop) -> None:
    phone = PageClient(app, app.response_class)
    answer = phone.get(f"/t/{codes.code_of(pickup_point(shop))}")
    assert "Max-Age=3456000" in answer.headers["Set-Cookie"]
    seated = phone.get(f"/t/{codes.code_of(shop.tables[0])}")
    assert "Max-Age=86400" in seated.headers["Set-Cookie"]
