"""Money given back: never more than was paid, once for each refund, whatever happens between."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.ids import new_id
from app.ledger import queries as ledger
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.errors import BillIsSplit, Overpaid
from app.ordering.parts import service as splitting
from app.ordering.service import BillScope
from app.payments import service as till_service
from app.payments.attempts import service as attempts
from app.payments.errors import TooMuchRefunded
from app.payments.inputs import PaymentInput
from app.payments.models import Channel, Payment
from app.payments.providers.base import Refunded, RefundPhase, Verdict, Why
from app.payments.refunds import queries, service
from app.payments.refunds.inputs import RefundInput, RefundLine
from app.payments.refunds.models import Refund, RefundStatus
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at
from tests.payments.refunding import give_back
from tests.payments.till import Till
from tests.races.crowd import all_at_once


def paid_by_channel(till: Till) -> str:
    attempt = till.begin()
    till.sim.pay(attempt.id)
    assert till.hear(attempt.id)
    return db.session.scalars(select(Payment.id)).one()


def test_several_refunds_and_never_above_what_was_paid(till: Till) -> None:
    payment_id = paid_by_channel(till)
    for fen in (500, 300, 1000):
        assert give_back(till.shop, payment_id, fen).status in (
            RefundStatus.DONE,
            RefundStatus.PROCESSING,
        )
    with pytest.raises(TooMuchRefunded) as refused:
        give_back(till.shop, payment_id, 1)
    assert refused.value.extra == {"left_fen": 0}
    till.settle()
    assert till.given_back() == 1800
    till.money_is_safe()


def test_cash_goes_back_out_of_the_drawer_and_the_dish_can_be_taken_back(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["beer"])
    payment = pay(shop.person(), order)
    tofu = next(line for line in order.lines if line.total_fen == 1800)
    with pytest.raises(Overpaid):
        ordering.void_line(tofu.id, actor=shop.person(), reason="错")
    refund = give_back(shop, payment["id"], lines=(RefundLine(line_id=tofu.id, quantity=1),))
    assert (refund.status, refund.amount_fen) == (RefundStatus.DONE, 1800)
    assert ledger.balances(shop.id)["drawer"] == 800
    with pytest.raises(Invalid):
        give_back(shop, payment["id"], lines=(RefundLine(line_id=tofu.id, quantity=1),))
    ordering.void_line(tofu.id, actor=shop.person(), reason="错")
    left = orders.get_order(shop.id, order.id)
    assert (left.total_fen, left.paid_fen, left.refunded_fen, left.due_fen) == (800, 800, 0, 0)


def test_a_bill_paid_the_wrong_way_is_open_again(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    payment = pay(shop.person(), order)
    give_back(shop, payment["id"], 1800, owes_again=True)
    assert orders.get_order(shop.id, order.id).due_fen == 1800
    pay(shop.person(), orders.get_order(shop.id, order.id), channel=Channel.STATIC_CODE)
    balances = ledger.balances(shop.id)
    assert (balances["drawer"], balances["channel:static_code"], balances["sales"]) == (
        0,
        1800,
        -1800,
    )


def test_a_double_click_is_one_refund(till: Till, app: Flask) -> None:
    payment_id = paid_by_channel(till)
    given = RefundInput(amount_fen=600, reason="重复", expected_left_fen=1800)
    ask = partial(service.ask_refund, payment_id, given, actor=till.shop.person())
    results = all_at_once(app, [ask for _ in range(8)])
    assert sum(isinstance(each, Refund) for each in results) == 1
    till.settle()
    assert till.given_back() == 600


def test_control_without_the_condition_a_crowd_gives_back_too_much(till: Till, app: Flask) -> None:
    """Without what the screen said the crowd makes three refunds, and no more than was paid."""
    payment_id = paid_by_channel(till)
    given = RefundInput(amount_fen=600, reason="重复")
    ask = partial(service.ask_refund, payment_id, given, actor=till.shop.person())
    results = all_at_once(app, [ask for _ in range(8)])
    assert sum(isinstance(each, Refund) for each in results) == 3


FAULTS = [{"loses_answer": True}, {"down": True}, {"status": 500}, {"status": 429}]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_between_call_and_commit_leaves_one_refund(
    till: Till, clock: FixedClock, fault: dict[str, object]
) -> None:
    payment_id = paid_by_channel(till)
    till.sim.break_with(**fault)
    refund = give_back(till.shop, payment_id, 700)
    assert refund.status is RefundStatus.ASKED, "nobody knows, so it is asked again"
    till.sim.mend()
    for _ in range(10):
        clock.move(minutes=10)
        service.carry_out_due()
    db.session.expire_all()
    done = queries.get_refund(till.shop.id, refund.id)
    assert done.status is RefundStatus.DONE
    assert till.given_back() == 700
    till.money_is_safe()


def test_all_of_it_given_back_with_the_answer_lost_is_asked_about_and_not_sent_again(
    till: Till, clock: FixedClock
) -> None:
    """Sent again, a trade that was given back in full would refuse it: staff would pay it twice."""
    payment_id = paid_by_channel(till)
    till.sim.break_with(loses_answer=True)
    refund = give_back(till.shop, payment_id, 1800)
    assert (refund.status, till.given_back()) == (RefundStatus.ASKED, 1800), "it went, unheard"
    till.sim.mend()
    clock.move(minutes=10)
    service.carry_out_due()
    db.session.expire_all()
    assert queries.get_refund(till.shop.id, refund.id).status is RefundStatus.DONE
    assert queries.list_failed(till.shop.id) == []
    assert ledger.balances(till.shop.id)[f"channel:{till.channel}"] == 0
    till.money_is_safe()


LATER = [
    Refunded(Verdict.YES, RefundPhase.DONE, ref="again"),
    Refunded(Verdict.YES, RefundPhase.PROCESSING),
    Refunded(Verdict.YES, RefundPhase.FAILED),
    Refunded(Verdict.NO, why=Why("NOT_ENOUGH")),
]


@pytest.mark.parametrize("told", LATER, ids=["done", "processing", "failed", "no"])
@pytest.mark.parametrize("by_hand", [False, True])
def test_what_is_over_is_not_booked_or_failed_again_whatever_is_told_later(
    wechat_till: Till, told: Refunded, *, by_hand: bool
) -> None:
    payment_id = paid_by_channel(wechat_till)
    wechat_till.sim.refund_outcome = "ABNORMAL" if by_hand else "SUCCESS"
    refund = give_back(wechat_till.shop, payment_id, 700)
    if by_hand:
        service.settle_by_hand(refund.id, actor=wechat_till.shop.person(), as_cash=True)
    over, books = refund.status, ledger.balances(wechat_till.shop.id)
    service.note(refund.id, told)
    db.session.expire_all()
    assert queries.get_refund(wechat_till.shop.id, refund.id).status is over
    assert over is (RefundStatus.BY_HAND if by_hand else RefundStatus.DONE)
    assert ledger.balances(wechat_till.shop.id) == books
    assert queries.list_failed(wechat_till.shop.id) == []


def test_an_abnormal_refund_rings_and_is_settled_by_hand(wechat_till: Till) -> None:
    payment_id = paid_by_channel(wechat_till)
    wechat_till.sim.refund_outcome = "ABNORMAL"
    refund = give_back(wechat_till.shop, payment_id, 700)
    assert refund.status is RefundStatus.FAILED
    assert [each.id for each in queries.list_failed(wechat_till.shop.id)] == [refund.id]
    day = refund.business_date
    assert queries.sums_by_channel(wechat_till.shop.id, day) == {}, "nothing has gone back"
    service.settle_by_hand(refund.id, actor=wechat_till.shop.person(), as_cash=True)
    assert queries.list_failed(wechat_till.shop.id) == []
    assert ledger.balances(wechat_till.shop.id)["drawer"] == -700
    assert queries.sums_by_channel(wechat_till.shop.id, day) == {Channel.CASH: 700}, "by hand"


def test_the_refunds_of_another_store_are_out_of_reach(wechat_till: Till) -> None:
    payment_id = paid_by_channel(wechat_till)
    wechat_till.sim.refund_outcome = "ABNORMAL"
    refund, other = give_back(wechat_till.shop, payment_id, 700), make_shop("别家", prefix="other-")
    with pytest.raises(NotFound):
        service.try_again(refund.id, actor=other.person())
    with pytest.raises(NotFound):
        service.settle_by_hand(refund.id, actor=other.person(), as_cash=True)
    assert queries.get_refund(wechat_till.shop.id, refund.id).status is RefundStatus.FAILED


def test_a_refund_beyond_the_fiftieth_of_wechat_rings_and_goes_back_in_cash(
    wechat_till: Till,
) -> None:
    payment_id = paid_by_channel(wechat_till)
    (number,) = wechat_till.sim.trades
    wechat_till.sim.trades[number].give_back(50)
    refund = give_back(wechat_till.shop, payment_id, 700)
    assert refund.status is RefundStatus.FAILED and "50次" in refund.words
    assert [each.id for each in queries.list_failed(wechat_till.shop.id)] == [refund.id]
    service.settle_by_hand(refund.id, actor=wechat_till.shop.person(), as_cash=True)
    assert queries.list_failed(wechat_till.shop.id) == []
    assert ledger.balances(wechat_till.shop.id)["drawer"] == -700


def test_a_second_refund_within_a_minute_waits_for_wechat_and_is_made_once(
    wechat_till: Till, clock: FixedClock
) -> None:
    payment_id = paid_by_channel(wechat_till)
    wechat_till.sim.refund_gap_s = 60
    give_back(wechat_till.shop, payment_id, 300)
    second = give_back(wechat_till.shop, payment_id, 500)
    assert second.status is RefundStatus.ASKED, "too often is no no"
    for _ in range(5):
        clock.move(minutes=1)
        service.carry_out_due()
    db.session.expire_all()
    assert queries.get_refund(wechat_till.shop.id, second.id).status is RefundStatus.DONE
    assert wechat_till.given_back() == 800
    wechat_till.money_is_safe()


def test_a_refund_message_ends_it_whatever_comes_first(wechat_till: Till) -> None:
    payment_id = paid_by_channel(wechat_till)
    wechat_till.sim.refund_outcome = "PROCESSING"
    refund = give_back(wechat_till.shop, payment_id, 700)
    assert refund.status is RefundStatus.PROCESSING
    (number,) = wechat_till.sim.trades
    wechat_till.sim.trades[number].refunds[refund.id]["status"] = "SUCCESS"
    headers, body = wechat_till.sim.refund_message(number, refund.id)
    for _ in range(3):
        attempts.hear(wechat_till.channel, wechat_till.hook, headers, body)
    db.session.expire_all()
    assert queries.get_refund(wechat_till.shop.id, refund.id).status is RefundStatus.DONE
    wechat_till.money_is_safe()


def test_what_is_owed_again_is_refused_while_the_bill_is_in_parts(shop: Shop) -> None:
    """The parts were made of what was owed then: nobody would be asked for the rest."""
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    paid = pay(shop.actor, order, 800)["id"]
    split = splitting.split_evenly(BillScope(order.table_session_id or ""), 2, actor=shop.actor)
    with pytest.raises(BillIsSplit):
        give_back(shop, paid, 800, owes_again=True)
    give_back(shop, paid, 100)
    splitting.put_together(split.id, actor=shop.actor)
    give_back(shop, paid, 700, owes_again=True)
    db.session.refresh(order)
    assert (order.paid_fen, order.refunded_fen, order.due_fen) == (100, 100, 1700)


def test_money_goes_back_to_the_order_whose_dish_it_was_for(shop: Shop) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    first, second = place(phone, shop.dish["tofu"]), place(phone, shop.dish["beer"])
    given = PaymentInput(channel=Channel.CASH, amount_fen=2600)
    payment = till_service.pay_session(phone.session_id, given, key=new_id(), actor=shop.person())
    beer = second.lines[0].id
    give_back(shop, payment["id"], lines=(RefundLine(line_id=beer, quantity=1),))
    assert orders.get_order(shop.id, first.id).refunded_fen == 0
    ordering.void_line(beer, actor=shop.person(), reason="没了")
    assert orders.get_order(shop.id, second.id).paid_fen == 0


def test_what_is_left_of_a_dish_can_go_back_after_a_part_was_taken_off(shop: Shop) -> None:
    order = place_at_counter(shop.actor, (shop.dish["tofu"], 2), shop.dish["beer"])
    payment, tofu = pay(shop.person(), order), order.lines[0].id
    one = (RefundLine(line_id=tofu, quantity=1),)
    for _ in range(2):
        assert give_back(shop, payment["id"], lines=one).amount_fen == 1800
        with pytest.raises((Invalid, TooMuchRefunded)):
            give_back(shop, payment["id"], lines=(RefundLine(line_id=tofu, quantity=2),))
        ordering.void_line(tofu, actor=shop.person(), reason="没了", quantity=1)
    assert orders.get_order(shop.id, order.id).paid_fen == 800


def test_a_bill_that_is_open_again_was_no_refund_though_it_went_by_hand(
    wechat_till: Till,
) -> None:
    payment_id = paid_by_channel(wechat_till)
    given = RefundInput(amount_fen=1800, reason="付错", owes_again=True)
    refund = service.ask_refund(payment_id, given, actor=wechat_till.shop.person())
    service.note(refund.id, Refunded(Verdict.NO, why=Why("NOT_ENOUGH")))
    service.settle_by_hand(refund.id, actor=wechat_till.shop.person(), as_cash=True)
    balances = ledger.balances(wechat_till.shop.id)
    assert (balances.get("refunds", 0), balances["sales"], balances["drawer"]) == (0, 0, -1800)
