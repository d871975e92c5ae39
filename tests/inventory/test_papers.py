"""Receiving, counting, waste, production: what each does to the ledger."""

from datetime import date

import pytest
from sqlalchemy import select

from app.catalog import queries as catalog
from app.core import events
from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Invalid
from app.inventory import buying, papers, queries, service
from app.inventory.errors import PaperClosed, StockFrozen
from app.inventory.events import StockFell
from app.inventory.inputs import (
    PlaceInput,
    PurchaseInput,
    PurchaseLineInput,
    ReceiptInput,
    ReceivedInput,
)
from app.inventory.models import Ingredient, MovementKind, OwnerKind
from app.inventory.paper_models import PurchaseStatus
from app.inventory.queries import MovementFilter
from app.notices.kinds import NoticeKind
from app.notices.models import Notice
from app.notices.queries import list_open
from app.notices.service import SAME_AGAIN
from app.ordering import service as ordering
from app.reports.stock_figures import stock_figures
from tests.factories.inventory import make_ingredient, make_purchase, make_recipe, receive
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


def on_hand(shop: Shop, ingredient: Ingredient) -> tuple[int, int]:
    """What is there in base units, and its value in fen."""
    db.session.expire_all()
    stock = queries.stocks_of(shop.id)[ingredient.id]
    return stock.on_hand // 1000, stock.value // 1000


def test_a_dish_that_ran_out_returns_with_the_delivery(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=300)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    assert catalog.get_menu(shop.id).dishes[shop.dish["chicken"].id].left == 2
    place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 2))
    dish = catalog.get_menu(shop.id).dishes[shop.dish["chicken"].id]
    assert (dish.left, dish.available) == (0, False)
    receive(shop.person(), chicken, 5000, 10_000)
    dish = catalog.get_menu(shop.id).dishes[shop.dish["chicken"].id]
    assert (dish.left, dish.available) == (None, True)


def test_a_purchase_is_received_in_parts_with_differences(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=0)
    purchase = make_purchase(shop.person(), chicken, 5000)
    assert papers.coming(shop.id) == {chicken.id: 5_000_000}
    for grams, status in ((2000, PurchaseStatus.PARTLY), (3100, PurchaseStatus.RECEIVED)):
        receive(shop.person(), chicken, grams, grams * 2, purchase_id=purchase.id)
        assert papers.get_purchase(shop.id, purchase.id).status is status
    assert purchase.lines[0].received - purchase.lines[0].wanted == 100_000
    assert on_hand(shop, chicken) == (5100, 10_200)
    with pytest.raises(PaperClosed):
        receive(shop.person(), chicken, 1, purchase_id=purchase.id)


def test_goods_go_back_with_their_share_of_the_value(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=4000, value_fen=8000)
    line = ReceivedInput(ingredient_id=chicken.id, quantity=1_000_000, total_fen=0)
    service.return_goods(ReceiptInput(lines=(line,), note="不新鲜"), actor=shop.person())
    assert on_hand(shop, chicken) == (3000, 6000)


