"""An order is priced anew from what is kept on it."""

import pytest

from app.core.db import db, transaction
from app.ordering import queries
from app.ordering.errors import Overpaid
from app.ordering.models import LineStatus, Order
from app.ordering.service.billing import rebill
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop


def fresh(shop: Shop) -> Order:
    return place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])


def test_a_discount_follows_the_lines_that_stand(shop: Shop) -> None:
    placed = fresh(shop)
    with transaction():
        order = queries.get_order(shop.id, placed.id)
        order.discounts = [{"key": "staff", "label": "九折", "off_bp": 1000}]
        rebill(order)
    order = queries.get_order(shop.id, placed.id)
    whole = sum(line.list_fen for line in order.lines)
    assert order.subtotal_fen == whole
    assert order.total_fen == whole - whole // 10
    assert sum(line.net_fen for line in order.lines) == order.total_fen
    with transaction():
        order = queries.get_order(shop.id, placed.id)
        order.lines[0].status = LineStatus.CANCELLED
        rebill(order)
    order = queries.get_order(shop.id, placed.id)
    left = order.lines[1].list_fen
    assert order.total_fen == left - left // 10 == order.lines[1].net_fen


def test_fees_are_kept_and_packing_goes_with_its_line(shop: Shop) -> None:
    placed = fresh(shop)
    with transaction():
        order = queries.get_order(shop.id, placed.id)
        order.fees = [
            {"stage": "fee", "key": "cover_charge", "label": "茶位费", "amount_fen": 400}
        ]
        order.lines[0].packing_fee_fen = 100
        rebill(order)
        assert order.total_fen == order.subtotal_fen + 400 + 100 * order.lines[0].quantity
        order.lines[0].status = LineStatus.CANCELLED
        rebill(order)
        assert order.total_fen == order.lines[1].list_fen + 400


def test_what_was_paid_is_never_more_than_the_order_costs(shop: Shop) -> None:
    placed = fresh(shop)
    with pytest.raises(Overpaid) as refused, transaction():
        order = queries.get_order(shop.id, placed.id)
        order.paid_fen = order.total_fen
        db.session.flush()
        order.lines[0].status = LineStatus.CANCELLED
        rebill(order)
    assert refused.value.extra["over_fen"] == placed.lines[0].total_fen
    assert queries.get_order(shop.id, placed.id).lines[0].status is LineStatus.PLACED
