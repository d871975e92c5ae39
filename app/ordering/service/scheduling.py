"""Pre-orders 预约: holding a time of collection, changing it, and going to the kitchen when due.

A slot's cooking minutes are held by a conditional update in the transaction that places the order,
and given back by the one that ends it: whatever the crowd, a slot promises what it has.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects import sqlite

from app.core import audit, clock, events
from app.core.actors import Actor, ActorKind, system
from app.core.db import atomic, db, execute
from app.core.lazily import at_use
from app.core.sequences import next_value
from app.ordering import queries, slots
from app.ordering.errors import IllegalTransition, SlotGone, TooLate
from app.ordering.events import OrderChanged
from app.ordering.models import KitchenSlot, Order, OrderStatus, OrderType
from app.ordering.rules import BEFORE_KITCHEN
from app.ordering.service.numbering import take_code
from app.ordering.service.sending import kitchen_moment, send_on
from app.ordering.settings import ScheduleSettings
from app.settings import queries as settings
from app.stores import queries as stores

postgresql = at_use("sqlalchemy.dialects.postgresql")

# What was wanted longer ago than this is no longer cooked by itself: somebody has to look at it.
MISSED_AFTER = timedelta(hours=6)


def hold_slot(store_id: str, at: datetime, minutes: int, *, is_staff: bool = False) -> None:
    """Promise cooking minutes of the slot at `at`. Raises SlotGone when it has not as many left.

    Staff may promise more than the slot has: they know what the kitchen can do.
    """
    if not is_staff and not slots.is_possible(store_id, at):
        raise SlotGone
    _make_slot(store_id, at)
    given = update(KitchenSlot).where(KitchenSlot.store_id == store_id, KitchenSlot.starts_at == at)
    if not is_staff:
        capacity = settings.get(store_id, ScheduleSettings).capacity_minutes
        given = given.where(KitchenSlot.minutes + minutes <= capacity)
    if execute(given.values(minutes=KitchenSlot.minutes + minutes)).rowcount == 0:
        raise SlotGone


def release_slot(order: Order) -> None:
    """Give back what an order holds of its slot."""
    if order.due_at is not None:
        _give_back(order.store_id, order.due_at, order.cook_minutes)


@atomic
def reschedule_order(order_id: str, at: datetime, *, actor: Actor) -> Order:
    """Collect an order at another time. One that goes to another day gets that day's numbers.

    Raises NotFound, IllegalTransition for one that the kitchen has, TooLate for a guest within the
    lead time, and SlotGone; the old time is then kept.
    """
    order = _locked(actor.store_id, order_id)
    if order.due_at is None or order.status not in BEFORE_KITCHEN:
        raise IllegalTransition
    refuse_late_guest(order, actor)
    if at == order.due_at:
        return order
    former = order.due_at
    _change_slots(order, at, is_staff=actor.kind is ActorKind.STAFF)
    order.due_at = order.quoted_at = at
    _follow_day(order)
    db.session.flush()
    audit.log(
        "order.rescheduled",
        actor=actor,
        target=("order", order.id),
        changed=[former.isoformat(), at.isoformat()],
    )
    events.publish(OrderChanged(order.store_id, order.id, order.table_session_id))
    return order


def refuse_late_guest(order: Order, actor: Actor) -> None:
    """A guest changes a pre-order until its lead time begins. Raises TooLate."""
    if order.due_at is None or actor.kind is not ActorKind.DINER:
        return
    lead = timedelta(minutes=settings.get(order.store_id, ScheduleSettings).lead_minutes)
    if order.status is OrderStatus.SCHEDULED and clock.now() > order.due_at - lead:
        raise TooLate


def enter_due() -> int:
    """Send the pre-orders whose time has come to the kitchen; return how many. Run by a job."""
    now = clock.now()
    query = select(Order.id, Order.store_id, Order.due_at, Order.cook_minutes).where(
        Order.status == OrderStatus.SCHEDULED,
        Order.due_at.is_not(None),
        Order.due_at > now - MISSED_AFTER,
    )
    waiting = db.session.execute(query.order_by(Order.due_at, Order.id)).all()
    due = [row for row in waiting if row.due_at - timedelta(minutes=row.cook_minutes) <= now]
    return sum(_enter(row.id, row.store_id) for row in due)


@atomic
def begin_now(order_id: str, *, actor: Actor) -> Order:
    """Let the kitchen begin with a pre-order at once. Raises NotFound, IllegalTransition."""
    order = _locked(actor.store_id, order_id)
    if order.status is not OrderStatus.SCHEDULED:
        raise IllegalTransition
    send_on(order, actor=actor, action="order.begun_early", is_early_wanted=True)
    return order


@atomic
def _enter(order_id: str, store_id: str) -> bool:
    order = _locked(store_id, order_id)
    # Looked at again under the lock: it may have been cancelled, moved, or sent by another process.
    if order.status is not OrderStatus.SCHEDULED or kitchen_moment(order) > clock.now():
        return False
    send_on(order, actor=system(store_id, "pre-orders"), action="order.due")
    return True


def _locked(store_id: str, order_id: str) -> Order:
    """The order with its row locked, where the database does not lock as a whole."""
    db.session.execute(select(Order.id).where(Order.id == order_id).with_for_update())
    return queries.get_order(store_id, order_id)


def _change_slots(order: Order, at: datetime, *, is_staff: bool) -> None:
    """Take the new slot and give the old one back, in the order of their times: no deadlock."""
    assert order.due_at is not None
    if at < order.due_at:
        hold_slot(order.store_id, at, order.cook_minutes, is_staff=is_staff)
        release_slot(order)
    else:
        release_slot(order)
        hold_slot(order.store_id, at, order.cook_minutes, is_staff=is_staff)


def _follow_day(order: Order) -> None:
    assert order.due_at is not None
    day = stores.get_facts(order.store_id).business_date(order.due_at)
    if day == order.business_date:
        return
    number, code = next_value(order.store_id, f"order:{day.isoformat()}"), order.pickup_code
    if order.order_type is OrderType.PICKUP:
        code = take_code(order.store_id, day)
    # All at once: the new day's number may be another order's on the old day.
    order.number, order.pickup_code, order.business_date = number, code, day


def _make_slot(store_id: str, at: datetime) -> None:
    insert = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert
    row = {"store_id": store_id, "starts_at": at, "minutes": 0}
    execute(insert(KitchenSlot).values(row).on_conflict_do_nothing())


def _give_back(store_id: str, at: datetime, minutes: int) -> None:
    given = update(KitchenSlot).where(KitchenSlot.store_id == store_id, KitchenSlot.starts_at == at)
    left = func.max if db.engine.dialect.name == "sqlite" else func.greatest
    execute(given.values(minutes=left(KitchenSlot.minutes - minutes, 0)))
