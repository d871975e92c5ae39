"""Never sold more than there is, whatever the concurrency."""

import time
from collections import Counter
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.catalog import queries as catalog
from app.catalog import service
from app.catalog.errors import SoldOut
from app.catalog.models import Dish
from app.core.db import atomic, db
from app.core.ids import new_id
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.ordering.models import Order, OrderLine
from app.ordering.service import placing
from tests.factories.catalog import make_dish
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.races.crowd import all_at_once

PHONES = 200


def order_of_everybody(app: Flask, shop: Shop, dish_id: str, phones: int) -> Counter[str]:
    """Every phone orders one portion at the same moment: what they were answered, by kind."""
    presences = [presence_at(shop.tables[n % 4], shop.actor) for n in range(phones)]
    given = PlaceOrderInput(lines=(LineInput(dish_id=dish_id),))
    acts = [
        partial(ordering.place_order, presence, given, key=new_id(), limited=False)
        for presence in presences
    ]
    return Counter(type(result).__name__ for result in all_at_once(app, acts))


def portions_sold(dish_id: str) -> int:
    db.session.expire_all()
    query = select(func.coalesce(func.sum(OrderLine.quantity), 0))
    return int(db.session.scalar(query.where(OrderLine.dish_id == dish_id)) or 0)


@pytest.mark.parametrize("stock", [1, 37])
def test_two_hundred_phones_want_the_last_portions(app: Flask, shop: Shop, stock: int) -> None:
    dish = make_dish(shop.actor, shop.categories["hot"], "最后一份", 8800, remaining=stock)
    answers = order_of_everybody(app, shop, dish.id, PHONES)
    assert answers == {"Placed": stock, "SoldOut": PHONES - stock}
    assert portions_sold(dish.id) == stock
    assert catalog.get_menu(shop.id).dishes[dish.id].remaining == 0
    numbers = db.session.scalars(select(Order.number).order_by(Order.number)).all()
    assert list(numbers) == list(range(1, stock + 1))


def test_control_reading_then_writing_sells_more_than_there_is(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same crowd, with the count read in one transaction and written in another."""
    dish = make_dish(shop.actor, shop.categories["hot"], "最后一份", 8800, remaining=1)
    sold = [
        result for result in all_at_once(app, [partial(_naive, dish.id)] * 40) if result is True
    ]
    assert len(sold) > 1


def test_control_without_the_conditional_update_more_is_sold(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exact menu and the conditional update guard alike; without both it is oversold."""
    dish = make_dish(shop.actor, shop.categories["hot"], "最后一份", 8800, remaining=1)
    menu = catalog.get_menu(shop.id)
    monkeypatch.setattr(placing.catalog, "get_exact_menu", lambda *_a: menu)
    assert order_of_everybody(app, shop, dish.id, 10) == {"Placed": 1, "SoldOut": 9}
    monkeypatch.setattr(placing.catalog_service, "take_portions", lambda *_a: None)
    assert order_of_everybody(app, shop, dish.id, 10)["Placed"] == 10


def test_portions_taken_and_given_back_in_a_crowd_add_up(app: Flask, shop: Shop) -> None:
    dish = make_dish(shop.actor, shop.categories["hot"], "来来去去", 100, remaining=20)
    take = partial(service.take_portions, shop.id, {dish.id: 1})
    back = partial(service.give_back, shop.id, {dish.id: 1})
    results = all_at_once(app, [take, back] * 60)
    refused = sum(isinstance(result, SoldOut) for result in results)
    assert all(result is None or isinstance(result, SoldOut) for result in results)
    assert catalog.get_menu(shop.id).dishes[dish.id].remaining == 20 + refused


def _naive(dish_id: str) -> bool:
    remaining = db.session.scalar(select(Dish.remaining).where(Dish.id == dish_id))
    if not remaining:
        return False
    time.sleep(0.01)
    _set_remaining(dish_id, remaining - 1)
    return True


@atomic
def _set_remaining(dish_id: str, remaining: int) -> None:
    db.session.execute(update(Dish).where(Dish.id == dish_id).values(remaining=remaining))
