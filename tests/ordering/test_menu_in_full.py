"""Set meals, sizes, counted options, open prices, pick-up prices and times of sale, ordered."""

import pytest

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.errors import SoldOut
from app.catalog.inputs import OptionGroupInput, OptionInput
from app.catalog.models import Dish, PriceKind
from app.catalog.sale_windows import SaleWindow, spans_of
from app.core.clock import FixedClock
from app.core.errors import Invalid
from app.core.ids import new_id
from app.kitchen import queries as kitchen
from app.ordering import queries, service
from app.ordering.errors import PriceOpen
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.ordering.models import LineStatus, Order
from app.printing.paperwork import kitchen_slip, pre_bill
from app.stores import queries as stores
from app.tables import service as tables
from tests.factories.catalog import make_choice, make_dish, make_included, make_sizes
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


@pytest.fixture
def meal(shop: Shop) -> Dish:
    """A set meal for 66.00: chicken and two of rice, with two of fish (+10.00), tofu and beer."""
    pick = make_choice(
        shop.actor,
        2,
        (shop.dish["fish"], 1, 1000),
        (shop.dish["tofu"], 1, 0),
        (shop.dish["beer"], 2, 0),
        may_repeat=True,
    )
    always = make_included(shop.actor, (shop.dish["chicken"], 1), (shop.dish["rice"], 2))
    hot = shop.categories["hot"]
    return make_dish(shop.actor, hot, "双人套餐", 6600, group_ids=(always.id, pick.id))


def order_of(shop: Shop, dish: Dish, *option_ids: str, quantity: int = 1) -> Order:
    presence = presence_at(shop.tables[0], shop.actor)
    line = LineInput(dish_id=dish.id, quantity=quantity, option_ids=option_ids)
    placed = service.place_order(presence, PlaceOrderInput(lines=(line,)), key=new_id())
    return queries.get_order(shop.id, placed.order["id"])


def answers(shop: Shop, dish: Dish) -> dict[str, str]:
    """The ids of what can be chosen with a dish, by name."""
    groups = catalog.get_menu(shop.id).dishes[dish.id].option_groups
    return {option.name: option.id for group in groups for option in group.options}


def test_a_set_meal_is_one_price_and_several_dishes(shop: Shop, meal: Dish) -> None:
    ids = answers(shop, meal)
    chosen = (ids[shop.dish["fish"].name], ids[shop.dish["beer"].name])
    order = order_of(shop, meal, *chosen, quantity=2)
    parent, *parts = order.lines
    assert (order.total_fen, parent.total_fen, parent.is_set) == (15200, 15200, True)
    assert {part.dish_id: part.quantity for part in parts} == {
        shop.dish["chicken"].id: 2,
        shop.dish["rice"].id: 4,
        shop.dish["fish"].id: 2,
        shop.dish["beer"].id: 4,
    }
    assert all((p.parent_id, p.total_fen, p.set_name) == (parent.id, 0, "双人套餐") for p in parts)
    assert catalog.get_menu(shop.id).dishes[shop.dish["fish"].id].remaining == 3


def test_the_kitchen_cooks_the_dishes_and_never_the_set(shop: Shop, meal: Dish) -> None:
    ids = answers(shop, meal)
    order = order_of(shop, meal, ids[shop.dish["tofu"].name], ids[shop.dish["tofu"].name])
    tickets = kitchen.list_order_tickets(shop.id, order.id)
    cooked = [line for facts in tickets for line in facts.lines]
    assert {line.name for line in cooked} == {
        shop.dish[key].name for key in ("chicken", "rice", "tofu")
    }
    store = stores.get_facts(shop.id)
    slips = [line for t in tickets for line in kitchen_slip(store, t, "", None).lines]
    assert {line.set_name for line in slips} == {"双人套餐"}
    lines = pre_bill(store, [order]).lines
    assert [line.is_part for line in lines] == [False, True, True, True]
    assert lines[0].options == ()
    for line in cooked:
        service.step_line(line.id, "done", actor=shop.actor)
    assert queries.get_order(shop.id, order.id).status.value == "ready"


def test_a_set_meal_is_taken_back_and_given_back_whole(shop: Shop, meal: Dish) -> None:
    ids = answers(shop, meal)
    order = order_of(shop, meal, ids[shop.dish["fish"].name], ids[shop.dish["fish"].name])
    assert catalog.get_menu(shop.id).dishes[shop.dish["fish"].id].remaining == 3
    service.void_line(order.lines[0].id, actor=shop.actor, reason="点错", to="stock")
    assert catalog.get_menu(shop.id).dishes[shop.dish["fish"].id].remaining == 5
    gone = queries.get_order(shop.id, order.id)
    assert {line.status for line in gone.lines} == {LineStatus.CANCELLED}


def test_a_set_meal_without_one_of_its_dishes_is_refused(shop: Shop, meal: Dish) -> None:
    ids = answers(shop, meal)
    chosen = (ids[shop.dish["tofu"].name], ids[shop.dish["beer"].name])
    with pytest.raises(SoldOut) as refused:
        order_of(shop, meal, ids[shop.dish["fish"].name], chosen[0], quantity=6)
    [missing] = refused.value.extra["missing"]
    assert (missing["dish_id"], missing["name"]) == (meal.id, shop.dish["fish"].name)
    assert (missing["wanted"], missing["remaining"]) == (6, 5)
    catalog_service.set_availability(shop.dish["rice"].id, actor=shop.actor, available=False)
    assert not catalog.get_menu(shop.id).dishes[meal.id].available
    with pytest.raises(SoldOut) as refused:
        order_of(shop, meal, *chosen)
    assert refused.value.extra["dish_ids"] == [meal.id]
    catalog_service.set_availability(shop.dish["rice"].id, actor=shop.actor, available=True)
    catalog_service.set_on_shelf(shop.dish["chicken"].id, False, actor=shop.actor)
    with pytest.raises(SoldOut) as refused:
        order_of(shop, meal, *chosen)
    assert refused.value.extra["dish_ids"] == [meal.id]


