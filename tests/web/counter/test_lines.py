"""What staff do with dishes that were ordered: each within its right, with its reason and money."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.ordering import queries as orders
from app.ordering.models import LineStatus, Order
from app.staff.rights import Role
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop

Page = Callable[[Role], FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def order(shop: Shop) -> Order:
    """Two tofu at 18.00 and a chicken at 38.00."""
    return place_at_counter(
        shop.actor, (shop.dish["tofu"], 2), shop.dish["chicken"], table=shop.tables[0]
    )


def again(shop: Shop, order: Order) -> Order:
    db.session.expire_all()
    return orders.get_order(shop.id, order.id)


def said(answer: TestResponse) -> str:
    """What the page is told to say."""
    assert answer.status_code == 204, answer.text
    return str(json.loads(answer.headers["HX-Trigger"])["acted"]["message"])


def test_the_sheet_offers_only_what_this_person_may_do(
    shop: Shop, staff_page: Page, order: Order
) -> None:
    path = f"/counter/lines/{order.lines[0].id}"
    waiter, owner = staff_page(Role.WAITER).get(path).text, staff_page(Role.OWNER).get(path).text
    assert 'id="void"' in waiter
    for name in ("comp", "price"):
        assert f'id="{name}"' not in waiter
        assert f'id="{name}"' in owner


def test_a_part_is_taken_back_and_the_money_is_told(
    shop: Shop, staff_page: Page, order: Order
) -> None:
    page, path = staff_page(Role.WAITER), f"/counter/lines/{order.lines[0].id}/void"
    assert "点错" in page.get(path).text
    form = {"quantity": "1", "of": "2", "reason": "点错了", "to": "stock"}
    assert "¥74.00 → ¥56.00" in said(page.post(path, data=form))
    gone = [each for each in again(shop, order).lines if each.status is LineStatus.CANCELLED]
    assert [(each.quantity, each.void_reason, each.void_to) for each in gone] == [
        (1, "点错了", "stock")
    ]


def test_a_part_that_is_sent_twice_is_taken_back_once(
    shop: Shop, staff_page: Page, order: Order
) -> None:
    page, path = staff_page(Role.WAITER), f"/counter/lines/{order.lines[0].id}/void"
    form = {"quantity": "1", "of": "2", "reason": "点错了"}
    assert page.post(path, data=form).status_code == 204
    refused = page.post(path, data=form, headers=JSON)
    assert refused.status_code == 409
    assert again(shop, order).total_fen == 5600


def test_nothing_is_taken_back_without_a_reason(shop: Shop, staff_page: Page, order: Order) -> None:
    path = f"/counter/lines/{order.lines[0].id}/void"
    answer = staff_page(Role.WAITER).post(path, data={"reason": " "}, headers=JSON)
    assert answer.status_code == 422
    assert again(shop, order).total_fen == 7400


def test_giving_for_nothing_and_charging_after_all(
    shop: Shop, staff_page: Page, order: Order
) -> None:
    page, line = staff_page(Role.CASHIER), order.lines[1].id
    told = said(page.post(f"/counter/lines/{line}/comp", data={"reason": "等太久"}))
    assert "¥74.00 → ¥36.00" in told
    assert "等太久" in page.get(f"/counter/tables/{shop.tables[0].id}/now").text
    said(page.post(f"/counter/lines/{line}/comp/withdraw"))
    assert again(shop, order).total_fen == 7400


def test_a_price_is_changed_by_who_may(shop: Shop, staff_page: Page, order: Order) -> None:
    path = f"/counter/lines/{order.lines[1].id}/price"
    form = {"price": "30.5", "reason": "老顾客"}
    assert staff_page(Role.CASHIER).post(path, data=form, headers=JSON).status_code == 403
    assert "¥74.00 → ¥66.50" in said(staff_page(Role.MANAGER).post(path, data=form))
    wrong = staff_page(Role.MANAGER).post(path, data={**form, "price": "abc"}, headers=JSON)
    assert wrong.status_code == 422


def test_a_weighed_dish_gets_its_weight(shop: Shop, staff_page: Page, order: Order) -> None:
    with transaction():
        orders.get_line(shop.id, order.lines[1].id).is_price_open = True
    page = staff_page(Role.WAITER)
    assert "待称重" in page.get(f"/counter/tables/{shop.tables[0].id}/now").text
    path = f"/counter/lines/{order.lines[1].id}/measure"
    assert "每斤" in page.get(path).text
    said(page.post(path, data={"grams": "750"}))
    assert again(shop, order).lines[1].list_fen == 5700


def test_hold_call_rush_and_serve(shop: Shop, staff_page: Page, order: Order) -> None:
    page, line = staff_page(Role.WAITER), order.lines[0].id
    for step, status in (
        ("hold", LineStatus.HELD),
        ("fire", LineStatus.PLACED),
        ("rush", LineStatus.PLACED),
        ("serve", LineStatus.SERVED),
        ("recall", LineStatus.DONE),
    ):
        said(page.post(f"/counter/lines/{line}/{step}"))
        assert again(shop, order).lines[0].status is status
    assert again(shop, order).lines[0].rushed_at is not None


def test_a_whole_table_is_called_and_rushed(shop: Shop, staff_page: Page, order: Order) -> None:
    page = staff_page(Role.WAITER)
    for each in order.lines:
        said(page.post(f"/counter/lines/{each.id}/hold"))
    assert 'id="fire-all"' in page.get(f"/counter/tables/{shop.tables[0].id}/now").text
    for step in ("fire", "rush"):
        said(page.post(f"/counter/sessions/{order.table_session_id}/{step}"))
    assert all(each.status is LineStatus.PLACED for each in again(shop, order).lines)
    assert all(each.rushed_at for each in again(shop, order).lines)
