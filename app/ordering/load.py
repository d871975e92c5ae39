"""Reading how busy the kitchen is, how long dishes take, and what a guest is told of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Float, bindparam, cast, func, or_, select

from app.core import clock
from app.core.db import read
from app.core.freshness import Fresh
from app.ordering.models import DishPace, LineStatus, Order, OrderLine, OrderStatus
from app.ordering.pace import CookedLine, order_minutes, told_range, wait_minutes
from app.ordering.settings import PaceSettings
from app.pricing.rules import Quote
from app.settings import queries as settings
from app.stores import queries as stores

# What belongs to an earlier day is not being cooked, whatever its status says.
_RECENT = timedelta(days=1)
# A dish that nobody has measured yet.
_USUAL_MINUTES = 10

_MEASURED = select(DishPace.dish_id, DishPace.minutes).where(
    DishPace.store_id == bindparam("store")
)


# The share of an order's lines that nobody has finished is the share of its minutes to come.
_WAITING_LINES = func.count(OrderLine.id).filter(
    or_(OrderLine.status == LineStatus.PLACED, OrderLine.status == LineStatus.COOKING)
)
_TO_COME = (
    select(
        (cast(Order.cook_minutes, Float) * _WAITING_LINES / func.count(OrderLine.id)).label(
            "minutes"
        )
    )
    .join(OrderLine, OrderLine.order_id == Order.id)
    .where(
        Order.store_id == bindparam("store"),
        or_(Order.status == OrderStatus.PLACED, Order.status == OrderStatus.COOKING),
        Order.business_date >= bindparam("since"),
        ~Order.is_test,
        OrderLine.status != LineStatus.CANCELLED,
        ~OrderLine.is_set,
    )
    .group_by(Order.id, Order.cook_minutes)
    .subquery()
)
_IN_PROGRESS = select(func.sum(_TO_COME.c.minutes).label("minutes"))


@dataclass(frozen=True, slots=True)
class Promise:
    """How long an order will take: until a cook is free, and the cooking itself."""

    wait: int
    cooking: int

    @property
    def minutes(self) -> int:
        """Both together."""
        return self.wait + self.cooking

    @property
    def told(self) -> tuple[int, int]:
        """The range that the guest is told, in minutes."""
        return told_range(self.minutes)


def dish_minutes(store_id: str) -> dict[str, int]:
    """Measured minutes by dish id; a dish that was measured too seldom is not in it."""
    return _minutes.get(store_id)


def minutes_in_progress(store_id: str) -> int:
    """Cooking minutes of the orders that the kitchen has and has not finished."""
    return _in_progress.get(store_id)


def forget_minutes(store_id: str) -> None:
    """Read the measured times anew after the present transaction."""
    _minutes.forget(store_id)


def cook_minutes(store_id: str, quote: Quote) -> int:
    """What a basket asks of one cook, in minutes, by measured times where there are some."""
    measured = dish_minutes(store_id)
    return order_minutes(
        CookedLine(measured.get(dish.id, dish.cook_minutes), quantity)
        for line in quote.lines
        for dish, quantity in line.parts or ((line.dish, line.quantity),)
    )


def promise(store_id: str, cooking: int) -> Promise:
    """How long an order of so many cooking minutes takes now."""
    cooks = settings.get(store_id, PaceSettings).cooks
    return Promise(wait_minutes(minutes_in_progress(store_id), cooks), cooking)


def is_full(store_id: str) -> bool:
    """Whether the kitchen has so much to cook that phones are asked to wait."""
    stop = settings.get(store_id, PaceSettings).stop_minutes
    return bool(stop) and promise(store_id, 0).wait >= stop


def told_when_busy(store_id: str) -> tuple[int, int] | None:
    """The minutes that the menu tells of before anything is chosen, None while it is not busy."""
    usual = promise(store_id, _typical(dish_minutes(store_id).values()))
    chosen = settings.get(store_id, PaceSettings)
    is_told = chosen.tells_guests and usual.minutes >= chosen.busy_minutes
    return usual.told if is_told else None


def ready_at(promised: Promise, moment: datetime | None = None) -> datetime:
    """When an order promised at `moment`, now when none is given, should be ready."""
    return (moment or clock.now()) + timedelta(minutes=promised.minutes)


def _typical(minutes: Iterable[int]) -> int:
    known = sorted(minutes)
    return known[len(known) // 2] if known else _USUAL_MINUTES


def _load_minutes(store_id: str) -> dict[str, int]:
    return {row.dish_id: row.minutes for row in read(_MEASURED, {"store": store_id})}


def _load_in_progress(store_id: str) -> int:
    since = stores.get_facts(store_id).business_date() - _RECENT
    [found] = read(_IN_PROGRESS, {"store": store_id, "since": since})
    return round(found.minutes or 0.0)


_minutes: Fresh[str, dict[str, int]] = Fresh(_load_minutes)
_in_progress: Fresh[str, int] = Fresh(_load_in_progress)
