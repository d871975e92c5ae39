"""A thousand orders with mixed baskets that share ingredients sell exactly what there is.

The same crowd runs on SQLite and on Postgres; controls take the defences away.
"""

import random
import threading
from collections import Counter
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.catalog import queries as catalog
from app.catalog.errors import SoldOut
from app.catalog.models import Dish
from app.core.db import db
from app.core.ids import new_id
from app.inventory import queries
from app.inventory.models import Ingredient
from app.inventory.service import holding, ledger
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.ordering.models import Order
from app.ordering.service.placing import Placed
from tests.factories.catalog import make_dish
from tests.factories.inventory import make_ingredient, make_recipe
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at
from tests.fixtures.postgres import let_all_write_at_once, postgres_app, postgres_url
from tests.races.crowd import all_at_once

__all__ = ["postgres_app", "postgres_url"]

ORDERS, AT_ONCE, DISHES = 1000, 25, 8


class Larder:
    """Four ingredients and eight dishes that share them, of each dish two ingredients."""

    def __init__(self, shop: Shop, grams: tuple[int, ...]) -> None:
        self.shop = shop
        self.ingredients = [
            make_ingredient(shop.actor, f"原料{n}", count) for n, count in enumerate(grams)
        ]
        self.dishes: list[Dish] = []
        for n in range(DISHES):
            dish = make_dish(shop.actor, shop.categories["hot"], f"菜{n}", 1000)
            parts = self.ingredients[n % 4], self.ingredients[(n + 1 + n // 4) % 4]
            make_recipe(shop.actor, dish.id, (parts[0], 10), (parts[1], 20))
            self.dishes.append(dish)

    def left(self, ingredient: Ingredient) -> tuple[int, int]:
        """What is free and what is held, in grams."""
        stock = queries.stocks_of(self.shop.id)[ingredient.id]
        return stock.free // 1000, stock.held // 1000


def crowd_orders(app: Flask, larder: Larder, seed: int, orders: int) -> Counter[str]:
    """So many orders of one to three random dishes, many at once; the answers by kind."""
    chance = random.Random(seed)
    presences = [presence_at(table, larder.shop.actor) for table in larder.shop.tables]
    baskets = [
        [
            LineInput(dish_id=dish.id, quantity=chance.randint(1, 2))
            for dish in chance.sample(larder.dishes, chance.randint(1, 3))
        ]
        for _ in range(orders)
    ]
    waiting = iter(enumerate(baskets))
    lock, answers = threading.Lock(), Counter[str]()

    def order_until_none_is_left() -> None:
        while True:
            with lock:
                number, basket = next(waiting, (0, None))
            if basket is None:
                return
            act = partial(_place, presences[number % 4], basket)
            kind = act()
            with lock:
                answers[kind] += 1
            db.session.remove()

    problems = all_at_once(app, [order_until_none_is_left] * AT_ONCE)
    assert not [each for each in problems if each is not None], problems
    return answers


def _place(presence: object, basket: list[LineInput]) -> str:
    given = PlaceOrderInput(lines=tuple(basket))
    try:
        ordering.place_order(presence, given, key=new_id(), limited=False)  # type: ignore[arg-type]
    except SoldOut:
        return SoldOut.__name__
    except OperationalError:
        return OperationalError.__name__
    return Placed.__name__


def assert_exact(larder: Larder, grams: tuple[int, ...], placed: int) -> None:
    """What was sold and what is left make up what there was; nothing was sold twice."""
    db.session.expire_all()
    sold = db.session.scalar(select(func.count(Order.id))) or 0
    assert sold == placed
    for ingredient, count in zip(larder.ingredients, grams, strict=True):
        free, held = larder.left(ingredient)
        assert free >= 0
        assert free + held == count
    assert not queries.find_differences()
    # Nobody was refused who could have been served: some ingredient of each dish is short.
    menu = catalog.get_menu(larder.shop.id)
    for dish in larder.dishes:
        assert menu.dishes[dish.id].left == min(
            larder.left(larder.ingredients[p])[0] // g
            for p, g in _parts(larder.dishes.index(dish))
        )


def _parts(n: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (n % 4, 10), ((n + 1 + n // 4) % 4, 20)


@pytest.mark.parametrize("grams", [(900, 400, 700, 1500)])
def test_a_thousand_orders_sell_exactly_what_there_is(
    app: Flask, shop: Shop, grams: tuple[int, ...]
) -> None:
    larder = Larder(shop, grams)
    answers = crowd_orders(app, larder, seed=sum(grams), orders=ORDERS)
    assert set(answers) == {"Placed", "SoldOut"} and answers.total() == ORDERS
    assert_exact(larder, grams, answers["Placed"])


def test_the_same_on_postgres(postgres_app: Flask) -> None:
    grams = (900, 400, 700, 1500)
    larder = Larder(make_shop("邮局旁", "pg"), grams)
    answers = crowd_orders(postgres_app, larder, seed=sum(grams), orders=ORDERS)
    assert set(answers) == {"Placed", "SoldOut"} and answers.total() == ORDERS
    assert_exact(larder, grams, answers["Placed"])


def test_control_on_postgres_looking_without_a_lock_oversells_or_refuses(
    postgres_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line, no lock, no condition of the update: two orders count on the same grams."""
    let_all_write_at_once(monkeypatch)
    monkeypatch.setattr(ledger, "locks_rows", lambda: False)
    monkeypatch.setattr(ledger, "_least_free", _no_condition)
    grams = (60, 60, 60, 60)
    larder = Larder(make_shop("对照", "control"), grams)
    answers = crowd_orders(postgres_app, larder, seed=1, orders=40)
    frees = [larder.left(each)[0] for each in larder.ingredients]
    assert min(frees) < 0 or answers[OperationalError.__name__], "deadlocks"


def test_control_without_guards_more_is_sold(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    grams = (60, 60, 60, 60)
    larder = Larder(shop, grams)
    monkeypatch.setattr(holding, "ask_promise", partial(_unguarded, ledger.ask_promise))
    crowd_orders(app, larder, seed=1, orders=60)
    assert min(larder.left(each)[0] for each in larder.ingredients) < 0


def _no_condition(book: object, wanted: object) -> dict[str, int]:
    return {}


def _unguarded(promise: object, *args: object, guards: bool = False, **more: object) -> object:
    return promise(*args, **more)  # type: ignore[operator]
