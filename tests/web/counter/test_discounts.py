"""Discounts on whole bills: within one's limit, once, and taken back again."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.db import db
from app.ordering import queries as orders
from app.staff.rights import Role
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop

Page = Callable[[Role], FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def session_id(shop: Shop) -> str:
    """A party with two orders that come to 56.00."""
    place_at_counter(shop.actor, shop.dish["chicken"], table=shop.tables[0])
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    assert order.table_session_id is not None
    return order.table_session_id


def total(shop: Shop, session_id: str) -> int:
    db.session.expire_all()
    return sum(each.total_fen for each in orders.list_session_orders(shop.id, session_id))


def test_a_percentage_is_given_once_though_it_is_sent_twice(
    shop: Shop, staff_page: Page, session_id: str
) -> None:
    page, path = staff_page(Role.CASHIER), f"/counter/sessions/{session_id}/discount"
    assert "20" in page.get(path).text
    form = {"percent": "12.5", "amount": "", "reason": "老顾客", "expected_total_fen": "5600"}
    assert page.post(path, data=form).status_code == 204
    assert total(shop, session_id) == 4900
    assert page.post(path, data=form, headers=JSON).status_code == 409
    assert total(shop, session_id) == 4900
    assert "老顾客" in page.get(f"/counter/tables/{shop.tables[0].id}/now").text


def test_more_than_ones_limit_is_refused_in_words(
    shop: Shop, staff_page: Page, session_id: str
) -> None:
    path = f"/counter/sessions/{session_id}/discount"
    form = {"percent": "", "amount": "20", "reason": "老顾客", "expected_total_fen": "5600"}
    refused = staff_page(Role.CASHIER).post(path, data=form, headers=JSON)
    assert refused.status_code == 403
    assert refused.json is not None
    assert refused.json["limit_percent"] == 20
    assert total(shop, session_id) == 5600
    assert staff_page(Role.OWNER).post(path, data=form).status_code == 204
    assert total(shop, session_id) == 3600


def test_rounding_down_takes_the_odd_sum_of_the_whole_bill(
    shop: Shop, staff_page: Page, session_id: str
) -> None:
    page, path = staff_page(Role.CASHIER), f"/counter/sessions/{session_id}"
    form = {"to_fen": "1000", "expected_total_fen": "5600"}
    assert page.post(f"{path}/round-down", data=form).status_code == 204
    assert total(shop, session_id) == 5000
    assert "抹零" in page.get(f"/counter/tables/{shop.tables[0].id}/now").text
    assert page.post(f"{path}/discount/withdraw").status_code == 204
    assert total(shop, session_id) == 5600
