"""How long dishes really take, from what the kitchen's screens were told.

A time counts from the touch that began a line to the one that finished it. The median of a dish's
latest times stands for it: one pan that was forgotten for an hour moves nothing. Lines that were
finished without having been begun say nothing, nor do touches that only tidied up.
"""

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import delete, select

from app.core import clock
from app.core.db import atomic, db
from app.ordering import load
from app.ordering.models import DishPace, Order, OrderLine
from app.ordering.pace import MAX_MINUTES, measured_minutes, portion_minutes
from app.stores import queries as stores

# Older times belong to another season, and maybe to another cook.
_LOOKS_BACK = timedelta(days=60)
_LATEST = 50
_MOST_LINES = 20_000
# Begun and finished in one breath: somebody ticked off what had been cooked long before.
_LEAST_S = 20.0


def measure_dishes() -> int:
    """Measure the dishes of every store anew; return how many have a time. Run by a job."""
    return sum(_measure(store.id) for store in stores.list_stores())


@atomic
def _measure(store_id: str) -> int:
    now, found = clock.now(), _samples(store_id)
    measured = {dish: measured_minutes(times) for dish, times in found.items()}
    rows = [
        DishPace(
            store_id=store_id,
            dish_id=dish,
            minutes=minutes,
            samples=len(found[dish]),
            measured_at=now,
        )
        for dish, minutes in sorted(measured.items())
        if minutes is not None
    ]
    db.session.execute(delete(DishPace).where(DishPace.store_id == store_id))
    db.session.expire_all()
    db.session.add_all(rows)
    db.session.flush()
    load.forget_minutes(store_id)
    return len(rows)


def _samples(store_id: str) -> dict[str, list[float]]:
    """Minutes of one portion by dish, the latest of each."""
    query = (
        select(OrderLine.dish_id, OrderLine.quantity, OrderLine.started_at, OrderLine.done_at)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.store_id == store_id,
            ~Order.is_test,
            Order.placed_at > clock.now() - _LOOKS_BACK,
            OrderLine.dish_id.is_not(None),
            OrderLine.started_at.is_not(None),
            OrderLine.done_at.is_not(None),
        )
        .order_by(OrderLine.done_at.desc())
        .limit(_MOST_LINES)
    )
    found: dict[str, list[float]] = defaultdict(list)
    for dish, quantity, started_at, done_at in db.session.execute(query):
        assert dish
        assert started_at
        assert done_at
        seconds = (done_at - started_at).total_seconds()
        if _LEAST_S <= seconds <= MAX_MINUTES * 60 and len(found[dish]) < _LATEST:
            found[dish].append(portion_minutes(seconds, quantity))
    return found
