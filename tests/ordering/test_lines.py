"""Single lines: taken back, given away, priced anew, weighed, held, called and rushed."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.catalog import queries as catalog
from app.core.audit import AuditEntry
from app.core.db import db, transaction
from app.core.errors import Invalid
from app.core.ids import new_id
from app.kitchen import queries as kitchen
from app.ordering import queries, service
from app.ordering.errors import IllegalTransition, Overpaid, PriceOpen, SetPart
from app.ordering.models import LineStatus, Order, OrderStatus
from app.ordering.service.billing import rebill
from app.payments import service as payments
from app.payments.inputs import PaymentInput
from app.payments.models import Channel
from tests.factories.catalog import make_dish
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop


def placed(shop: Shop, quantity: int = 3) -> Order:
    return place_at_counter(
        shop.actor, (shop.dish["tofu"], quantity), shop.dish["cucumber"], table=shop.tables[0]
    )


def again(shop: Shop, order: Order) -> Order:
    db.session.expire_all()
    return queries.get_order(shop.id, order.id)


def said(action: str) -> list[dict[str, object]]:
    query = select(AuditEntry.detail).where(AuditEntry.action == action)
    return list(db.session.scalars(query))


def test_a_part_of_a_line_is_taken_back_with_its_money(shop: Shop) -> None:
    order = placed(shop)
    tofu, cucumber = order.lines
    unit = tofu.unit_price_fen
    service.void_line(tofu.id, actor=shop.actor, reason="点错了", quantity=1)
    now = again(shop, order)
    gone = [line for line in now.lines if line.status is LineStatus.CANCELLED]
    kept = next(line for line in now.lines if line.id == tofu.id)
    assert [(line.quantity, line.list_fen, line.void_reason) for line in gone] == [
        (1, unit, "点错了")
    ]
    assert (kept.quantity, kept.total_fen) == (2, 2 * unit)
    assert now.total_fen == 2 * unit + cucumber.total_fen
    assert said("line.voided")[0]["amount_fen"] == unit


def test_when_nothing_is_left_the_order_is_cancelled(shop: Shop) -> None:
    order = placed(shop)
    for line in order.lines:
        service.void_line(line.id, actor=shop.actor, reason="客人走了")
    now = again(shop, order)
    assert (now.status, now.total_fen) == (OrderStatus.CANCELLED, 0)
    assert kitchen.list_open_tickets(shop.id) == []
    with pytest.raises(IllegalTransition):
        service.void_line(order.lines[0].id, actor=shop.actor, reason="again")


def test_what_goes_back_to_stock_can_be_sold_again(shop: Shop) -> None:
    order = place_at_counter(shop.actor, (shop.dish["fish"], 3))
    line = order.lines[0]
    service.void_line(line.id, actor=shop.actor, reason="x", quantity=1, to="stock")
    service.void_line(line.id, actor=shop.actor, reason="x", quantity=1, to="waste")
    db.session.expire_all()
    assert catalog.get_dish(shop.id, shop.dish["fish"].id).remaining == 5 - 3 + 1


def test_paid_dishes_are_not_taken_back_before_the_money(shop: Shop) -> None:
    order = placed(shop)
    given = PaymentInput(channel=Channel.CASH, amount_fen=order.total_fen)
    payments.pay_order(order.id, given, key=new_id(), actor=shop.actor)
    with pytest.raises(Overpaid):
        service.void_line(order.lines[0].id, actor=shop.actor, reason="x")
    now = again(shop, order)
    assert [line.status for line in now.lines] == [LineStatus.PLACED, LineStatus.PLACED]
    assert now.total_fen == now.paid_fen == order.total_fen


def test_a_comp_costs_nothing_and_can_be_withdrawn(shop: Shop) -> None:
    order = placed(shop)
    tofu, cucumber = order.lines
    whole = order.total_fen
    service.comp_line(tofu.id, actor=shop.actor, reason="等太久", quantity=1)
    now = again(shop, order)
    comped = next(line for line in now.lines if line.changes)
    assert (comped.quantity, comped.total_fen) == (1, 0)
    assert now.total_fen == whole - tofu.unit_price_fen
    service.comp_line(cucumber.id, actor=shop.actor, reason="老客")
    service.withdraw_comp(comped.id, actor=shop.actor)
    assert again(shop, order).total_fen == whole - cucumber.list_fen


@pytest.mark.parametrize("quantity", [1, 2])
def test_splitting_a_comped_line_keeps_it_free(shop: Shop, quantity: int) -> None:
    order = placed(shop)
    with transaction():
        line = queries.get_line(shop.id, order.lines[0].id)
        line.list_fen = 1001  # an odd amount does not split evenly
    service.comp_line(order.lines[0].id, actor=shop.actor, reason="x")
    before = again(shop, order).total_fen
    service.void_line(order.lines[0].id, actor=shop.actor, reason="y", quantity=quantity)
    assert again(shop, order).total_fen == before


def test_a_changed_price_is_a_named_difference_to_the_list(shop: Shop) -> None:
    order = placed(shop)
    tofu = order.lines[0]
    list_fen = tofu.list_fen
    service.change_price(tofu.id, 1000, actor=shop.actor, reason="熟客价")
    line = again(shop, order).lines[0]
    assert (line.unit_price_fen, line.total_fen, line.list_fen) == (1000, 3000, list_fen)
    assert line.changes[0]["amount_fen"] == 3000 - list_fen
    with pytest.raises(Invalid):
        service.change_price(tofu.id, -1, actor=shop.actor, reason="x")


def test_a_weighed_dish_is_priced_by_the_jin(shop: Shop) -> None:
    order = placed(shop, quantity=1)
    with transaction():
        line = queries.get_line(shop.id, order.lines[0].id)
        line.is_price_open, line.unit_price_fen, line.list_fen = True, 6880, 0
    service.set_weight(order.lines[0].id, 730, actor=shop.actor)
    line = again(shop, order).lines[0]
    assert (line.list_fen, line.weight_grams, line.is_price_open) == (10045, 730, False)
    with pytest.raises(IllegalTransition):
        service.set_weight(order.lines[0].id, 730, actor=shop.actor)


def test_nobody_leaves_with_what_was_not_weighed(shop: Shop) -> None:
    order = placed(shop, quantity=1)
    with transaction():
        for line in queries.get_order(shop.id, order.id).lines:
            line.is_price_open, line.list_fen = True, 0
        rebill(queries.get_order(shop.id, order.id))
    assert again(shop, order).due_fen == 0
    session = order.table_session_id
    assert session is not None
    with pytest.raises(PriceOpen):
        service.clear_party(session, actor=shop.actor, accepted_in_kitchen=9)
    for line in order.lines:
        service.set_market_price(line.id, 500, actor=shop.actor)
    service.clear_party(
        session, actor=shop.actor, accepted_in_kitchen=9, accepted_due_fen=10_000
    )


def test_a_dish_of_a_set_meal_goes_with_its_set(shop: Shop) -> None:
    order = placed(shop, quantity=1)
    whole, part = order.lines
    with transaction():
        queries.get_line(shop.id, whole.id).is_set = True
        queries.get_line(shop.id, part.id).parent_id = whole.id
    with pytest.raises(SetPart):
        service.void_line(part.id, actor=shop.actor, reason="x")
    service.void_line(whole.id, actor=shop.actor, reason="x")
    assert {line.status for line in again(shop, order).lines} == {LineStatus.CANCELLED}


def test_holding_calling_and_rushing_reach_the_kitchen(
    shop: Shop, drain: Callable[[], None]
) -> None:
    order = placed(shop)
    drain()
    line = order.lines[0]
    seq = kitchen.head(shop.id)
    service.hold_line(line.id, actor=shop.actor)
    with pytest.raises(IllegalTransition):
        service.step_line(line.id, "start", actor=shop.actor)
    service.rush_lines([line.id], actor=shop.actor)
    assert again(shop, order).lines[0].rushed_at is None, "what is on hold cannot be late"
    service.fire_lines([line.id], actor=shop.actor)
    service.rush_lines([line.id], actor=shop.actor)
    now = again(shop, order).lines[0]
    assert (now.status, now.fired_at is None, now.rushed_at is None) == (
        LineStatus.PLACED,
        False,
        False,
    )
    assert kitchen.head(shop.id) > seq


def test_a_new_price_is_the_price_whatever_else_changed_it(shop: Shop) -> None:
    duck = make_dish(shop.actor, shop.categories["hot"], "烤鸭", 5000, pickup_price_fen=4500)
    order = place_at_counter(shop.actor, (duck, 2))
    assert order.total_fen == 9000
    service.change_price(order.lines[0].id, 4000, actor=shop.actor, reason="熟客价")
    assert again(shop, order).total_fen == 8000
    service.change_price(order.lines[0].id, 4500, actor=shop.actor, reason="记错")
    assert [c["key"] for c in again(shop, order).lines[0].changes] == ["pickup_price"]


@pytest.mark.parametrize("comps_first", [True, False])
def test_a_gift_stays_free_when_its_price_was_raised(shop: Shop, comps_first: bool) -> None:
    order = placed(shop)
    tofu = order.lines[0]
    if comps_first:
        service.comp_line(tofu.id, actor=shop.actor, reason="送")
    service.change_price(tofu.id, 2551, actor=shop.actor, reason="加料")
    if not comps_first:
        service.comp_line(tofu.id, actor=shop.actor, reason="送")
    assert again(shop, order).lines[0].total_fen == 0
    service.comp_line(tofu.id, actor=shop.actor, reason="送", quantity=1)
    given = [line for line in again(shop, order).lines if line.dish_id == tofu.dish_id]
    assert [(line.quantity, line.total_fen) for line in given] == [(2, 0), (1, 0)]
    service.withdraw_comp(tofu.id, actor=shop.actor)
    assert again(shop, order).lines[0].total_fen == 2 * 2551
