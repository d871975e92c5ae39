"""What is asked all day does not go through every order there ever was."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.core import clock
from app.core.db import db
from app.ordering import queries, times
from tests.factories.shop import Shop

pytestmark = pytest.mark.sqlite("its plan of a statement")


def plan_of(act: Callable[[], object]) -> str:
    """How SQLite finds the rows of the first statement that is sent."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        sent.append((statement, given))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    statement, given = sent[0]
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
    return " ".join(str(row) for row in rows)


def test_orders_that_wait_have_an_index_of_their_own(app: Flask, shop: Shop) -> None:
    plan = plan_of(lambda: queries.list_waiting_orders(shop.id))
    assert "ix_customer_order_waiting" in plan


def test_times_are_read_from_the_orders_of_their_days(app: Flask, shop: Shop) -> None:
    now: datetime = clock.now()
    plan = plan_of(lambda: times.list_line_times(shop.id, now - timedelta(days=7), now))
    assert "(store_id=? AND business_date>?)" in plan
