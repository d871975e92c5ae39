"""Whatever is done in whatever order: the sums are those of the ledger, and nothing is oversold.

A simple model counts along in whole base units. Controls break a sum and the machine sees it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.catalog import queries as catalog
from app.catalog.errors import SoldOut
from app.core.db import db, transaction
from app.core.errors import Invalid
from app.core.ids import new_id
from app.inventory import queries, service
from app.inventory.models import Ingredient, IngredientStock, OwnerKind
from app.inventory.rules import HeldLine
from tests.factories.inventory import make_ingredient, make_place, make_recipe, receive
from tests.factories.shop import Shop, make_shop

AMOUNTS = st.integers(min_value=1, max_value=400)


class LedgerMachine(RuleBasedStateMachine):
    """Orders, cooking, voids, deliveries, waste, counts and production, at two places."""

    shop: Shop
    breaks = False

    def __init__(self) -> None:
        super().__init__()
        actor = self.shop.actor
        name = new_id()
        self.meat = make_ingredient(actor, f"肉{name}", 1000, value_fen=3000)
        self.sauce = make_ingredient(actor, f"汁{name}", 200, value_fen=200)
        self.dish = self.shop.dish["chicken"]
        make_recipe(actor, self.dish.id, (self.meat, 150), (self.sauce, 20))
        make_recipe(actor, self.sauce.id, (self.meat, 10), kind=OwnerKind.INGREDIENT, makes=100)
        self.kitchen, self.cold = make_place(actor), make_place(actor, "冷库")
        self.there = {self.meat.id: 1000, self.sauce.id: 200}
        self.cold_there = 0
        self.held = dict.fromkeys(self.there, 0)
        self.orders: list[tuple[str, str, int, str]] = []

    @rule(portions=st.integers(1, 3))
    def order(self, portions: int) -> None:
        order_id, line_id = new_id(), new_id()
        line = HeldLine(line_id, self.dish.id, (), portions)
        wanted = {self.meat.id: 150 * portions, self.sauce.id: 20 * portions}
        fits = all(self.there[i] - self.held[i] >= n for i, n in wanted.items())
        menu = catalog.get_menu(self.shop.id)
        try:
            service.hold_order(order_id, [line], menu=menu, actor=self.shop.actor)
        except SoldOut:
            assert not fits
            return
        assert fits
        for each, count in wanted.items():
            self.held[each] += count
        self.orders.append((order_id, line_id, portions, "held"))

    @rule(place=st.integers(0, 30), way=st.sampled_from(["cook", "cancel", "waste", "stock"]))
    def end_an_order(self, place: int, way: str) -> None:
        if not self.orders:
            return
        place %= len(self.orders)
        order_id, line_id, portions, state = self.orders[place]
        store_id, counts = self.shop.id, {self.meat.id: 150, self.sauce.id: 20}
        if way == "cook":
            service.consume_lines(store_id, [line_id])
        elif way == "cancel":
            service.release_order(store_id, order_id)
        else:
            service.void_lines(store_id, [line_id], to=way)
        for each, count in counts.items():
            if state == "held":
                self.held[each] -= count * portions
                self.there[each] -= count * portions if way in ("cook", "waste") else 0
            elif way == "stock" and state == "cooked":
                self.there[each] += count * portions
        done = {"cook": "cooked", "cancel": "over", "waste": "over", "stock": "over"}[way]
        if state == "cooked" and way == "cancel":
            done = "cooked"
        after = done if state != "cooked" or way != "cook" else "cooked"
        if after == "over":
            self.orders.pop(place)
        else:
            self.orders[place] = (order_id, line_id, portions, after)

    @rule(grams=AMOUNTS, fen=st.integers(0, 5000))
    def delivery(self, grams: int, fen: int) -> None:
        receive(self.shop.actor, self.meat, grams, fen)
        self.there[self.meat.id] += grams

    @rule(grams=AMOUNTS)
    def waste(self, grams: int) -> None:
        service.waste_goods(self.meat.id, grams * 1000, actor=self.shop.actor, reason="变质")
        self.there[self.meat.id] -= grams

    @rule(grams=AMOUNTS)
    def produce(self, grams: int) -> None:
        service.produce_goods(self.sauce.id, grams * 10_000, actor=self.shop.actor)
        self.there[self.meat.id] -= grams
        self.there[self.sauce.id] += grams * 10

    @rule(grams=AMOUNTS)
    def deliver_to_the_cold_room(self, grams: int) -> None:
        receive(self.shop.actor, self.meat, grams, place_id=self.cold.id)
        self.there[self.meat.id] += grams
        self.cold_there += grams

    @rule(grams=AMOUNTS, is_waste=st.booleans())
    def take_from_the_cold_room(self, grams: int, is_waste: bool) -> None:
        actor, cold = self.shop.actor, self.cold.id
        try:
            if is_waste:
                service.waste_goods(
                    self.meat.id, grams * 1000, actor=actor, reason="变质", place_id=cold
                )
            else:
                places = {"from_id": cold, "to_id": self.kitchen.id}
                service.transfer_goods(self.meat.id, grams * 1000, actor=actor, **places)
        except Invalid:
            assert grams > self.cold_there
            return
        self.cold_there -= grams
        self.there[self.meat.id] -= grams if is_waste else 0

    @rule(found=st.integers(0, 2000))
    def count_the_cold_room(self, found: int) -> None:
        actor = self.shop.actor
        take = service.start_stocktake("", actor=actor, place_id=self.cold.id)
        service.count_ingredient(take.id, self.meat.id, found * 1000, actor=actor)
        service.close_stocktake(take.id, actor=actor)
        self.there[self.meat.id] += found - self.cold_there
        self.cold_there = found

    @rule(found=st.integers(0, 2000))
    def stocktake(self, found: int) -> None:
        take = service.start_stocktake("", actor=self.shop.actor)
        count = found * 1000
        service.count_ingredient(take.id, self.meat.id, count, actor=self.shop.actor)
        service.close_stocktake(take.id, actor=self.shop.actor)
        self.there[self.meat.id] = found

    @invariant()
    def sums_are_those_of_the_ledger(self) -> None:
        db.session.expire_all()
        if self.breaks:
            _break(self.meat)
        assert not [
            each
            for each in queries.find_differences([self.shop.id])
            if each.ingredient_id in self.there
        ]
        lying = queries.place_balances(self.shop.id, self.meat.id)
        assert lying.get((self.meat.id, self.cold.id), 0) == self.cold_there * 1000
        stocks = queries.stocks_of(self.shop.id)
        for each, count in self.there.items():
            assert stocks[each].on_hand == count * 1000
            assert stocks[each].held == self.held[each] * 1000
            if stocks[each].on_hand == 0:
                assert stocks[each].value == 0


def _break(ingredient: Ingredient) -> None:
    with transaction():
        stock = db.session.get_one(IngredientStock, ingredient.id)
        stock.on_hand += 1


@contextmanager
def machine(app: Flask, *, breaks: bool = False) -> Iterator[type[LedgerMachine]]:
    """The machine over a shop of its own."""
    shop = make_shop()

    class Made(LedgerMachine):
        pass

    Made.shop, Made.breaks = shop, breaks
    yield Made


def run(app: Flask, examples: int, *, breaks: bool = False) -> None:
    with machine(app, breaks=breaks) as made:
        run_state_machine_as_test(
            made,
            settings=settings(
                max_examples=examples,
                stateful_step_count=12,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_any_order_of_things_keeps_the_sums(app: Flask) -> None:
    run(app, 12)


@pytest.mark.slow
def test_any_order_of_things_keeps_the_sums_at_length(app: Flask) -> None:
    run(app, 400)


def test_control_a_sum_that_is_off_by_one_is_found(app: Flask) -> None:
    with pytest.raises(AssertionError):
        run(app, 2, breaks=True)
