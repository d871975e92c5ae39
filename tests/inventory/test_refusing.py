"""What is said when a choice is gone: staff hear what is missing, guests what there still is."""

import pytest

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.errors import SoldOut
from app.catalog.models import Dish
from app.core.errors import AppError, Invalid
from app.core.ids import new_id
from app.inventory.models import OwnerKind
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput, StaffLineInput, StaffOrderInput
from app.ordering.models import OrderType
from tests.factories.catalog import make_choice, make_dish, make_option_group, make_sizes
from tests.factories.inventory import make_ingredient, make_recipe, receive
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


def told_guest(shop: Shop, dish: Dish, *option_ids: str, quantity: int = 1) -> AppError:
    """The refusal of a guest's order."""
    line = LineInput(dish_id=dish.id, quantity=quantity, option_ids=option_ids)
    phone = presence_at(shop.tables[0], shop.actor)
    with pytest.raises((Invalid, SoldOut)) as told:
        ordering.place_order(phone, PlaceOrderInput(lines=(line,)), key=new_id())
    return told.value


def told_staff(shop: Shop, dish: Dish, *option_ids: str, quantity: int = 1) -> AppError:
    """The refusal of the same order at the counter."""
    line = StaffLineInput(dish_id=dish.id, quantity=quantity, option_ids=option_ids)
    given = StaffOrderInput(lines=(line,), order_type=OrderType.PICKUP)
    with pytest.raises((Invalid, SoldOut)) as told:
        ordering.place_staff_order(given, key=new_id(), actor=shop.person())
    return told.value


def words(error: AppError) -> str:
    return str(error.extra["fields"]["lines.0.option_ids"])


def test_a_chosen_dish_of_a_set_meal_that_is_gone_is_named(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=100)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    parts = [(shop.dish[key], 1, 0) for key in ("chicken", "tofu", "rice")]
    choice = make_choice(shop.actor, 1, *parts)
    meal = make_dish(shop.actor, shop.categories["hot"], "单人套餐", 3000, group_ids=(choice.id,))
    gone = choice.options[0].id
    assert not catalog.get_menu(shop.id).options[gone].available
    assert words(told_staff(shop, meal, gone)) == "“单人套餐 · 宫保鸡丁”做不了：鸡腿肉只剩 100 克。"
    assert words(told_guest(shop, meal, gone)) == "“宫保鸡丁”卖完了。 还有：麻婆豆腐、米饭。"
    receive(shop.person(), chicken, 50)
    assert catalog.get_menu(shop.id).options[gone].available


def test_an_option_that_is_gone_names_its_ingredient_to_staff(shop: Shop) -> None:
    egg = make_ingredient(shop.actor, "鸡蛋", grams=0)
    extras = make_option_group(shop.actor, "加料", (("加蛋", 200), ("加青菜", 100)))
    rice = make_dish(shop.actor, shop.categories["hot"], "炒饭", 1000, group_ids=(extras.id,))
    make_recipe(shop.actor, extras.options[0].id, (egg, 1), kind=OwnerKind.OPTION)
    gone = extras.options[0].id
    assert words(told_staff(shop, rice, gone)) == "“炒饭 · 加蛋”做不了：鸡蛋只剩 0 克。"
    assert words(told_guest(shop, rice, gone)) == "“加蛋”卖完了。 还有：加青菜。"


def test_a_size_that_is_gone_says_what_it_would_take(shop: Shop) -> None:
    flour = make_ingredient(shop.actor, "面粉", grams=120)
    sizes = make_sizes(shop.actor, ("小份", 800), ("大份", 1500))
    noodles = make_dish(shop.actor, shop.categories["hot"], "牛肉面", 1000, group_ids=(sizes.id,))
    make_recipe(shop.actor, noodles.id, (flour, 100))
    make_recipe(shop.actor, sizes.options[1].id, kind=OwnerKind.OPTION, factor_bp=15_000)
    large = sizes.options[1].id
    assert words(told_staff(shop, noodles, large)) == "“牛肉面 · 大份”做不了：面粉只剩 120 克。"
    assert words(told_guest(shop, noodles, large)) == "“大份”卖完了。 还有：小份。"


def test_what_somebody_took_off_has_no_ingredient_to_blame(shop: Shop) -> None:
    tofu = shop.dish["tofu"]
    choice = make_choice(shop.actor, 1, (tofu, 1, 0), (shop.dish["rice"], 1, 0))
    meal = make_dish(shop.actor, shop.categories["hot"], "单人套餐", 3000, group_ids=(choice.id,))
    catalog_service.set_availability(tofu.id, actor=shop.actor, available=False)
    gone = choice.options[0].id
    assert words(told_staff(shop, meal, gone)) == "“单人套餐 · 麻婆豆腐”卖完了。"


def test_too_many_of_an_option_blame_the_option_and_not_its_dish(shop: Shop) -> None:
    egg = make_ingredient(shop.actor, "鸡蛋", grams=2)
    extras = make_option_group(shop.actor, "加料", (("加蛋", 200),))
    rice = make_dish(shop.actor, shop.categories["hot"], "炒饭", 1000, group_ids=(extras.id,))
    make_recipe(shop.actor, extras.options[0].id, (egg, 1), kind=OwnerKind.OPTION)
    error = told_staff(shop, rice, extras.options[0].id, quantity=3)
    assert str(error.message) == "“炒饭（加蛋）”做不了：鸡蛋只剩 2 克。"
    [row] = told_guest(shop, rice, extras.options[0].id, quantity=3).extra["missing"]
    assert (row["name"], row["remaining"]) == ("炒饭（加蛋）", 2)


def test_too_many_of_a_set_meal_name_the_dish_that_is_short(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=300)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    choice = make_choice(shop.actor, 1, (shop.dish["chicken"], 1, 0), (shop.dish["tofu"], 1, 0))
    meal = make_dish(shop.actor, shop.categories["hot"], "单人套餐", 3000, group_ids=(choice.id,))
    error = told_staff(shop, meal, choice.options[0].id, quantity=3)
    assert str(error.message) == "“单人套餐（宫保鸡丁）”做不了：鸡腿肉只剩 300 克。"
