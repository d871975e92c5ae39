"""Discounts by staff: exact, shared over a party's orders, and never above one's limit."""

import pytest

from app.core.errors import Invalid
from app.ordering import queries, service
from app.ordering.errors import DiscountTooHigh
from app.ordering.models import Order
from app.ordering.settings import OrderingSettings, PayMode
from app.settings import service as settings
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop


@pytest.fixture
def orders(shop: Shop) -> list[Order]:
    table = shop.tables[0]
    first = place_at_counter(shop.actor, (shop.dish["chicken"], 2), table=table)
    return [first, place_at_counter(shop.actor, shop.dish["cucumber"], table=table)]


def total(shop: Shop, orders: list[Order]) -> int:
    return sum(queries.get_order(shop.id, order.id).total_fen for order in orders)


def test_an_amount_off_a_party_is_shared_among_its_orders(shop: Shop, orders: list[Order]) -> None:
    before = total(shop, orders)
    session = orders[0].table_session_id
    assert session is not None
    service.discount_party(session, actor=shop.actor, label="老客", off_fen=1001)
    assert total(shop, orders) == before - 1001
    for order in orders:
        service.withdraw_discounts(order.id, actor=shop.actor)
    assert total(shop, orders) == before


def test_many_small_discounts_are_one_large_one(shop: Shop, orders: list[Order]) -> None:
    order = orders[0]
    give = {"actor": shop.actor, "label": "x", "limit_percent": 20}
    service.discount_order(order.id, off_bp=1500, **give)
    with pytest.raises(DiscountTooHigh):
        service.discount_order(order.id, off_bp=600, **give)
    assert queries.get_order(shop.id, order.id).total_fen == 7600 - 1140
    service.discount_order(order.id, off_fen=380, **give)
    assert queries.get_order(shop.id, order.id).total_fen == 6080


def test_rounding_down_goes_with_the_order(shop: Shop, orders: list[Order]) -> None:
    order = orders[1]
    service.round_down(order.id, 100, actor=shop.actor)
    assert queries.get_order(shop.id, order.id).total_fen == 1200
    service.discount_order(order.id, actor=shop.actor, label="x", off_fen=90)
    assert queries.get_order(shop.id, order.id).total_fen == 1100


@pytest.mark.parametrize(
    "wrong", [{}, {"off_bp": 10_001}, {"off_fen": -1}, {"off_bp": 1, "off_fen": 1}]
)
def test_a_discount_is_a_percentage_or_an_amount(
    shop: Shop, orders: list[Order], wrong: dict[str, int]
) -> None:
    with pytest.raises(Invalid):
        service.discount_order(orders[0].id, actor=shop.actor, label="x", **wrong)


def test_a_party_gets_nothing_off_what_is_not_on_its_bill_yet(
    shop: Shop, orders: list[Order]
) -> None:
    settings.save(OrderingSettings(pay_mode=PayMode.BEFORE), actor=shop.actor)
    unpaid = place_at_counter(shop.actor, shop.dish["fish"], table=shop.tables[0])
    before = total(shop, orders)
    scope = service.BillScope(orders[0].table_session_id, expected_total_fen=before)
    service.discount_bill(scope, actor=shop.actor, label="老客", off_fen=1000)
    assert total(shop, orders) == before - 1000
    assert total(shop, [unpaid]) == 6800
