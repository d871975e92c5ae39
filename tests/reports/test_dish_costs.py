"""What a dish costs: by size and extras, as its recipe was, down to the ingredients."""

from datetime import date

from app.catalog import queries as catalog
from app.catalog.models import Dish
from app.core.ids import new_id
from app.inventory import queries
from app.inventory.book import load_book
from app.inventory.costs import choice_costs
from app.inventory.models import OwnerKind
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.reports.dish_costs import DishCost, dish_costs
from tests.factories.catalog import make_choice, make_dish, make_option_group, make_sizes
from tests.factories.inventory import make_ingredient, make_recipe
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

TODAY = date(2026, 3, 2)


def order(shop: Shop, dish: Dish, *option_ids: str, quantity: int = 1) -> None:
    line = LineInput(dish_id=dish.id, quantity=quantity, option_ids=option_ids)
    phone = presence_at(shop.tables[0], shop.actor)
    ordering.place_order(phone, PlaceOrderInput(lines=(line,)), key=new_id())


def found(shop: Shop, dish: Dish) -> DishCost:
    """The dish's cost of today."""
    [cost] = dish_costs(shop.id, TODAY, TODAY, dish.id)
    return cost


def rows(cost: DishCost) -> list[tuple[str, int, int, int]]:
    """Each kind of portion with portions, money and cost, which are those of the dish in sum."""
    assert sum(each.cost_fen for each in cost.kinds) == cost.cost_fen
    return [(each.label, each.portions, each.net_fen, each.cost_fen) for each in cost.kinds]


def test_a_size_and_an_extra_cost_what_they_take(shop: Shop) -> None:
    flour = make_ingredient(shop.actor, "面粉", grams=10_000, value_fen=5_000)
    egg = make_ingredient(shop.actor, "鸡蛋", grams=100, value_fen=8_000)
    sizes = make_sizes(shop.actor, ("小份", 1000), ("大份", 1500))
    extras = make_option_group(shop.actor, "加料", (("加蛋", 200), ("少盐", 0)), at_most=2)
    groups = (sizes.id, extras.id)
    noodles = make_dish(shop.actor, shop.categories["hot"], "牛肉面", 1000, group_ids=groups)
    make_recipe(shop.actor, noodles.id, (flour, 100))
    small, large = (option.id for option in sizes.options)
    with_egg, less_salt = (option.id for option in extras.options)
    make_recipe(shop.actor, large, kind=OwnerKind.OPTION, factor_bp=15_000)
    make_recipe(shop.actor, with_egg, (egg, 1), kind=OwnerKind.OPTION)
    order(shop, noodles, small, quantity=2)
    order(shop, noodles, small, less_salt)
    order(shop, noodles, large)
    order(shop, noodles, large, with_egg)
    cost = found(shop, noodles)
    assert rows(cost) == [
        ("", 3, 3000, 150),
        ("大份", 1, 1500, 75),
        ("大份 · 加蛋", 1, 1700, 155),
    ]
    assert (cost.portions, cost.net_fen, cost.margin_percent) == (5, 6200, 94)
    assert cost.uses == {flour.id: 600_000, egg.id: 1000}
    dish = catalog.get_menu(shop.id).dishes[noodles.id]
    told = choice_costs(
        load_book(shop.id), catalog.get_menu(shop.id), dish, queries.stocks_of(shop.id)
    )
    assert [(each.option.name, each.price_fen, each.cost_fen, each.is_whole) for each in told] == [
        ("小份", 1000, 50, True),
        ("大份", 1500, 75, True),
        ("加蛋", 200, 80, False),
    ]


def test_a_portion_costs_what_its_recipe_took_then(shop: Shop) -> None:
    flour = make_ingredient(shop.actor, "面粉", grams=10_000, value_fen=10_000)
    order(shop, shop.dish["tofu"])
    make_recipe(shop.actor, shop.dish["tofu"].id, (flour, 100))
    order(shop, shop.dish["tofu"])
    make_recipe(shop.actor, shop.dish["tofu"].id, (flour, 300))
    order(shop, shop.dish["tofu"])
    # The first was sold before there was a recipe: it counts as it would be made now.
    assert found(shop, shop.dish["tofu"]).cost_fen == 300 + 100 + 300


def test_a_set_meal_costs_its_dishes_and_nobody_pays_twice(shop: Shop) -> None:
    flour = make_ingredient(shop.actor, "面粉", grams=10_000, value_fen=10_000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (flour, 200))
    make_recipe(shop.actor, shop.dish["tofu"].id, (flour, 50))
    choice = make_choice(shop.actor, 1, (shop.dish["chicken"], 1, 0), (shop.dish["tofu"], 2, 0))
    meal = make_dish(shop.actor, shop.categories["hot"], "单人套餐", 3000, group_ids=(choice.id,))
    order(shop, meal, choice.options[0].id)
    order(shop, meal, choice.options[1].id, quantity=2)
    assert rows(found(shop, meal)) == [("麻婆豆腐", 2, 6000, 200), ("宫保鸡丁", 1, 3000, 200)]
    assert [each.name for each in dish_costs(shop.id, TODAY, TODAY)] == ["单人套餐"]


def test_what_was_taken_back_is_not_in_it(shop: Shop) -> None:
    flour = make_ingredient(shop.actor, "面粉", grams=10_000, value_fen=10_000)
    make_recipe(shop.actor, shop.dish["tofu"].id, (flour, 100))
    phone = presence_at(shop.tables[0], shop.actor)
    placed = place(phone, (shop.dish["tofu"], 3))
    ordering.void_line(
        placed.lines[0].id, actor=shop.person(), reason="点错", quantity=1, to="stock"
    )
    cost = found(shop, shop.dish["tofu"])
    assert (cost.portions, cost.cost_fen) == (2, 200)
    ordering.cancel_order(place(phone, shop.dish["tofu"]), actor=shop.person())
    assert found(shop, shop.dish["tofu"]).portions == 2
