"""Alerts that need a clock: near its last day, and gone before the shop closes."""

from datetime import date, time

from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.inventory import service
from app.inventory.inputs import ReceiptInput, ReceivedInput
from app.notices.kinds import NoticeKind
from app.notices.models import Notice
from app.notices.queries import list_open
from app.settings import service as settings
from app.stores.settings import HoursSettings, OpenRange
from app.upkeep.stock_watch import watch_stock
from tests.factories.inventory import make_ingredient, make_recipe, receive
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

SOON = frozenset({NoticeKind.STOCK_OUT_SOON})
EXPIRING = frozenset({NoticeKind.STOCK_EXPIRING})


def test_what_is_near_its_last_day_is_told_until_it_is_used(shop: Shop, clock: FixedClock) -> None:
    milk = make_ingredient(shop.actor, "牛奶", grams=0)
    beans = make_ingredient(shop.actor, "豆子", grams=0)
    for each, day in ((milk, 6), (beans, 30)):
        line = ReceivedInput(
            ingredient_id=each.id, quantity=1_000_000, total_fen=0, expires_on=date(2026, 3, day)
        )
        service.receive_goods(ReceiptInput(lines=(line,)), actor=shop.person())
    watch_stock()
    assert not list_open(shop.id, EXPIRING), "four days are no alarm"
    clock.move(hours=48)
    watch_stock()
    assert [notice.subject for notice in list_open(shop.id, EXPIRING)] == [milk.id]
    service.waste_goods(milk.id, 1_000_000, actor=shop.person(), reason="过期")
    watch_stock()
    assert not list_open(shop.id, EXPIRING)


def test_what_will_not_last_until_closing_is_told_while_it_is_so(
    shop: Shop, clock: FixedClock
) -> None:
    # It is 11:30 on a Monday; the shop closes at 21:00.
    day = (OpenRange(opens=time(10), closes=time(21)),)
    settings.save(HoursSettings(weekdays=(day,) * 7), actor=shop.person())
    chicken = make_ingredient(shop.actor, grams=2000)
    rice = make_ingredient(shop.actor, "米", grams=50_000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150), (rice, 100))
    watch_stock()
    assert not list_open(shop.id, SOON), "nothing was sold yet"
    place(presence_at(shop.tables[0], shop.actor), (shop.dish["chicken"], 3))
    watch_stock()
    [notice] = list_open(shop.id, SOON)
    assert (notice.subject, notice.params["hours"]) == (chicken.id, 3)
    receive(shop.person(), chicken, 10_000)
    watch_stock()
    assert not list_open(shop.id, SOON)


def test_after_closing_nothing_runs_out_any_more(shop: Shop, clock: FixedClock) -> None:
    day = (OpenRange(opens=time(10), closes=time(12)),)
    settings.save(HoursSettings(weekdays=(day,) * 7), actor=shop.person())
    chicken = make_ingredient(shop.actor, grams=200)
    make_recipe(shop.actor, shop.dish["chicken"].id, (chicken, 150))
    place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    watch_stock()
    assert list_open(shop.id, SOON)
    clock.move(minutes=31)
    watch_stock()
    assert not list_open(shop.id, SOON)


def test_a_count_that_finds_much_missing_is_told_and_a_little_is_not(shop: Shop) -> None:
    chicken = make_ingredient(shop.actor, grams=1000, value_fen=2000)
    rice = make_ingredient(shop.actor, "米", grams=1000, value_fen=1000)
    take = service.start_stocktake("", actor=shop.person())
    service.count_ingredient(take.id, chicken.id, 880_000, actor=shop.person())
    service.count_ingredient(take.id, rice.id, 950_000, actor=shop.person())
    service.close_stocktake(take.id, actor=shop.person())
    told = db.session.scalars(select(Notice).where(Notice.kind == NoticeKind.STOCK_LOSS))
    [params] = [notice.params for notice in told if notice.store_id == shop.id]
    assert (params["name"], params["percent"], params["missing"]) == ("鸡腿肉", 12, 120_000)
    assert params["value_fen"] == 240
