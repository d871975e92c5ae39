"""When food is ready: told before ordering, chosen for later, changed until the lead time."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.errors import AppError
from app.ordering import load, queries, slots
from app.ordering import service as ordering
from app.ordering.inputs import RescheduleInput
from app.ordering.models import Order
from app.ordering.present import order_name
from app.stores import queries as stores
from app.web import formats
from app.web.auth import current_presence, diner_only
from app.web.diner.blueprint import bp


@bp.get("/cart/when")
@diner_only
def when() -> ResponseReturnValue:
    """How long the cart would take now and, for pick-up, the times at which it can be had."""
    presence = current_presence()
    store = stores.get_facts(presence.store_id)
    minutes = ordering.cart_minutes(presence)
    offered = presence.is_pickup and minutes is not None
    return render_template(
        "diner/ordering/_when.html",
        store=store,
        told=load.promise(store.id, minutes).told if minutes is not None else None,
        is_full=load.is_full(store.id),
        days=slots.list_days(store.id, minutes or 0) if offered else [],
        day_words=day_words,
        today=store.local(clock.now()).date(),
    )


@bp.get("/orders/<order_id>/time")
@diner_only
def order_time(order_id: str) -> ResponseReturnValue:
    """Offer other times for a pre-order."""
    return _time_page(_own_order(order_id))


@bp.post("/orders/<order_id>/time")
@diner_only
def change_order_time(order_id: str) -> ResponseReturnValue:
    """Collect a pre-order at another time; when that one was taken meanwhile, offer the rest."""
    order = _own_order(order_id)
    given = RescheduleInput.model_validate(request.form.to_dict())
    try:
        ordering.reschedule_order(order.id, given.due_at, actor=current_presence().actor)
    except AppError as refused:
        return _time_page(order, problem=str(refused.message)), refused.status
    return redirect(url_for(".orders"), 303)


def day_words(day: date, today: date) -> str:
    """A day as guests call it: "Tomorrow · Tue, Mar 3"."""
    near = {0: gettext("Today"), 1: gettext("Tomorrow")}.get((day - today).days)
    return f"{near} · {formats.weekday(day)}" if near else formats.weekday(day)


def _own_order(order_id: str) -> Order:
    presence = current_presence()
    return queries.get_session_order(presence.store_id, presence.session_id, order_id)


def _time_page(order: Order, problem: str = "") -> str:
    store = stores.get_facts(order.store_id)
    return render_template(
        "diner/ordering/time.html",
        store=store,
        presence=current_presence(),
        order=order,
        order_name=order_name,
        days=slots.list_days(store.id, order.cook_minutes),
        day_words=day_words,
        today=store.local(clock.now()).date(),
        problem=problem,
    )
