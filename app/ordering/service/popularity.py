"""How often each dish was ordered lately: what the menu is sorted by."""

from datetime import timedelta

from sqlalchemy import func, select

from app.catalog import service as catalog
from app.core import clock
from app.core.db import db
from app.ordering.models import LineStatus, Order, OrderLine
from app.stores import queries as stores

LATELY = timedelta(days=30)


def count_popularity() -> None:
    """Tell the menu of each store what was ordered lately. Run by a job, once in an hour."""
    for store in stores.list_stores():
        query = (
            select(OrderLine.dish_id, func.sum(OrderLine.quantity))
            .join(Order)
            .where(
                Order.store_id == store.id,
                Order.placed_at >= clock.now() - LATELY,
                OrderLine.status != LineStatus.CANCELLED,
                OrderLine.dish_id.is_not(None),
                ~Order.is_test,
            )
            .group_by(OrderLine.dish_id)
        )
        sold = {str(dish_id): int(count) for dish_id, count in db.session.execute(query)}
        catalog.note_sold(store.id, sold)
