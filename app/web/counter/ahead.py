"""The pre-orders 预约单 by day: what is to come, what to prepare for it, and another time."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering import slots
from app.ordering.inputs import RescheduleInput
from app.ordering.models import LineStatus, Order
from app.ordering.service.scheduling import MISSED_AFTER
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp


@dataclass(frozen=True, slots=True)
class AheadDay:
    """The pre-orders of a day, and how many portions of each dish they ask for in all."""

    day: date
    orders: tuple[Order, ...]
    portions: tuple[tuple[str, str, int], ...]

    @property
    def total_fen(self) -> int:
        """What they come to."""
        return sum(order.total_fen for order in self.orders)


@bp.get("/ahead")
@staff_only(Right.TABLES)
def ahead() -> ResponseReturnValue:
    """The pre-orders that the kitchen does not have yet."""
    return render_template("counter/ahead/page.html", **_ahead_facts())


@bp.get("/ahead/now")
@staff_only(Right.TABLES)
def ahead_now() -> ResponseReturnValue:
    """The changing part of the page."""
    return render_template("counter/ahead/_days.html", **_ahead_facts())


@bp.get("/orders/<order_id>/time")
@staff_only(Right.ORDER)
def ask_time(order_id: str) -> ResponseReturnValue:
    """Offer other times for a pre-order."""
    order = orders.get_order(require_staff().store_id, order_id)
    days = slots.list_days(order.store_id, order.cook_minutes)
    return render_template("counter/ahead/_time.html", order=order, days=days)


@bp.post("/orders/<order_id>/time")
@staff_only(Right.ORDER)
def change_time(order_id: str) -> Response:
    """Collect a pre-order at another time."""
    given = RescheduleInput.model_validate(request.form.to_dict())
    ordering.reschedule_order(order_id, given.due_at, actor=current_actor())
    return acted(gettext("Saved."))


@bp.post("/orders/<order_id>/begin")
@staff_only(Right.ORDER)
def begin_now(order_id: str) -> Response:
    """Let the kitchen begin with a pre-order before its time."""
    ordering.begin_now(order_id, actor=current_actor())
    return acted(gettext("Sent to the kitchen."))


def _ahead_facts() -> dict[str, object]:
    store = stores.get_facts(require_staff().store_id)
    found = orders.list_ahead(store.id)
    by_day = groupby(found, key=lambda order: store.local(_due(order)).date())
    return {
        "days": [_day(day, tuple(each)) for day, each in by_day],
        "today": store.local(clock.now()).date(),
        "missed_before": clock.now() - MISSED_AFTER,
        "takes_ahead": slots.takes_ahead(store.id),
    }


def _day(day: date, found: tuple[Order, ...]) -> AheadDay:
    portions: Counter[tuple[str, str]] = Counter()
    for order in found:
        for line in order.lines:
            if not line.is_set and line.status is not LineStatus.CANCELLED:
                portions[line.name, line.name_en] += line.quantity
    most = sorted(portions.items(), key=lambda each: (-each[1], each[0]))
    return AheadDay(day, found, tuple((name, name_en, n) for (name, name_en), n in most))


def _due(order: Order) -> datetime:
    assert order.due_at is not None
    return order.due_at
