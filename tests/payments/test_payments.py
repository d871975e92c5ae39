"""Money is taken once, exactly, and never more than what is due."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.idempotency import KeyReused
from app.core.ids import new_id
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.payments import queries, service
from app.payments.errors import NothingDue, TooLittleTendered
from app.payments.inputs import PaymentInput
from app.payments.models import Channel, Payment, PaymentAllocation
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at


def paid(shop: Shop, order_id: str) -> int:
    return orders.get_order(shop.id, order_id).paid_fen


def test_cash_with_change(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    taken = pay(shop.person(), order, tendered_fen=2000)
    assert (taken["amount_fen"], taken["change_fen"], taken["status"]) == (1800, 200, "paid")
    assert paid(shop, order.id) == order.total_fen


def test_a_part_then_the_rest(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    pay(shop.person(), order, 800)
    pay(shop.person(), order, 1000, channel=Channel.STATIC_CODE)
    with pytest.raises(NothingDue):
        pay(shop.person(), order, 1)
    assert paid(shop, order.id) == 1800
    channels = [p.channel for p in queries.list_payments_of_orders(shop.id, [order.id])]
    assert channels == [Channel.CASH, Channel.STATIC_CODE]


def test_more_than_is_due_is_refused_and_nothing_is_kept(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    with pytest.raises(NothingDue) as refused:
        pay(shop.person(), order, 1801)
    assert refused.value.extra == {"due_fen": 1800}
    assert db.session.scalar(select(func.count(Payment.id))) == 0


def test_too_little_cash_is_refused(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    with pytest.raises(TooLittleTendered):
        pay(shop.person(), order, tendered_fen=1799)
    assert paid(shop, order.id) == 0


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=4), st.integers(1, 4))
def test_a_table_pays_in_parts_and_the_ledger_adds_up(
    shop: Shop, amounts: list[int], rounds: int
) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    placed = [place(presence, shop.dish["cucumber"]) for _ in range(rounds)]
    due = sum(order.total_fen for order in placed)
    for amount in amounts:
        given_amount = min(amount, due)
        if not given_amount:
            break
        taken = PaymentInput(channel=Channel.CASH, amount_fen=given_amount)
        service.pay_session(presence.session_id, taken, key=new_id(), actor=shop.person())
        due -= given_amount
    mine = [order.id for order in placed]
    assert sum(o.due_fen for o in (orders.get_order(shop.id, each) for each in mine)) == due
    allocated = select(func.coalesce(func.sum(PaymentAllocation.amount_fen), 0))
    assert db.session.scalar(allocated.where(PaymentAllocation.order_id.in_(mine))) == sum(
        paid(shop, each) for each in mine
    )
    left = PaymentInput(channel=Channel.CASH, amount_fen=due) if due else None
    if left is not None:
        service.pay_session(presence.session_id, left, key=new_id(), actor=shop.person())


def test_every_payment_is_the_sum_of_its_allocations(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    place(presence, shop.dish["tofu"])
    place(presence, shop.dish["beer"])
    given_money = PaymentInput(channel=Channel.CASH, amount_fen=2000)
    service.pay_session(presence.session_id, given_money, key="k", actor=shop.person())
    payment = db.session.scalars(select(Payment)).one()
    assert sorted(a.amount_fen for a in payment.allocations) == [200, 1800]


def test_one_key_is_one_payment(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    money = PaymentInput(channel=Channel.CASH, amount_fen=1000)
    first = service.pay_order(order.id, money, key="k", actor=shop.person())
    again = service.pay_order(order.id, money, key="k", actor=shop.person())
    assert (first.pop("replayed"), again.pop("replayed")) == (False, True)
    assert first == again
    assert paid(shop, order.id) == 1000
    other = PaymentInput(channel=Channel.CASH, amount_fen=800)
    with pytest.raises(KeyReused):
        service.pay_order(order.id, other, key="k", actor=shop.person())


def test_nobody_pays_for_what_is_cancelled_or_waits(shop: Shop) -> None:
    cancelled = place_at_counter(shop.actor, shop.dish["tofu"])
    ordering.cancel_order(cancelled, actor=shop.actor)
    waiting = place(presence_at(shop.tables[1]), shop.dish["tofu"])
    for order in (cancelled, waiting):
        with pytest.raises(NothingDue):
            pay(shop.person(), order, 1)


def test_another_store_takes_nothing(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    with pytest.raises(NotFound):
        pay(other.person(), order, 1)
    taken = pay(shop.person(), order)
    with pytest.raises(NotFound):
        queries.get_payment(other.id, taken["id"])
