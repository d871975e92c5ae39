"""Orders hold what their recipes take, use it up, and let it go."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from app.catalog import queries as catalog
from app.catalog.errors import SoldOut
from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.ids import new_id
from app.inventory import queries
from app.inventory.models import IngredientStock, Movement, MovementKind, OwnerKind, Policy
from app.inventory.queries import MovementFilter
from app.inventory.settings import ConsumedAt, StockSettings
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.ordering.settings import OrderingSettings, PayMode
from app.settings import service as settings
from app.upkeep.checks_stock import check_stock
from app.upkeep.findings import Level
from tests.factories import payments
from tests.factories.catalog import make_dish, make_option_group, make_sizes
from tests.factories.inventory import make_ingredient, make_recipe
from tests.factories.ordering import place, place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.payments.refunding import give_back


def balance(shop: Shop, ingredient_id: str) -> tuple[int, int]:
    """What is there and what is held, in base units."""
    db.session.expire_all()
    stock = queries.stocks_of(shop.id)[ingredient_id]
    return stock.on_hand // 1000, stock.held // 1000


def kinds(shop: Shop, ingredient_id: str) -> list[str]:
    found = queries.list_movements(shop.id, MovementFilter(ingredient_id), limit=50)
    return [movement.kind.value for movement in reversed(found)]


def test_an_order_holds_and_its_cooking_uses_up(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    order = place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 2))
    assert balance(shop, chicken.id) == (1000, 300)
    ordering.step_line(order.lines[0].id, "done", actor=shop.person())
    assert balance(shop, chicken.id) == (700, 0)
    assert kinds(shop, chicken.id) == ["opening", "hold", "consume"]
    assert not queries.find_differences()


def test_it_may_be_used_up_when_it_is_paid(shop: Shop) -> None:
    settings.save(StockSettings(consumed_at=ConsumedAt.PAID), actor=shop.person())
    chicken = make_ingredient(shop.actor, grams=1000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    ordering.step_line(order.lines[0].id, "done", actor=shop.person())
    assert balance(shop, chicken.id) == (1000, 150)
    payments.pay(shop.actor, order)
    assert balance(shop, chicken.id) == (850, 0)


def test_a_cancelled_order_lets_go(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    ordering.cancel_order(order, actor=shop.person())
    assert balance(shop, chicken.id) == (1000, 0)
    assert kinds(shop, chicken.id)[-1] == "release"


@pytest.mark.parametrize("cooked", [False, True])
@pytest.mark.parametrize(("to", "left"), [("waste", 700), ("stock", 850)])
def test_a_voided_part_is_waste_or_stock(shop: Shop, cooked: bool, to: str, left: int) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    order = place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 2))
    line = order.lines[0]
    if cooked:
        ordering.step_line(line.id, "done", actor=shop.person())
    ordering.void_line(line.id, actor=shop.person(), reason="太咸", quantity=1, to=to)
    if not cooked:
        ordering.step_line(line.id, "done", actor=shop.person())
    assert balance(shop, chicken.id) == (left, 0)
    wasted = MovementFilter(chicken.id, kind=MovementKind.WASTE)
    found = queries.list_movements(shop.id, wasted, limit=9)
    assert [(m.quantity, m.reason) for m in found] == (
        [(-150_000, "太咸")] if to == "waste" else []
    )
    assert not queries.find_differences()


def test_sizes_multiply_and_toppings_add(shop: Shop) -> None:
    egg = make_ingredient(shop.actor, "鸡蛋", grams=10)
    flour = make_ingredient(shop.actor, "面粉", grams=1000)
    sizes = make_sizes(shop.actor, ("小份", 1000), ("大份", 1500))
    extra = make_option_group(shop.actor, "加料", (("加蛋", 200),))
    groups = (sizes.id, extra.id)
    noodles = make_dish(shop.actor, shop.categories["hot"], "牛肉面", 1000, group_ids=groups)
    make_recipe(shop.actor, noodles.id, (flour, 100))
    make_recipe(shop.actor, sizes.options[1].id, kind=OwnerKind.OPTION, factor_bp=15_000)
    make_recipe(shop.actor, extra.options[0].id, (egg, 1), kind=OwnerKind.OPTION)
    chosen = (sizes.options[1].id, extra.options[0].id)
    line = LineInput(dish_id=noodles.id, quantity=2, option_ids=chosen)
    phone = presence_at(shop.tables[0], shop.actor)
    ordering.place_order(phone, PlaceOrderInput(lines=(line,)), key=new_id())
    assert balance(shop, flour.id) == (1000, 300)
    assert balance(shop, egg.id) == (10, 2)


def test_an_order_keeps_the_version_of_its_recipe(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    first = make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    second = make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 400))
    assert first and second and (first.version, second.version) == (1, 2)
    use = queries.uses_of_order(shop.id, order.id)[order.lines[0].id]
    assert use.recipe_ids == [first.id]
    ordering.step_line(order.lines[0].id, "done", actor=shop.person())
    assert balance(shop, chicken.id) == (850, 0)


@pytest.mark.parametrize("policy", [Policy.WARN, Policy.ALLOW])
def test_a_policy_lets_stock_go_below_nothing(shop: Shop, policy: Policy) -> None:
    salt = make_ingredient(shop.actor, "盐", grams=5, policy=policy)
    make_recipe(shop.actor, shop.dish["tofu"].id, (salt, 10))
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["tofu"])
    ordering.step_line(order.lines[0].id, "done", actor=shop.person())
    assert balance(shop, salt.id) == (-5, 0)
    assert catalog.get_menu(shop.id).dishes[shop.dish["tofu"].id].available


def test_the_refusal_names_dish_and_ingredient_to_staff(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=200)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    with pytest.raises(SoldOut) as staff_told:
        place_at_counter(shop.person(), (shop.dish["chicken"], 2), table=shop.tables[0])
    row = staff_told.value.extra["missing"][0]
    assert (row["name"], row["wanted"], row["remaining"]) == ("宫保鸡丁", 2, 1)
    assert row["ingredients"][0]["name"] == "鸡腿肉"
    assert "鸡腿肉" in str(staff_told.value.message) and "200" in str(staff_told.value.message)
    with pytest.raises(SoldOut) as guest_told:
        place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 2))
    row = guest_told.value.extra["missing"][0]
    assert "ingredients" not in row
    assert [each["name"] for each in row["alike"]] == ["麻婆豆腐", "清蒸鲈鱼"]
    assert "鸡腿肉" not in str(guest_told.value.message)


def test_two_dishes_of_one_order_share_what_there_is(shop: Shop) -> None:
    pork = make_ingredient(shop.actor, "五花肉", grams=250)
    make_recipe(shop.actor, shop.dish["chicken"].id, (pork, 150))
    make_recipe(shop.actor, shop.dish["tofu"].id, (pork, 150))
    with pytest.raises(SoldOut) as told:
        phone = presence_at(shop.tables[0], shop.actor)
        place(phone, shop.dish["chicken"], shop.dish["tofu"])
    assert [row["name"] for row in told.value.extra["missing"]] == ["麻婆豆腐"]
    assert balance(shop, pork.id) == (250, 0)


def test_an_expired_order_can_be_taken_up_again(shop: Shop, clock: FixedClock) -> None:
    chosen = OrderingSettings(pay_mode=PayMode.BEFORE)
    settings.save(chosen, actor=shop.person())
    chicken = make_ingredient(shop.actor, grams=1000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    assert balance(shop, chicken.id) == (1000, 150)
    clock.move(minutes=61)
    ordering.expire_unpaid()
    assert balance(shop, chicken.id) == (1000, 0)
    ordering.reopen_expired(order.id, actor=shop.person())
    assert balance(shop, chicken.id) == (1000, 150)


def test_the_ledger_cannot_be_changed(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    with pytest.raises(DBAPIError, match="append-only"):
        _tamper(chicken.id)
    assert not queries.find_differences()


@pytest.mark.parametrize("column", ["on_hand", "held", "value"])
def test_a_sum_that_is_not_the_ledgers_is_found_and_said(shop: Shop, column: str) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, value_fen=2000)
    assert check_stock().level is Level.OK
    with transaction():
        kept = getattr(IngredientStock, column)
        wrong = update(IngredientStock).where(IngredientStock.ingredient_id == chicken.id)
        db.session.execute(wrong.values({column: kept + 1}))
    [found] = queries.find_differences()
    kept_sum, summed = getattr(found, column)
    assert (found.ingredient_id, kept_sum - summed) == (chicken.id, 1)
    assert check_stock().level is Level.BAD


def _tamper(ingredient_id: str) -> None:
    with transaction():
        db.session.execute(
            update(Movement).where(Movement.ingredient_id == ingredient_id).values(quantity=1)
        )


def test_one_that_was_paid_and_never_cooked_gives_all_of_it_back(shop: Shop) -> None:
    settings.save(StockSettings(consumed_at=ConsumedAt.PAID), actor=shop.person())
    chicken = make_ingredient(shop.actor, grams=1000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    payment = payments.pay(shop.actor, order)
    assert balance(shop, chicken.id) == (850, 0)
    give_back(shop, payment["id"], 3800)
    ordering.cancel_order(orders.get_order(shop.id, order.id), actor=shop.person())
    assert balance(shop, chicken.id) == (1000, 0)
    assert not queries.find_differences()
