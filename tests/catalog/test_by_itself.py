"""What the menu does by itself: dishes return, and it knows what is popular."""

from app.catalog import queries, service
from app.core.clock import FixedClock
from app.ordering import service as ordering
from tests.factories.ordering import place_at_counter
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


def test_what_was_ordered_lately_is_known_to_the_menu(shop: Shop, clock: FixedClock) -> None:
    tofu, rice = shop.dish["tofu"], shop.dish["rice"]
    place_at_counter(shop.actor, (tofu, 3), rice)
    ordering.cancel_order(place_at_counter(shop.actor, (rice, 9)), actor=shop.actor, reason="误点")
    ordering.count_popularity()
    menu = queries.get_menu(shop.id)
    assert (menu.dishes[tofu.id].sold_recently, menu.dishes[rice.id].sold_recently) == (3, 1)
    ordering.count_popularity()
    assert queries.get_menu(shop.id).version == menu.version
    clock.move(days=31)
    ordering.count_popularity()
    assert queries.get_menu(shop.id).dishes[tofu.id].sold_recently == 0
