"""What the menu shows of stock: sizes, set meals, what is like it, and that phones are told."""

from typing import Any

import pytest

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.errors import SoldOut
from app.catalog.models import Dish
from app.core import freshness
from app.core.ids import new_id
from app.inventory import queries
from app.inventory.models import OwnerKind
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput
from tests.factories.catalog import make_dish, make_included, make_sizes
from tests.factories.inventory import make_ingredient, make_recipe, receive
from tests.factories.ordering import place, place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


def held(shop: Shop, ingredient_id: str) -> int:
    """What is promised, in base units."""
    return queries.stocks_of(shop.id)[ingredient_id].held // 1000


def order_with(shop: Shop, dish: Dish, *option_ids: str) -> None:
    line = LineInput(dish_id=dish.id, quantity=1, option_ids=option_ids)
    phone = presence_at(shop.tables[0], shop.actor)
    ordering.place_order(phone, PlaceOrderInput(lines=(line,)), key=new_id())


def test_the_shown_count_follows_the_smallest_size_and_a_large_one_runs_out_alone(
    shop: Shop,
) -> None:
    flour = make_ingredient(shop.actor, "面粉", grams=220)
    sizes = make_sizes(shop.actor, ("小份", 800), ("大份", 1500))
    noodles = make_dish(shop.actor, shop.categories["hot"], "牛肉面", 1000, group_ids=(sizes.id,))
    make_recipe(shop.actor, noodles.id, (flour, 100))
    for option, factor_bp in zip(sizes.options, (5_000, 15_000), strict=True):
        make_recipe(shop.actor, option.id, kind=OwnerKind.OPTION, factor_bp=factor_bp)
    small, large = (option.id for option in sizes.options)
    menu = catalog.get_menu(shop.id)
    assert menu.dishes[noodles.id].left == 4
    assert [menu.options[each].stock_left for each in (small, large)] == [4, 1]
    order_with(shop, noodles, large)
    menu = catalog.get_menu(shop.id)
    assert held(shop, flour.id) == 150
    assert (menu.dishes[noodles.id].left, menu.dishes[noodles.id].available) == (1, True)
    assert (menu.options[small].available, menu.options[large].available) == (True, False)
    receive(shop.person(), flour, 5000)
    assert catalog.get_menu(shop.id).options[large].available


def test_the_size_of_a_set_meal_multiplies_its_dishes(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    always = make_included(shop.actor, (shop.dish["chicken"], 2))
    sizes = make_sizes(shop.actor, ("两人", 4000), ("四人", 8000))
    groups = (always.id, sizes.id)
    meal = make_dish(shop.actor, shop.categories["hot"], "家庭套餐", 4000, group_ids=groups)
    four = sizes.options[1].id
    make_recipe(shop.actor, four, kind=OwnerKind.OPTION, factor_bp=20_000)
    menu = catalog.get_menu(shop.id)
    assert (menu.dishes[meal.id].left, menu.options[four].stock_left) == (3, 1)
    order_with(shop, meal, four)
    assert held(shop, chicken.id) == 600


def test_a_set_meal_without_a_dish_names_the_ingredient_to_staff(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=100)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    always = make_included(shop.actor, (shop.dish["chicken"], 1), (shop.dish["rice"], 1))
    meal = make_dish(shop.actor, shop.categories["hot"], "单人套餐", 3000, group_ids=(always.id,))
    assert not catalog.get_menu(shop.id).dishes[meal.id].available
    with pytest.raises(SoldOut) as told:
        place_at_counter(shop.person(), (meal, 1), table=shop.tables[0])
    [row] = told.value.extra["missing"]
    assert (row["name"], row["ingredients"][0]["name"]) == ("单人套餐（宫保鸡丁）", "鸡腿肉")
    assert "鸡腿肉" in str(told.value.message)


def test_a_counted_dish_that_is_gone_has_others_like_it(shop: Shop) -> None:
    chicken = shop.dish["chicken"]
    catalog_service.set_availability(chicken.id, actor=shop.actor, remaining=1)
    with pytest.raises(SoldOut) as told:
        place(presence_at(shop.tables[0], shop.actor), (chicken, 2))
    [row] = told.value.extra["missing"]
    assert [each["name"] for each in row["alike"]] == ["麻婆豆腐", "清蒸鲈鱼"]


def test_counts_are_true_when_a_second_passes_between_two_looks(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The menu is read anew while its counts are being written: it does not stay as it was."""
    monkeypatch.setattr(freshness, "MAX_AGE_S", -1.0)
    chicken = make_ingredient(shop.actor, grams=300)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    assert catalog.get_menu(shop.id).dishes[shop.dish["chicken"].id].left == 2
    place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 2))
    assert catalog.get_menu(shop.id).dishes[shop.dish["chicken"].id].left == 0
    receive(shop.person(), chicken, 450)
    assert catalog.get_menu(shop.id).dishes[shop.dish["chicken"].id].left == 3


def test_every_kind_of_page_is_told_with_the_commit_that_sells_out_and_that_brings_back(
    shop: Shop, pushed: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """No job and no clock stands between the last portion and the phones: a second is plenty."""
    pages = {"/diner", "/kitchen", "/counter"}

    def told() -> set[str]:
        found = {space for space, _room, body in pushed if body.get("topic") == "menu"}
        pushed.clear()
        return found

    chicken = make_ingredient(shop.actor, grams=5000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    pushed.clear()
    place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    assert not told()
    place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 32))
    assert not catalog.get_menu(shop.id).dishes[shop.dish["chicken"].id].available
    assert told() == pages
    receive(shop.person(), chicken, 5000)
    assert told() == pages
