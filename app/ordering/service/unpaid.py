"""Orders that are paid first: they hold their portions until the money is there or time is up.

Nothing of them is cooked before; nothing that was paid for is ever cancelled by time alone.
"""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.service.availability import sold_out
from app.core import audit, clock, events
from app.core.actors import Actor, system
from app.core.db import atomic, db
from app.inventory import service as inventory
from app.ordering import queries
from app.ordering.errors import UnpaidExpired
from app.ordering.events import OrderChanged
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus, OrderType
from app.ordering.service.billing import rebill
from app.ordering.service.changing import cancel_order, counted_of
from app.ordering.service.covering import fees_again
from app.ordering.service.rows import held_rows
from app.ordering.service.scheduling import hold_slot
from app.ordering.settings import OrderingSettings
from app.settings import queries as settings
from app.tables import queries as tables


def expire_unpaid() -> int:
    """End the orders whose money did not come in time; return how many. Run by a job.

    One of which a payment is under way with a channel is left until that has come to its end.
    """
    overdue = db.session.execute(
        select(Order.id, Order.store_id).where(
            Order.pay_until <= clock.now(),
            Order.status == OrderStatus.UNPAID,
            Order.paid_fen == Order.refunded_fen,
            Order.pending_payments == 0,
        )
    ).all()
    return sum(_expire(order_id, store_id) for order_id, store_id in overdue)


@atomic
def reopen_expired(order_id: str, *, actor: Actor) -> Order:
    """Take an order up again that was not paid in time, with its portions; others stay as they are.

    Seats that were charged with other orders meanwhile are not charged with this one again.
    Whoever wants to pay for it calls this before taking money. Raises NotFound, SoldOut when its
    portions are gone, SlotGone when its time is, UnpaidExpired when its guests have left.
    """
    order = queries.get_order(actor.store_id, order_id)
    if order.status is not OrderStatus.CANCELLED or order.expired_at is None:
        return order
    if _is_party_gone(order):
        raise UnpaidExpired
    _retake_portions(order)
    if order.due_at is not None:
        hold_slot(order.store_id, order.due_at, order.cook_minutes)
    _hold_again(order, actor)
    chosen = settings.get(order.store_id, OrderingSettings)
    minutes = chosen.pay_minutes(is_pickup=order.order_type is OrderType.PICKUP)
    fees = fees_again(order)
    order.status = OrderStatus.UNPAID
    order.pay_until = clock.now() + timedelta(minutes=minutes)
    order.expired_at = order.cancelled_at = order.cancel_reason = None
    for line in _expired_lines(order):
        line.status = LineStatus.PLACED
    db.session.flush()
    if fees != order.fees:
        order.fees = fees
        rebill(order)
    audit.log("order.reopened", actor=actor, target=("order", order.id))
    events.publish(OrderChanged(order.store_id, order.id, order.table_session_id))
    return order


def is_left(order: Order) -> bool:
    """Whether an order that is paid first has lost its guests: their table was cleared."""
    return order.status is OrderStatus.UNPAID and _is_party_gone(order)


@atomic
def _expire(order_id: str, store_id: str) -> bool:
    order = queries.get_order(store_id, order_id)
    # Looked at again under the writer's lock: the money may have come since.
    if not _is_overdue(order):
        return False
    if not order.refunded_fen:
        order.expired_at = clock.now()  # what was given back is not taken up again
    cancel_order(order, actor=system(store_id, "pay window"), reason="")
    audit.log("order.expired", actor=system(store_id, "pay window"), target=("order", order.id))
    return True


def _is_overdue(order: Order) -> bool:
    is_unpaid = order.status is OrderStatus.UNPAID and order.paid_fen == order.refunded_fen
    is_unpaid = is_unpaid and not order.pending_payments
    return is_unpaid and order.pay_until is not None and order.pay_until <= clock.now()


def _is_party_gone(order: Order) -> bool:
    session_id = order.table_session_id
    if order.order_type is OrderType.PICKUP or session_id is None:
        return False
    return tables.get_session(order.store_id, session_id).closed_at is not None


def _expired_lines(order: Order) -> list[OrderLine]:
    """The lines that ended with the order: what staff had taken back before stays taken back."""
    return [line for line in order.lines if line.voided_at is None]


def _hold_again(order: Order, actor: Actor) -> None:
    """Hold the order's ingredients again. Raises SoldOut."""
    names = ("id", "dish_id", "options", "parent_id", "quantity")
    rows = [{name: getattr(line, name) for name in names} for line in _expired_lines(order)]
    inventory.hold_again(order.store_id, order.id, held_rows(rows), actor=actor)


def _retake_portions(order: Order) -> None:
    """Take the order's portions again, as dishes are counted now. Raises SoldOut, UnpaidExpired."""
    menu = catalog.get_exact_menu(order.store_id)
    lines = _expired_lines(order)
    ids = {line.dish_id for line in lines if line.dish_id is not None}
    if not ids <= menu.dishes.keys():
        raise UnpaidExpired
    for line in lines:
        if line.dish_id is not None:
            line.is_counted = menu.dishes[line.dish_id].remaining is not None
    dishes, options = counted_of(lines)
    if not all(menu.dishes[dish_id].available for dish_id in ids):
        wanted = Counter({dish_id: dishes[dish_id] or 1 for dish_id in ids})
        raise sold_out(order.store_id, wanted, options)
    catalog_service.take_portions(order.store_id, dishes, options)
