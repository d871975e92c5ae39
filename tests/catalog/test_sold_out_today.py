"""Sold out for today: back by itself when the business day ends."""

from app.catalog import queries, service
from app.core.clock import FixedClock
from tests.factories.shop import Shop


def test_a_dish_sold_out_for_today_returns_with_the_next_business_day(
    shop: Shop, clock: FixedClock
) -> None:
    today, gone = shop.dish["tofu"], shop.dish["chicken"]
    service.sell_out_today(today.id, actor=shop.person())
    service.set_availability(gone.id, actor=shop.person(), available=False)
    assert service.bring_back_due() == 0
    assert not queries.get_menu(shop.id).dishes[today.id].available
    clock.move(days=1)
    version = queries.get_menu(shop.id).version
    assert service.bring_back_due() == 1
    menu = queries.get_menu(shop.id)
    assert menu.dishes[today.id].available and menu.version > version
    assert not menu.dishes[gone.id].available
    assert service.bring_back_due() == 0


def test_bringing_a_dish_back_by_hand_forgets_the_return(shop: Shop, clock: FixedClock) -> None:
    dish = shop.dish["tofu"]
    service.sell_out_today(dish.id, actor=shop.actor)
    service.set_availability(dish.id, actor=shop.actor, available=False)
    clock.move(days=1)
    assert service.bring_back_due() == 0
