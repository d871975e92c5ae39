"""Discounts on whole orders and parties, rounding down, and taking them back."""

from typing import Any

from flask_babel import lazy_gettext

from app.core import audit, events
from app.core.actors import Actor
from app.core.db import atomic
from app.core.errors import Invalid
from app.core.ids import new_id
from app.ordering import queries
from app.ordering.errors import DiscountTooHigh, IllegalTransition
from app.ordering.events import OrderChanged
from app.ordering.models import Order, OrderStatus
from app.ordering.rules import BEFORE_KITCHEN
from app.ordering.service.billing import ROUND_DOWN, rebill
from app.ordering.service.changing import release_settled
from app.pricing.stages import FULL, share

STAFF_DISCOUNT = "discount"


@atomic
def discount_order(
    order_id: str,
    *,
    actor: Actor,
    label: str,
    off_bp: int = 0,
    off_fen: int = 0,
    limit_percent: int = 100,
) -> Order:
    """Take `off_bp` ten-thousandths or `off_fen` off an order.

    All that staff took off it may come to `limit_percent` of its dishes: what the actor may give.
    Raises NotFound, Invalid, IllegalTransition, DiscountTooHigh, Overpaid.
    """
    order = _open_order(order_id, actor)
    _grant(order, actor, label=label, off_bp=off_bp, off_fen=off_fen)
    _refuse_too_much([order], limit_percent)
    return order


@atomic
def discount_party(
    session_id: str,
    *,
    actor: Actor,
    label: str,
    off_bp: int = 0,
    off_fen: int = 0,
    limit_percent: int = 100,
) -> list[Order]:
    """Take a discount off everything a party owes for; an amount is shared among its orders.

    What may still be refused, or is not paid in advance yet, is not on its bill. `limit_percent`
    as for `discount_order`. Raises Invalid, IllegalTransition, DiscountTooHigh, Overpaid.
    """
    orders = [
        order
        for order in queries.list_session_orders(actor.store_id, session_id)
        if order.status not in BEFORE_KITCHEN and order.due_fen > 0
    ]
    if not orders:
        raise IllegalTransition
    parts = share(off_fen, [order.subtotal_fen for order in orders])
    for order, part in zip(orders, parts, strict=True):
        if off_bp or part:
            _grant(order, actor, label=label, off_bp=off_bp, off_fen=part)
    _refuse_too_much(orders, limit_percent)
    return orders


@atomic
def withdraw_discounts(order_id: str, *, actor: Actor) -> Order:
    """Take back what staff took off an order, and its rounding. Raises NotFound."""
    order = _open_order(order_id, actor)
    order.discounts = [each for each in order.discounts if not _is_by_staff(each)]
    rebill(order)
    _say(order, "order.discounts_withdrawn", actor)
    return order


@atomic
def round_down(order_id: str, to_fen: int, *, actor: Actor) -> Order:
    """Leave off what is beyond a multiple of `to_fen` 抹零. Raises NotFound, Overpaid."""
    order = _open_order(order_id, actor)
    others = [each for each in order.discounts if each["key"] != ROUND_DOWN]
    order.discounts = [*others, {"key": ROUND_DOWN, "to_fen": to_fen}]
    rebill(order)
    _say(order, "order.rounded_down", actor, to_fen=to_fen)
    return order


def _grant(order: Order, actor: Actor, *, label: str, off_bp: int, off_fen: int) -> None:
    if not 0 <= off_bp <= FULL or off_fen < 0 or (off_bp == 0) == (off_fen == 0):
        raise Invalid({"discount": lazy_gettext("Give a percentage or an amount.")})
    granted: dict[str, Any] = {"key": f"{STAFF_DISCOUNT}:{new_id()}", "label": label}
    granted.update({"off_bp": off_bp} if off_bp else {"off_fen": off_fen})
    order.discounts = [*order.discounts, granted]
    rebill(order)
    _say(order, "order.discounted", actor, label=label, off_bp=off_bp, off_fen=off_fen)


def _refuse_too_much(orders: list[Order], limit_percent: int) -> None:
    """Many small discounts are one large one."""
    taken = -sum(
        each["amount_fen"]
        for order in orders
        for each in order.adjustments
        if each["key"].split(":")[0] == STAFF_DISCOUNT
    )
    if taken * 100 > limit_percent * sum(order.subtotal_fen for order in orders):
        raise DiscountTooHigh(limit_percent=limit_percent)


def _open_order(order_id: str, actor: Actor) -> Order:
    order = queries.get_order(actor.store_id, order_id)
    if order.status in (OrderStatus.CANCELLED, OrderStatus.COMPLETED):
        raise IllegalTransition
    return order


def _is_by_staff(kept: dict[str, Any]) -> bool:
    return str(kept["key"]).split(":")[0] in (STAFF_DISCOUNT, ROUND_DOWN)


def _say(order: Order, action: str, actor: Actor, **detail: object) -> None:
    audit.log(action, actor=actor, target=("order", order.id), **detail)
    release_settled(order, actor=actor)
    events.publish(OrderChanged(order.store_id, order.id, order.table_session_id))