@pytest.mark.parametrize("names", [["tofu"], ["tofu", "beer", "fish"]])
def test_as_many_as_the_set_says_are_chosen(shop: Shop, meal: Dish, names: list[str]) -> None:
    ids = answers(shop, meal)
    with pytest.raises(Invalid):
        order_of(shop, meal, *(ids[shop.dish[name].name] for name in names))


def test_a_set_meal_is_not_made_of_set_meals(shop: Shop, meal: Dish) -> None:
    with pytest.raises(Invalid):
        make_included(shop.actor, (meal, 1))


def test_a_size_has_its_own_price(shop: Shop) -> None:
    sizes = make_sizes(shop.actor, ("中杯", 1500), ("大杯", 1900))
    tea = make_dish(shop.actor, shop.categories["hot"], "奶茶", 1500, group_ids=(sizes.id,))
    order = order_of(shop, tea, answers(shop, tea)["大杯"])
    assert (order.total_fen, order.lines[0].unit_price_fen) == (1900, 1900)


def test_options_are_counted_and_come_back(shop: Shop) -> None:
    counted = OptionInput(name="溏心蛋", price_fen=300, remaining=2)
    given = OptionGroupInput(name="加料", max_choices=2, options=(counted,))
    extras = catalog_service.add_option_group(given, actor=shop.actor)
    noodles = make_dish(shop.actor, shop.categories["hot"], "汤面", 1800, group_ids=(extras.id,))
    egg = extras.options[0].id
    order = order_of(shop, noodles, egg, quantity=2)
    [group] = catalog.get_menu(shop.id).dishes[noodles.id].option_groups
    assert (group.options[0].remaining, group.options[0].available) == (0, False)
    with pytest.raises(Invalid):
        order_of(shop, noodles, egg)
    service.cancel_order(order, actor=shop.actor)
    with pytest.raises(SoldOut) as refused:
        order_of(shop, noodles, egg, quantity=3)
    assert refused.value.extra["dish_ids"] == [noodles.id]
    assert catalog.get_menu(shop.id).dishes[noodles.id].option_groups[0].options[0].available


def test_nobody_pays_before_the_fish_is_weighed(shop: Shop) -> None:
    hot = shop.categories["hot"]
    fish = make_dish(shop.actor, hot, "鲈鱼", 4800, price_kind=PriceKind.WEIGHED)
    order = order_of(shop, fish)
    rice = place(presence_at(shop.tables[0], shop.actor), shop.dish["rice"])
    assert (order.total_fen, order.lines[0].is_price_open) == (0, True)
    with pytest.raises(PriceOpen) as refused:
        pay(shop.actor, order, 100)
    assert refused.value.extra["lines"] == ["鲈鱼"]
    assert "鲈鱼" in str(refused.value.message)
    pay(shop.actor, rice)
    service.set_weight(order.lines[0].id, 750, actor=shop.actor)
    weighed = queries.get_order(shop.id, order.id)
    assert weighed.total_fen == 7200
    pay(shop.actor, weighed)


def test_pick_up_has_its_own_price_and_packing(shop: Shop) -> None:
    box = make_dish(
        shop.actor, shop.categories["hot"], "盒饭", 2000, pickup_price_fen=1800, packing_fee_fen=100
    )
    at_table = place_at_counter(shop.actor, (box, 2), table=shop.tables[1])
    to_go = place_at_counter(shop.actor, (box, 2))
    assert (at_table.total_fen, to_go.total_fen) == (4000, 3800)
    assert to_go.lines[0].changes[0]["stage"] == "channel"
    service.void_line(to_go.lines[0].id, actor=shop.actor, reason="少一份", quantity=1)
    assert queries.get_order(shop.id, to_go.id).total_fen == 1900


def test_breakfast_is_sold_to_guests_in_the_morning_only(shop: Shop, clock: FixedClock) -> None:
    window = SaleWindow(spans=spans_of("06:30-10:00"))
    hot = shop.categories["hot"]
    porridge = make_dish(shop.actor, hot, "皮蛋瘦肉粥", 1200, sale_window=window)
    local = stores.get_facts(shop.id).local
    while not window.is_open(local(clock.now())):
        clock.move(minutes=30)
    menu = catalog.get_menu(shop.id)
    assert menu.off_hours(local(clock.now())) == frozenset()
    order_of(shop, porridge)
    clock.move(hours=4)
    assert menu.off_hours(local(clock.now())) == {porridge.id}
    with pytest.raises(Invalid) as refused:
        order_of(shop, porridge)
    assert "皮蛋瘦肉粥" in str(refused.value.extra["fields"]["lines.0.dish_id"])
    tables.open_table(shop.tables[2].id, actor=shop.actor)
    assert place_at_counter(shop.actor, porridge, table=shop.tables[2]).total_fen == 1200
