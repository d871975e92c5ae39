"""Sending an order on: to the kitchen at once, or into the list of those that are wanted later."""

from datetime import datetime, timedelta

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import db
from app.ordering import load, rules
from app.ordering.errors import IllegalTransition
from app.ordering.events import OrderChanged, OrderPlaced
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus


def send_on(order: Order, *, actor: Actor, action: str, is_early_wanted: bool = False) -> None:
    """Let an order that nothing holds back any more go where it belongs, exactly once.

    With `is_early_wanted` a pre-order goes to the kitchen before its time. Raises IllegalTransition
    for one that the kitchen has already, or that was cancelled.
    """
    now = clock.now()
    is_due = order.due_at is None or kitchen_moment(order) <= now
    is_early = not is_due and not is_early_wanted
    status = OrderStatus.SCHEDULED if is_early else OrderStatus.PLACED
    if order.status is status or not rules.may_become(order.status, status):
        raise IllegalTransition
    order.status = status
    if not is_early:
        order.kitchen_at = now
        if order.due_at is None:
            order.quoted_at = load.ready_at(load.promise(order.store_id, order.cook_minutes), now)
    db.session.flush()
    audit.log(action, actor=actor, target=("order", order.id), status=status.value)
    if is_early:
        events.publish(OrderChanged(order.store_id, order.id, order.table_session_id))
        return
    events.publish(
        OrderPlaced(
            store_id=order.store_id,
            order_id=order.id,
            number=order.number,
            round=order.round,
            session_id=order.table_session_id,
            lines=tuple((line.id, line.station_id) for line in order.lines if _is_cooked(line)),
        )
    )


def _is_cooked(line: OrderLine) -> bool:
    """Whether the kitchen makes it: what was taken back before it went there is never told."""
    return not line.is_set and line.status is not LineStatus.CANCELLED


def kitchen_moment(order: Order) -> datetime:
    """When the kitchen must begin with an order that is wanted later."""
    assert order.due_at is not None
    return order.due_at - timedelta(minutes=order.cook_minutes)