def test_a_blind_count_books_only_what_sales_do_not_explain(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, value_fen=2000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    take = service.start_stocktake("", actor=shop.person())
    service.count_ingredient(take.id, chicken.id, 900_000, actor=shop.person())
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    ordering.step_line(order.lines[0].id, "done", actor=shop.person())
    service.close_stocktake(take.id, actor=shop.person())
    assert on_hand(shop, chicken) == (750, 1500)
    line = papers.get_stocktake(shop.id, take.id).lines[0]
    assert (line.expected, line.counted, line.value) == (1_000_000, 900_000, -200_000)
    assert not queries.find_differences()


def test_while_it_is_counted_nothing_but_sales_moves_it(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    take = service.start_stocktake("", actor=shop.person())
    with pytest.raises(StockFrozen):
        receive(shop.person(), chicken, 5)
    with pytest.raises(StockFrozen):
        service.waste_goods(chicken.id, 5, actor=shop.person(), reason="变质")
    service.drop_stocktake(take.id, actor=shop.person())
    receive(shop.person(), chicken, 5)
    assert on_hand(shop, chicken)[0] == 1005


def test_waste_needs_a_reason_and_counts_in_the_figures(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, value_fen=2000)
    with pytest.raises(Invalid):
        service.waste_goods(chicken.id, 5, actor=shop.person(), reason=" ")
    service.waste_goods(chicken.id, 100_000, actor=shop.person(), reason="变质")
    today = date(2026, 3, 2)
    figures = stock_figures(shop.id, today, today)
    assert figures.waste == [("变质", 1, 200_000)]
    assert (figures.uses[0].actual, figures.uses[0].after) == (100_000, 900_000)


def test_a_sauce_takes_over_the_cost_of_what_is_in_it(shop: Shop) -> None:
    soy = make_ingredient(shop.actor, "生抽", grams=1000, value_fen=1000)
    sauce = make_ingredient(shop.actor, "照烧汁", grams=0)
    make_recipe(shop.actor, sauce.id, (soy, 300), kind=OwnerKind.INGREDIENT, makes=250)
    service.produce_goods(sauce.id, 500_000, actor=shop.person())
    assert on_hand(shop, soy) == (400, 400)
    assert on_hand(shop, sauce) == (500, 600)
    assert not queries.find_differences()


def test_carrying_changes_the_place_and_not_the_sum(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, value_fen=2000)
    store_room = service.add_place(PlaceInput(name="库房"), actor=shop.person())
    kitchen = service.add_place(PlaceInput(name="厨房"), actor=shop.person())
    places = {"from_id": store_room.id, "to_id": kitchen.id}
    service.transfer_goods(chicken.id, 400_000, actor=shop.person(), **places)
    assert on_hand(shop, chicken) == (1000, 2000)
    balances = queries.place_balances(shop.id)
    assert balances[chicken.id, kitchen.id] == 400_000
    # What came and what is sold belongs to the main place, so that the places add up.
    assert balances[chicken.id, store_room.id] == 600_000
    with pytest.raises(Invalid):
        service.transfer_goods(chicken.id, 600_001, actor=shop.person(), **places)


def test_the_oldest_batch_is_used_first(shop: Shop, clock: FixedClock) -> None:
    milk = make_ingredient(shop.actor, "牛奶", grams=0)
    for day in (5, 9):
        line = ReceivedInput(
            ingredient_id=milk.id, quantity=1_000_000, total_fen=0, expires_on=date(2026, 3, day)
        )
        service.receive_goods(ReceiptInput(lines=(line,)), actor=shop.person())
    service.waste_goods(milk.id, 700_000, actor=shop.person(), reason="员工餐")
    left = papers.list_batches(shop.id, queries.stocks_of(shop.id), date(2026, 3, 31))
    assert [(b.expires_on.day, b.left) for b in left] == [(5, 300_000), (9, 1_000_000)]


def test_below_its_level_is_told_once_for_each_dip(shop: Shop, clock: FixedClock) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, safety=800)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    phone = presence_at(shop.tables[0], shop.actor)
    place(phone, shop.dish["chicken"])
    kinds = frozenset({NoticeKind.STOCK_LOW})
    assert not list_open(shop.id, kinds)
    order = place(phone, shop.dish["chicken"])
    place(phone, shop.dish["chicken"])
    assert [notice.subject for notice in list_open(shop.id, kinds)] == [chicken.id]
    ordering.step_line(order.lines[0].id, "done", actor=shop.person())
    receive(shop.person(), chicken, 500)
    assert not list_open(shop.id, kinds)
    clock.move(seconds=SAME_AGAIN.total_seconds() + 1)
    for _ in range(3):
        place(phone, shop.dish["chicken"])
    assert [notice.subject for notice in list_open(shop.id, kinds)] == [chicken.id]
    told = [notice for notice in _all_notices(shop) if notice.kind is NoticeKind.STOCK_LOW]
    assert len(told) == 2, "the next dip is told anew, and it once"


def test_a_dip_is_one_event_however_many_orders_follow_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, safety=800)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    phone, publish, fell = presence_at(shop.tables[0], shop.actor), events.publish, list[object]()

    def note(event: object) -> None:
        fell.extend([event] if isinstance(event, StockFell) else [])
        publish(event)

    monkeypatch.setattr(events, "publish", note)
    for before in (0, 1):
        for dips in (0, 1, 1):
            place(phone, shop.dish["chicken"])
            assert len(fell) == before + dips
        receive(shop.person(), chicken, 500)


def test_a_price_that_jumped_is_told(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=0)
    receive(shop.person(), chicken, 1000, 2000)
    receive(shop.person(), chicken, 500, 1190)
    receive(shop.person(), chicken, 1000, 3000)
    told = [notice for notice in _all_notices(shop) if notice.kind is NoticeKind.STOCK_PRICE]
    assert [notice.params["percent"] for notice in told] == [26]


def test_what_is_suggested_fills_up_in_whole_units(shop: Shop, clock: FixedClock) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, safety=2000, target=9500)
    assert [s.wanted for s in buying.suggest(shop.id)] == [8_500_000]
    line = PurchaseLineInput(
        ingredient_id=chicken.id, unit_name="箱", unit_size=5_000_000, wanted=10_000_000
    )
    service.order_goods(PurchaseInput(lines=(line,)), actor=shop.person())
    assert not buying.suggest(shop.id)


def test_the_forecast_knows_weekdays_and_holidays() -> None:
    # 2026-03-02 is a Monday, 2026-05-01 a holiday, 2026-05-09 a Saturday on which people work.
    used = {date(2026, 2, 16 + n): 10 * (n + 1) for n in range(7)}
    days = set(used)
    assert buying.forecast(used, days, date(2026, 3, 2)) == 10
    assert buying.is_workday(date(2026, 5, 9)) and not buying.is_workday(date(2026, 5, 1))
    resting = [each for each in days if not buying.is_workday(each)]
    holiday = buying.forecast(used, days, date(2026, 5, 1))
    assert holiday == -(-sum(used[each] for each in resting) // len(resting))


def test_the_movements_of_a_day_can_be_asked_for(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000)
    receive(shop.person(), chicken, 500)
    wanted = MovementFilter(chicken.id, kind=MovementKind.RECEIPT, since=date(2026, 3, 2))
    assert [m.quantity for m in queries.list_movements(shop.id, wanted, limit=5)] == [500_000]
    assert not queries.count_movements(shop.id, MovementFilter(until=date(2026, 3, 1)))


def _all_notices(shop: Shop) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.store_id == shop.id)))
