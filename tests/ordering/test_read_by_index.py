"""What is asked all day does not go through every order there ever was."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.ordering import queries, times
from tests.factories.shop import Shop
from tests.fixtures.query_plans import plan_of

pytestmark = pytest.mark.sqlite("its plan of a statement")


def test_orders_that_wait_have_an_index_of_their_own(app: Flask, shop: Shop) -> None:
    plan = plan_of(lambda: queries.list_waiting_orders(shop.id))
    assert "ix_customer_order_waiting" in plan


def test_times_are_read_from_the_orders_of_their_days(app: Flask, shop: Shop) -> None:
    now: datetime = clock.now()
    plan = plan_of(lambda: times.list_line_times(shop.id, now - timedelta(days=7), now))
    assert "(store_id=? AND business_date>?)" in plan
