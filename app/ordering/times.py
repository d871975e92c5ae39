"""How long lines really took, read from the moments that their steps wrote down.

A line's moments: the kitchen got it (or it was called 叫起), a cook began, it was done, it was
served. Quotes learn from `list_line_times` (`LineTimes.made_s` is what a guest waits for a dish,
`cook_s` what a cook spends on it); the report of the kitchen's times shows the same rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.ordering.models import LineStatus, Order, OrderLine, OrderType


@dataclass(frozen=True, slots=True)
class LineTimes:
    """The moments of one line that was cooked; spans are in seconds, None where a moment lacks.

    A step that was taken back and done again counts with its last moment. A wall clock that was
    set back in between would make a span negative: such a span is None too.
    """

    dish_id: str | None
    name: str
    name_en: str
    station_id: str | None
    order_type: OrderType
    quantity: int
    got_at: datetime
    started_at: datetime | None
    done_at: datetime
    served_at: datetime | None

    @property
    def queue_s(self) -> float | None:
        """From reaching the kitchen until a cook began."""
        return _span(self.got_at, self.started_at)

    @property
    def cook_s(self) -> float | None:
        """From the cook's beginning until it was done; None for a dish done with one touch."""
        return _span(self.started_at, self.done_at)

    @property
    def made_s(self) -> float | None:
        """From reaching the kitchen until it was done: waiting and cooking together."""
        return _span(self.got_at, self.done_at)

    @property
    def serve_s(self) -> float | None:
        """From done until somebody ticked it off as served."""
        return _span(self.done_at, self.served_at)


# Nothing lies in a kitchen for longer between the day of its order and the moment it is done.
_LONGEST_MADE = timedelta(days=31)


def list_line_times(
    store_id: str, since: datetime, until: datetime, *, limit: int = 200_000
) -> list[LineTimes]:
    """The lines that were done from `since` until before `until`, oldest first.

    Test orders, set meals as such, and what was taken back are left out.
    """
    got_at = func.coalesce(OrderLine.fired_at, Order.kitchen_at, Order.placed_at)
    query = (
        select(
            OrderLine.dish_id,
            OrderLine.name,
            OrderLine.name_en,
            OrderLine.station_id,
            Order.order_type,
            OrderLine.quantity,
            got_at,
            OrderLine.started_at,
            OrderLine.done_at,
            OrderLine.served_at,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.store_id == store_id,
            # By the days of the orders, which have an index; an order ahead is of its own day.
            Order.business_date >= (since - _LONGEST_MADE).date(),
            OrderLine.done_at >= since,
            OrderLine.done_at < until,
            OrderLine.status != LineStatus.CANCELLED,
            ~OrderLine.is_set,
            ~Order.is_test,
        )
        .order_by(OrderLine.done_at)
        .limit(limit)
    )
    rows: Iterable[Any] = db.session.execute(query)
    return [LineTimes(*row) for row in rows]


def _span(begin: datetime | None, end: datetime | None) -> float | None:
    if begin is None or end is None or end < begin:
        return None
    return (end - begin).total_seconds()
