"""A bill in parts: each paid once, together the whole, and nothing changes beneath them."""

import pytest

from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.errors import BillIsSplit, Overpaid, PartPaid, PortionPaid, PriceChanged
from app.ordering.models import Order
from app.ordering.parts import queries, service
from app.ordering.parts.models import BillSplit, SplitKind
from app.ordering.service import BillScope
from app.payments.errors import BillChanged, NothingDue
from app.staff.rights import Role
from tests.factories import payments
from tests.factories.ordering import place
from tests.factories.parts import pay_part
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at


@pytest.fixture
def order(shop: Shop) -> Order:
    """Three tofu at 18.00 and a chicken at 38.00: 92.00."""
    phone = presence_at(shop.tables[0], shop.actor)
    return place(phone, (shop.dish["tofu"], 3), shop.dish["chicken"])


def scope(order: Order, **more: int) -> BillScope:
    return BillScope(order.table_session_id, **more)


def again(shop: Shop, order: Order) -> Order:
    db.session.expire_all()
    return orders.get_order(shop.id, order.id)


def fens(split: BillSplit) -> list[int]:
    return [part.amount_fen for part in split.standing]


def test_three_friends_pay_alike(shop: Shop, order: Order) -> None:
    split = service.split_evenly(scope(order), 3, actor=shop.actor)
    assert (split.kind, fens(split)) == (SplitKind.EVEN, [3067, 3067, 3066])
    for part in list(split.standing):
        pay_part(shop.actor, part)
    assert again(shop, order).due_fen == 0
    assert queries.find_open_split(shop.id, [order.id]) is None


def test_each_guest_pays_the_own_dishes(shop: Shop, order: Order) -> None:
    tofu, chicken = order.lines
    split = service.split_by_items(scope(order), [{tofu.id: 1}], actor=shop.actor)
    assert fens(split) == [1800, 7400]
    split = service.take_out(split.standing[1].id, {chicken.id: 1}, actor=shop.actor)
    assert fens(split) == [1800, 3800, 3600]
    assert [each["quantity"] for each in split.standing[2].portions] == [2]
    pay_part(shop.actor, split.standing[1])
    with pytest.raises(PartPaid):
        pay_part(shop.actor, split.standing[1], 3800)
    assert again(shop, order).paid_fen == 3800


def test_by_amounts_the_rest_is_a_part(shop: Shop, order: Order) -> None:
    split = service.split_by_amounts(scope(order), [5000, 2000], actor=shop.actor)
    assert fens(split) == [5000, 2000, 2200]
    with pytest.raises(NothingDue):
        pay_part(shop.actor, split.standing[0], 5001)
    pay_part(shop.actor, split.standing[0], 3000)
    with pytest.raises(BillChanged):
        pay_part(shop.actor, split.standing[0], 1000, expected_due_fen=5000)
    assert split.standing[0].open_fen == 2000


@pytest.mark.parametrize("amounts", [[9200], [9201], [0], [], [-5]])
def test_amounts_that_do_not_fit_are_refused(shop: Shop, order: Order, amounts: list[int]) -> None:
    with pytest.raises(Invalid):
        service.split_by_amounts(scope(order), amounts, actor=shop.actor)
    assert queries.list_splits(shop.id, [order.id]) == []


def test_discounts_fees_and_money_paid_before_are_shared_to_the_fen(
    shop: Shop, order: Order
) -> None:
    ordering.discount_bill(scope(order), actor=shop.actor, label="老顾客", off_bp=777)
    payments.pay(shop.actor, again(shop, order), 1001)
    due = again(shop, order).due_fen
    split = service.split_by_items(
        scope(order), [{order.lines[0].id: 2}, {order.lines[1].id: 1}], actor=shop.actor
    )
    assert sum(fens(split)) == due
    for part in list(split.standing):
        pay_part(shop.actor, part)
    assert again(shop, order).due_fen == 0


def test_while_it_is_split_nothing_changes_beneath(shop: Shop, order: Order) -> None:
    split = service.split_evenly(scope(order), 2, actor=shop.actor)
    line = order.lines[0].id
    for change in (
        lambda: ordering.void_line(line, actor=shop.actor, reason="x"),
        lambda: ordering.comp_line(line, actor=shop.actor, reason="x"),
        lambda: ordering.change_price(line, 1, actor=shop.actor, reason="x"),
        lambda: ordering.discount_bill(scope(order), actor=shop.actor, label="x", off_bp=100),
        lambda: ordering.round_down_bill(scope(order), 1000, actor=shop.actor),
        lambda: ordering.cancel_order(order, actor=shop.actor),
        lambda: payments.pay(shop.actor, order),
        lambda: service.split_evenly(scope(order), 3, actor=shop.actor),
    ):
        with pytest.raises(BillIsSplit):
            change()
    assert again(shop, order).total_fen == 9200
    service.put_together(split.id, actor=shop.actor)
    ordering.void_line(line, actor=shop.actor, reason="x", quantity=1)
    assert again(shop, order).total_fen == 7400


