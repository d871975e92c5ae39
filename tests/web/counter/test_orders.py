"""The order screen, pick-up, what is left of a dish, and the pause."""

import html as markup
import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.catalog import queries as catalog
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering.models import OrderStatus
from app.ordering.settings import OrderingSettings
from app.reports import order_search
from app.reports.order_search import OrderSearch
from app.settings import queries as settings
from app.staff.rights import Role
from tests.factories import ordering, payments
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

Page = Callable[[Role], FlaskClient]
JSON = {"Accept": "application/json"}


def test_screen_carries_every_dish_with_its_questions(shop: Shop, staff_page: Page) -> None:
    text = staff_page(Role.WAITER).get(f"/counter/tables/{shop.tables[0].id}/order").text
    facts = [json.loads(markup.unescape(each)) for each in re.findall(r"data-dish='([^']*)'", text)]
    by_name = {each["name"]: each for each in facts}
    assert set(by_name) == {dish.name for dish in shop.dish.values()}
    assert by_name["宫保鸡丁"]["price_fen"] == 3800
    assert by_name["宫保鸡丁"]["groups"][0]["options"]
    assert "gongbaojiding gbjd" in text


def test_a_double_click_is_one_order(shop: Shop, staff_page: Page) -> None:
    page = staff_page(Role.WAITER)
    body = {
        "table_id": shop.tables[0].id,
        "order_type": "dine_in",
        "lines": [{"dish_id": shop.dish["tofu"].id, "quantity": 2}],
        "expected_total_fen": 3600,
    }
    answers = [
        page.post("/api/v1/staff/orders", json=body, headers={"Idempotency-Key": "tap"})
        for _again in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert order_search.tally_orders(shop.id, OrderSearch()).count == 1


@pytest.fixture
def to_go(shop: Shop) -> str:
    """A pick-up order of 18.00."""
    return ordering.place_at_counter(shop.person(Role.WAITER), shop.dish["tofu"]).id


def test_pickup_is_paid_then_handed_over(shop: Shop, staff_page: Page, to_go: str) -> None:
    page = staff_page(Role.CASHIER)
    assert "未付" in page.get("/counter/pickup").text
    assert page.post(f"/counter/orders/{to_go}/hand-over", headers=JSON).status_code == 409
    body = {"channel": "cash", "amount": "18", "tendered": "20", "expected_due_fen": 1800}
    taken = page.post(
        f"/counter/orders/{to_go}/payments", json=body, headers={"Idempotency-Key": "k"}
    )
    assert taken.json is not None
    assert taken.json["change_fen"] == 200
    assert "¥2.00" in page.get(taken.json["show"]).text
    assert page.post(f"/counter/orders/{to_go}/hand-over").status_code == 204
    assert orders.get_order(shop.id, to_go).status is OrderStatus.COMPLETED
    assert kitchen.list_open_tickets(shop.id) == []


def test_handing_over_twice_is_refused(shop: Shop, staff_page: Page, to_go: str) -> None:
    payments.pay(shop.person(Role.CASHIER), orders.get_order(shop.id, to_go))
    page = staff_page(Role.WAITER)
    assert page.post(f"/counter/orders/{to_go}/hand-over").status_code == 204
    assert page.post(f"/counter/orders/{to_go}/hand-over", headers=JSON).status_code == 409


def test_sold_out_n_left_and_back(shop: Shop, staff_page: Page) -> None:
    page, dish_id = staff_page(Role.WAITER), shop.dish["tofu"].id
    assert page.post(f"/counter/dishes/{dish_id}/sold-out").status_code == 204
    assert not catalog.get_menu(shop.id).dishes[dish_id].available
    assert "已售罄" in page.get("/counter/dishes/now").text
    page.post(f"/counter/dishes/{dish_id}/left", data={"remaining": "3"})
    dish = catalog.get_menu(shop.id).dishes[dish_id]
    assert (dish.available, dish.remaining) == (True, 3)
    page.post(f"/counter/dishes/{dish_id}/back")
    assert catalog.get_menu(shop.id).dishes[dish_id].remaining is None


def test_pausing_is_the_manager_s_and_all_counters_say_so(shop: Shop, staff_page: Page) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    waiter, manager = staff_page(Role.WAITER), staff_page(Role.MANAGER)
    assert waiter.post("/counter/pause", headers=JSON).status_code == 403
    assert manager.post("/counter/pause", data={"message": "后厨正忙"}).status_code == 204
    chosen = settings.get(shop.id, OrderingSettings)
    assert (chosen.is_paused, chosen.pause_message) == (True, "后厨正忙")
    banner = waiter.get("/counter/alerts").text
    assert "后厨正忙" in banner
    assert "/counter/resume" not in banner
    assert "/counter/resume" in manager.get("/counter/alerts").text
    manager.post("/counter/resume")
    assert ordering.place(presence, shop.dish["tofu"]).status is OrderStatus.PLACED
