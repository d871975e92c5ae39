"""What tests/machine found, each as a story of its own."""

import pytest

from app.catalog import queries as catalog
from app.core.clock import FixedClock
from app.kitchen import queries as kitchen
from app.ordering import queries, service
from app.ordering.errors import PriceOpen, SetPart
from app.ordering.models import LineStatus, OrderStatus
from app.ordering.settings import OrderingSettings, PayMode
from app.settings import service as settings
from tests.factories import catalog as menus
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


def left(shop: Shop, dish: str) -> int | None:
    return catalog.get_menu(shop.id).dishes[shop.dish[dish].id].remaining


@pytest.mark.parametrize(("to", "remaining"), [("stock", 5), ("waste", 4)])
def test_a_portion_taken_back_goes_to_the_stock_once(shop: Shop, to: str, remaining: int) -> None:
    """Void one fish of two, then the guest cancels the order."""
    order = place(presence_at(shop.tables[0], shop.actor), (shop.dish["fish"], 2))
    line = order.lines[0]
    service.void_line(line.id, actor=shop.actor, reason="多点了", quantity=1, to=to)
    service.cancel_order(order, actor=shop.actor)
    assert left(shop, "fish") == remaining


def test_an_order_taken_up_again_leaves_out_what_was_taken_back(
    shop: Shop, clock: FixedClock
) -> None:
    settings.save(OrderingSettings(pay_mode=PayMode.BEFORE), actor=shop.actor)
    phone = presence_at(shop.tables[0], shop.actor)
    order = place(phone, shop.dish["fish"], shop.dish["tofu"])
    service.void_line(order.lines[0].id, actor=shop.actor, reason="没有了", to="stock")
    clock.move(minutes=6)
    assert service.expire_unpaid() == 1
    pay(shop.actor, service.reopen_expired(order.id, actor=shop.actor))
    again = queries.get_order(shop.id, order.id)
    assert [line.status for line in again.lines] == [LineStatus.CANCELLED, LineStatus.PLACED]
    assert again.total_fen == again.paid_fen == 1800 and left(shop, "fish") == 5


def test_nothing_is_done_to_a_price_before_it_is_known(shop: Shop) -> None:
    """A gift or another price would have come to nothing when the dish was weighed later."""
    crab = menus.make_dish(shop.actor, shop.categories["hot"], "大闸蟹", 9800, price_kind="weighed")
    line = place_at_counter(shop.actor, crab, table=shop.tables[0]).lines[0]
    for verb in (service.comp_line, service.change_price):
        more = (1,) if verb is service.change_price else ()
        with pytest.raises(PriceOpen):
            verb(line.id, *more, actor=shop.actor, reason="招待")
    service.set_weight(line.id, 500, actor=shop.actor)
    assert service.comp_line(line.id, actor=shop.actor, reason="招待").total_fen == 0


def test_a_dish_of_a_set_meal_has_no_price_to_change(shop: Shop) -> None:
    included = menus.make_included(shop.actor, (shop.dish["rice"], 2))
    meal = menus.make_dish(
        shop.actor, shop.categories["hot"], "套餐", 5000, group_ids=(included.id,)
    )
    order = place_at_counter(shop.actor, meal, table=shop.tables[0])
    rice = next(line for line in order.lines if line.parent_id)
    with pytest.raises(SetPart):
        service.change_price(rice.id, 100, actor=shop.actor, reason="")
    with pytest.raises(SetPart):
        service.comp_line(rice.id, actor=shop.actor, reason="")


def test_an_order_that_has_ended_stays_ended(shop: Shop) -> None:
    """What is corrected after the guests have left changes the sum and not the story."""
    phone = presence_at(shop.tables[0], shop.actor)
    order = place(phone, shop.dish["tofu"])
    service.clear_party(
        phone.session_id, actor=shop.actor, accepted_due_fen=9999, accepted_in_kitchen=9
    )
    service.void_line(order.lines[0].id, actor=shop.actor, reason="错单")
    after = queries.get_order(shop.id, order.id)
    assert after.status is OrderStatus.COMPLETED and after.total_fen == 0


def test_what_was_taken_back_before_it_was_paid_opens_no_ticket(shop: Shop) -> None:
    settings.save(OrderingSettings(pay_mode=PayMode.BEFORE), actor=shop.actor)
    phone = presence_at(shop.tables[0], shop.actor)
    order = place(phone, shop.dish["tofu"], shop.dish["cucumber"])
    service.void_line(order.lines[1].id, actor=shop.actor, reason="不要了")
    pay(shop.actor, queries.get_order(shop.id, order.id))
    opened = kitchen.list_open_tickets(shop.id)
    assert [each.ticket.station_id for each in opened] == [shop.stations["hot"].id]