def test_what_was_paid_stays_paid_when_it_is_put_together(shop: Shop, order: Order) -> None:
    tofu, chicken = order.lines
    split = service.split_by_items(scope(order), [{tofu.id: 1}], actor=shop.actor)
    pay_part(shop.actor, split.standing[0])
    service.put_together(split.id, actor=shop.actor)
    assert again(shop, order).due_fen == 7400
    for change in (
        lambda: ordering.void_line(tofu.id, actor=shop.actor, reason="x"),
        lambda: ordering.comp_line(tofu.id, actor=shop.actor, reason="x"),
        lambda: ordering.change_price(tofu.id, 1, actor=shop.actor, reason="x"),
    ):
        with pytest.raises(PortionPaid):
            change()
    ordering.void_line(tofu.id, actor=shop.actor, reason="x", quantity=2)
    assert (again(shop, order).due_fen, chicken.total_fen) == (3800, 3800)
    payments.pay(shop.actor, again(shop, order))
    assert again(shop, order).due_fen == 0


def test_a_portion_that_was_paid_is_not_offered_again(shop: Shop, order: Order) -> None:
    tofu = order.lines[0]
    split = service.split_by_items(scope(order), [{tofu.id: 2}], actor=shop.actor)
    pay_part(shop.actor, split.standing[0])
    service.put_together(split.id, actor=shop.actor)
    with pytest.raises(Invalid):
        service.split_by_items(scope(order), [{tofu.id: 2}], actor=shop.actor)
    assert fens(service.split_by_items(scope(order), [{tofu.id: 1}], actor=shop.actor)) == [
        1800,
        3800,
    ]


def test_a_bill_is_never_voided_below_what_is_paid(shop: Shop, order: Order) -> None:
    split = service.split_by_amounts(scope(order), [6000], actor=shop.actor)
    pay_part(shop.actor, split.standing[0])
    service.put_together(split.id, actor=shop.actor)
    with pytest.raises(Overpaid):
        ordering.void_line(order.lines[1].id, actor=shop.actor, reason="x")
    ordering.void_line(order.lines[0].id, actor=shop.actor, reason="x", quantity=1)
    assert again(shop, order).due_fen == 1400


def test_part_of_a_part_stays_when_it_is_put_together(shop: Shop, order: Order) -> None:
    split = service.split_evenly(scope(order), 2, actor=shop.actor)
    pay_part(shop.actor, split.standing[0], 1000)
    service.put_together(split.id, actor=shop.actor)
    assert again(shop, order).due_fen == 8200
    assert fens(split) == [1000]


def test_two_parts_become_one(shop: Shop, order: Order) -> None:
    tofu, chicken = order.lines
    split = service.split_by_items(
        scope(order), [{tofu.id: 1}, {tofu.id: 1}, {chicken.id: 1}], actor=shop.actor
    )
    first, second, third, _rest = split.standing
    split = service.join_parts([first.id, second.id], actor=shop.actor)
    assert fens(split) == [3800, 1800, 3600]
    assert split.standing[2].portions == [{"line_id": tofu.id, "quantity": 2, "amount_fen": 3600}]
    pay_part(shop.actor, third)
    with pytest.raises(PartPaid):
        service.join_parts([third.id, split.standing[2].id], actor=shop.actor)


def test_what_comes_later_becomes_one_more_part(shop: Shop, order: Order) -> None:
    split = service.split_evenly(scope(order), 2, actor=shop.actor)
    phone = presence_at(shop.tables[0])
    later = place(phone, shop.dish["rice"])
    split = service.add_later_orders(split.id, scope(order), actor=shop.actor)
    assert fens(split) == [4600, 4600, later.total_fen]
    for part in list(split.standing):
        pay_part(shop.actor, part)
    assert again(shop, later).due_fen == 0


def test_one_payer_for_two_tables(shop: Shop, order: Order) -> None:
    other = place(presence_at(shop.tables[1], shop.actor), shop.dish["fish"])
    split = service.join_bills([scope(order), scope(other)], actor=shop.actor)
    (part,) = split.standing
    assert part.amount_fen == 9200 + other.total_fen
    with pytest.raises(BillIsSplit):
        payments.pay(shop.actor, other)
    pay_part(shop.actor, part)
    assert again(shop, order).due_fen == again(shop, other).due_fen == 0


def test_a_stale_screen_splits_nothing(shop: Shop, order: Order) -> None:
    with pytest.raises(PriceChanged):
        service.split_evenly(scope(order, expected_total_fen=1), 2, actor=shop.actor)


def test_another_store_reaches_no_part(shop: Shop, order: Order) -> None:
    split = service.split_evenly(scope(order), 2, actor=shop.actor)
    stranger = make_shop("新店", prefix="b-").person(Role.OWNER)
    for act in (
        lambda: service.put_together(split.id, actor=stranger),
        lambda: pay_part(stranger, split.standing[0]),
        lambda: service.take_out(split.standing[0].id, {}, actor=stranger),
        lambda: service.split_evenly(scope(order), 2, actor=stranger),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_table_that_is_named_twice_is_on_the_bill_once(shop: Shop, order: Order) -> None:
    bills = [scope(order), scope(order, expected_total_fen=9200)]
    assert fens(service.join_bills(bills, actor=shop.actor)) == [9200]
