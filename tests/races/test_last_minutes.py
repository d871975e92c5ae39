"""A slot of pre-orders sells exactly the cooking minutes it has, and goes to the kitchen once."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import FixedClock
from app.core.db import db
from app.core.ids import new_id
from app.kitchen.models import Ticket
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.ordering.models import KitchenSlot, Order, OrderStatus
from app.ordering.service import scheduling
from tests.factories.ordering import place
from tests.factories.schedule import pickup_phone, take_ahead, tomorrow_at
from tests.factories.shop import Shop
from tests.races.crowd import all_at_once

PHONES = 40
FITS = 7


def crowd_orders(app: Flask, shop: Shop) -> Counter[str]:
    """Every phone wants tofu, ten minutes of cooking, for noon tomorrow."""
    take_ahead(shop, capacity_minutes=FITS * 10 + 5)
    given = PlaceOrderInput(
        lines=(LineInput(dish_id=shop.dish["tofu"].id),), due_at=tomorrow_at(12)
    )
    phones = [pickup_phone(shop) for _ in range(PHONES)]
    acts = [partial(ordering.place_order, phone, given, key=new_id()) for phone in phones]
    return Counter(type(result).__name__ for result in all_at_once(app, acts))


def minutes_held() -> int:
    db.session.expire_all()
    return int(db.session.scalar(select(func.sum(KitchenSlot.minutes))) or 0)


def test_the_last_minutes_of_a_slot_are_sold_exactly(app: Flask, shop: Shop) -> None:
    assert crowd_orders(app, shop) == {"Placed": FITS, "SlotGone": PHONES - FITS}
    assert minutes_held() == FITS * 10
    query = select(func.count(Order.id)).where(Order.status == OrderStatus.SCHEDULED)
    assert db.session.scalar(query) == FITS


def test_control_without_the_conditional_update_a_slot_is_oversold(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = scheduling.hold_slot

    def look_then_take(store_id: str, at: object, minutes: int, **_more: object) -> None:
        held(store_id, at, minutes, is_staff=True)  # type: ignore[arg-type]

    monkeypatch.setattr("app.ordering.service.entering.hold_slot", look_then_take)
    assert crowd_orders(app, shop)["Placed"] == PHONES


def test_changes_and_cancellations_in_a_crowd_add_up(app: Flask, shop: Shop) -> None:
    take_ahead(shop, capacity_minutes=60)
    noon, evening = tomorrow_at(12), tomorrow_at(18)
    phones = [pickup_phone(shop) for _ in range(12)]
    orders = [
        place(phone, shop.dish["tofu"], due_at=noon if n < 6 else evening)
        for n, phone in enumerate(phones)
    ]
    to = [evening if n < 6 else noon for n in range(12)]
    moves = [
        partial(ordering.reschedule_order, order.id, at, actor=phone.actor)
        for order, phone, at in zip(orders, phones, to, strict=True)
    ]
    ends = [
        partial(ordering.cancel_order, order, actor=phone.actor)
        for order, phone in list(zip(orders, phones, strict=True))[::3]
    ]
    all_at_once(app, [*moves, *ends])
    db.session.expire_all()
    standing = select(Order.due_at, func.sum(Order.cook_minutes)).where(
        Order.status == OrderStatus.SCHEDULED
    )
    wanted = dict(db.session.execute(standing.group_by(Order.due_at)).all())
    slots = dict(db.session.execute(select(KitchenSlot.starts_at, KitchenSlot.minutes)).all())
    assert {at: minutes for at, minutes in slots.items() if minutes} == wanted
    assert all(minutes <= 60 for minutes in slots.values())


def test_two_jobs_at_once_send_an_order_once(app: Flask, shop: Shop, clock: FixedClock) -> None:
    take_ahead(shop)
    at = tomorrow_at(12)
    orders = [place(pickup_phone(shop), shop.dish["tofu"], due_at=at) for _ in range(5)]
    clock.move(seconds=(at - timedelta(minutes=5) - clock.now()).total_seconds())
    sent = all_at_once(app, [ordering.enter_due] * 8)
    assert sum(each for each in sent if isinstance(each, int)) == len(orders)
    assert db.session.scalar(select(func.count(Ticket.id))) == len(orders)
