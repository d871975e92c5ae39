"""Receiving, sending back, writing off and counting at another place than the main one."""

import pytest

from app.core.errors import Invalid, NotFound
from app.inventory import papers, queries, service
from app.inventory.errors import NameTaken, StockFrozen
from app.inventory.inputs import PlaceInput, ReceiptInput, ReceivedInput
from app.inventory.models import Ingredient, StockPlace
from app.inventory.paper_models import PurchaseStatus
from app.ordering import service as ordering
from tests.factories.inventory import (
    make_ingredient,
    make_place,
    make_purchase,
    make_recipe,
    receive,
)
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


@pytest.fixture
def kitchen(shop: Shop) -> StockPlace:
    """The first place, from which sales take."""
    return make_place(shop.actor)


@pytest.fixture
def cold(shop: Shop, kitchen: StockPlace) -> StockPlace:
    """Another place."""
    return make_place(shop.actor, "冷库", "Cold room")


def lying(shop: Shop, ingredient: Ingredient, *places: StockPlace) -> list[int]:
    """What lies at these places in base units; nothing lies anywhere else."""
    found = queries.place_balances(shop.id, ingredient.id)
    assert sum(found.values()) == queries.stocks_of(shop.id)[ingredient.id].on_hand
    assert not queries.find_differences()
    return [found.get((ingredient.id, each.id), 0) // 1000 for each in places]


def send_back(shop: Shop, ingredient: Ingredient, grams: int, where: StockPlace) -> None:
    line = ReceivedInput(ingredient_id=ingredient.id, quantity=grams * 1000, total_fen=0)
    given = ReceiptInput(lines=(line,), place_id=where.id, note="不新鲜")
    service.return_goods(given, actor=shop.person())


def test_a_purchase_comes_in_parts_to_different_places(
    shop: Shop, kitchen: StockPlace, cold: StockPlace
) -> None:
    chicken = make_ingredient(shop.actor, grams=0)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    purchase = make_purchase(shop.person(), chicken, 5000)
    receive(shop.person(), chicken, 3000, 6000, purchase_id=purchase.id, place_id=cold.id)
    assert lying(shop, chicken, kitchen, cold) == [0, 3000]
    receive(shop.person(), chicken, 2200, 4400, purchase_id=purchase.id)
    assert lying(shop, chicken, kitchen, cold) == [2200, 3000]
    assert papers.get_purchase(shop.id, purchase.id).status is PurchaseStatus.RECEIVED
    assert [each.place_id for each in papers.list_receipts(shop.id, purchase.id)] == [cold.id, None]
    order = place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 2))
    ordering.step_line(order.lines[0].id, "done", actor=shop.person())
    assert lying(shop, chicken, kitchen, cold) == [1900, 3000], "sales take from the main place"


def test_only_what_lies_at_a_place_leaves_it(
    shop: Shop, kitchen: StockPlace, cold: StockPlace
) -> None:
    chicken = make_ingredient(shop.actor, grams=2000, value_fen=4000)
    receive(shop.person(), chicken, 1000, 2000, place_id=cold.id)
    send_back(shop, chicken, 400, cold)
    service.waste_goods(chicken.id, 500_000, actor=shop.person(), reason="变质", place_id=cold.id)
    assert lying(shop, chicken, kitchen, cold) == [2000, 100]
    with pytest.raises(Invalid) as told:
        send_back(shop, chicken, 101, cold)
    assert "100" in str(told.value.extra["fields"]["lines"])
    with pytest.raises(Invalid):
        service.waste_goods(
            chicken.id, 101_000, actor=shop.person(), reason="变质", place_id=cold.id
        )
    assert lying(shop, chicken, kitchen, cold) == [2000, 100]


def test_one_place_is_counted_while_the_other_goes_on(
    shop: Shop, kitchen: StockPlace, cold: StockPlace
) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, value_fen=2000)
    receive(shop.person(), chicken, 4000, 8000, place_id=cold.id)
    take = service.start_stocktake("", actor=shop.person(), place_id=cold.id)
    with pytest.raises(StockFrozen):
        receive(shop.person(), chicken, 1, place_id=cold.id)
    with pytest.raises(StockFrozen):
        places = {"from_id": cold.id, "to_id": kitchen.id}
        service.transfer_goods(chicken.id, 1000, actor=shop.person(), **places)
    receive(shop.person(), chicken, 500, 1000)
    with pytest.raises(StockFrozen):
        service.start_stocktake("", actor=shop.person(), place_id=cold.id)
    with pytest.raises(StockFrozen):
        service.start_stocktake("", actor=shop.person())
    other = service.start_stocktake("", actor=shop.person(), place_id=kitchen.id)
    with pytest.raises(StockFrozen):
        receive(shop.person(), chicken, 1)
    line = service.count_ingredient(take.id, chicken.id, 3_700_000, actor=shop.person())
    assert (line.expected, line.value) == (4_000_000, -600_000)
    service.finish_counting(take.id, actor=shop.person())
    service.close_stocktake(take.id, actor=shop.person())
    service.drop_stocktake(other.id, actor=shop.person())
    assert lying(shop, chicken, kitchen, cold) == [1500, 3700]


def test_a_count_of_everything_freezes_every_place(
    shop: Shop, kitchen: StockPlace, cold: StockPlace
) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    service.start_stocktake("", actor=shop.person())
    for where in (kitchen, cold):
        with pytest.raises(StockFrozen):
            receive(shop.person(), chicken, 1, place_id=where.id)
        with pytest.raises(StockFrozen):
            service.start_stocktake("", actor=shop.person(), place_id=where.id)


def test_places_have_names_of_their_own(shop: Shop, kitchen: StockPlace, cold: StockPlace) -> None:
    with pytest.raises(NameTaken):
        service.change_place(cold.id, PlaceInput(name="厨房"), actor=shop.person())
    service.change_place(cold.id, PlaceInput(name="冻库", name_en="Freezer"), actor=shop.person())
    assert [each.name for each in queries.list_places(shop.id)] == ["厨房", "冻库"]
    chicken = make_ingredient(shop.actor)
    for verb in (
        lambda: receive(shop.person(), chicken, 1, place_id="elsewhere"),
        lambda: service.start_stocktake("", actor=shop.person(), place_id="elsewhere"),
        lambda: service.change_place("elsewhere", PlaceInput(name="x"), actor=shop.person()),
    ):
        with pytest.raises(NotFound):
            verb()
