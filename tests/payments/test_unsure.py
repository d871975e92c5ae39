"""Payments of which nobody knows, pay codes, strangers and crowds."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock as clocks
from app.core.clock import FixedClock
from app.core.db import db
from app.core.ids import new_id
from app.ordering.errors import BeingPaid
from app.ordering.models import OrderStatus
from app.payments.attempts import queries
from app.payments.attempts import service as attempts
from app.payments.attempts.models import AttemptStatus
from app.payments.channels import queries as channel_queries
from app.payments.channels import service as channels
from app.payments.errors import PartBeingPaid, RefundsHeld, StillAsking
from app.payments.models import Channel, Payment
from app.payments.providers.base import Closed, Method, Refused
from app.payments.refunds import queries as refund_queries
from app.payments.refunds import service as refunds
from app.payments.refunds.inputs import RefundInput
from app.payments.refunds.models import RefundStatus
from tests.factories.shop import Shop, make_shop
from tests.payments.till import Till
from tests.races.crowd import all_at_once
from tests.simulators.alipay import AlipaySimulator


@pytest.mark.parametrize("fault", [{"down": True}, {"loses_answer": True}, {"status": 500}])
def test_a_silent_channel_is_unknown_and_settles_when_it_is_back(
    till: Till, clock: FixedClock, fault: dict[str, Any]
) -> None:
    till.sim.break_with(**fault)
    attempt = till.begin()
    assert attempt.status is AttemptStatus.ASKED and attempt.why
    assert queries.trouble_of(till.shop.id, till.channel)
    with pytest.raises(StillAsking):
        till.begin()
    with pytest.raises(BeingPaid):
        attempts.cancel_order(till.fresh(), actor=till.presence.actor)
    clock.move(minutes=30)
    attempts.expire_unpaid()
    assert till.fresh().status is OrderStatus.UNPAID, "nobody knows, so nothing is cancelled"
    assert [each.id for each in queries.list_troubled(till.shop.id)] == [attempt.id]
    till.sim.mend()
    till.settle()
    assert till.attempt(attempt.id).status is AttemptStatus.CLOSED
    till.money_is_safe()


def test_one_live_attempt_of_a_payer_the_former_closed_first(till: Till) -> None:
    first = till.begin()
    second = till.begin()
    assert till.attempt(first.id).status is AttemptStatus.CLOSED
    assert till.attempt(second.id).status is AttemptStatus.OPEN
    assert till.fresh().pending_payments == 1


def test_a_code_nobody_scanned_ends_only_when_the_channel_said_that_it_is_closed(
    shop: Shop, clock: FixedClock, alipay: AlipaySimulator
) -> None:
    till = Till(shop, alipay, clock)
    attempt = till.begin()
    alipay.break_with(status=500, only="alipay.trade.close")
    assert attempts.retire(attempt.id).is_live, "it may be scanned yet, and paid"
    assert till.fresh().pending_payments == 1
    alipay.mend()
    assert attempts.retire(attempt.id).status is AttemptStatus.CLOSED


def test_several_payers_share_a_bill_and_none_pays_twice(till: Till) -> None:
    first = till.begin(1000, payer="phone-1")
    with pytest.raises(PartBeingPaid) as refused:
        till.begin(1000, payer="phone-2")
    assert refused.value.extra == {"free_fen": 800}
    second = till.begin(800, payer="phone-2")
    for attempt in (second, first):
        till.sim.pay(attempt.id)
        assert till.hear(attempt.id)
    assert (till.fresh().status, till.fresh().paid_fen) == (OrderStatus.PLACED, 1800)
    till.money_is_safe()


def test_the_same_key_is_the_same_attempt(till: Till) -> None:
    wish = attempts.Wish(
        till.channel, till.method, 1800, "phone-1", session_id=till.presence.session_id
    )
    first = attempts.open_attempt(wish, key="k", actor=till.presence.actor)
    assert attempts.open_attempt(wish, key="k", actor=till.presence.actor).id == first.id
    creates = [call for call in till.sim.server.calls if "native" in call or "precreate" in call]
    assert len(creates) == 1


def test_a_pay_code_at_the_till(till: Till) -> None:
    code = {"method": Method.CODE, "auth_code": "1" * 18}
    paid = till.begin(**code)
    assert (paid.status, till.fresh().status) == (AttemptStatus.PAID, OrderStatus.PLACED)
    till.money_is_safe()


def test_a_pay_code_that_nobody_confirms_is_reversed_after_45_seconds(
    till: Till, clock: FixedClock
) -> None:
    till.sim.code_outcome = "USERPAYING" if till.is_wechat else "10003"
    attempt = till.begin(method=Method.CODE, auth_code="1" * 18)
    assert attempt.status is AttemptStatus.OPEN
    for _ in range(60):
        clock.move(seconds=1)
        attempts.ask_due()
    assert till.attempt(attempt.id).status is AttemptStatus.CLOSED
    assert till.fresh().status is OrderStatus.UNPAID
    till.money_is_safe()


def test_a_pay_code_confirmed_at_44_seconds_is_paid(till: Till, clock: FixedClock) -> None:
    till.sim.code_outcome = "USERPAYING" if till.is_wechat else "10003"
    attempt = till.begin(method=Method.CODE, auth_code="1" * 18)
    clock.move(seconds=44)
    till.sim.pay(attempt.id)
    attempts.ask_due()
    assert till.attempt(attempt.id).status is AttemptStatus.PAID
    till.money_is_safe()


def test_a_stranger_under_the_hook_changes_nothing(till: Till, app: Flask) -> None:
    attempt = till.begin()
    till.sim.pay(attempt.id)
    headers, body = till.sim.message(attempt.id)
    for hook, content in ((new_id(), body), (till.hook, body[:-3]), (till.hook, b"{}")):
        with pytest.raises(Refused):
            attempts.hear(till.channel, hook, headers, content)
    path = f"/hooks/pay/{till.channel.value}/{till.hook}"
    client = app.test_client()
    assert client.post(path, headers=headers, data=body[:-3]).status_code == 400
    assert till.fresh().paid_fen == 0
    answer = client.post(path, headers=headers, data=body)
    assert (answer.status_code, answer.text) == ((204, "") if till.is_wechat else (200, "success"))
    assert till.fresh().paid_fen == 1800


def test_a_true_message_pays_nothing_of_another_store(wechat_till: Till) -> None:
    other = make_shop("别家", prefix="other-")
    theirs = channels.save_keys(Channel.WECHAT, wechat_till.sim.keys(), actor=other.actor)
    attempt = wechat_till.begin()
    wechat_till.sim.pay(attempt.id)
    with pytest.raises(Refused):
        attempts.hear(Channel.WECHAT, theirs.hook, *wechat_till.sim.message(attempt.id))
    assert wechat_till.fresh().paid_fen == 0
    assert wechat_till.hear(attempt.id)
    assert wechat_till.fresh().paid_fen == 1800


def test_ten_captures_at_once_are_one_payment(wechat_till: Till, app: Flask) -> None:
    till = wechat_till
    attempt = till.begin()
    till.sim.pay(attempt.id)

    all_at_once(app, [partial(till.hear, attempt.id) for _ in range(10)])
    db.session.expire_all()
    assert len(db.session.scalars(select(Payment)).all()) == 1
    till.money_is_safe()


def test_the_window_is_sent_to_the_channel(wechat_till: Till, clock: FixedClock) -> None:
    attempt = wechat_till.begin()
    wanted = wechat_till.sim.trades[attempt.id].wanted
    assert wanted["time_expire"] == "2026-03-02T11:35:00+08:00"
    assert attempt.expires_at == clocks.now() + timedelta(minutes=5)
    assert wanted["notify_url"].startswith("https://")


def test_nothing_is_asked_of_anybody_while_a_restore_is_held(
    wechat_till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    wechat_till.begin()
    clock.move(minutes=1)
    calls = len(wechat_till.sim.server.calls)
    monkeypatch.setattr("app.core.outgoing.find_hold", object)
    assert (attempts.ask_due(), refunds.carry_out_due()) == (0, 0)
    assert len(wechat_till.sim.server.calls) == calls


def test_no_money_goes_back_while_a_restore_is_held(
    wechat_till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands to be given back in a restored database may have been given back long ago."""
    attempt = wechat_till.begin()
    wechat_till.sim.pay(attempt.id)
    assert wechat_till.hear(attempt.id)
    [payment], given = wechat_till.payments(), RefundInput(amount_fen=700, reason="错")
    refunds.ask_refund(payment.id, given, actor=wechat_till.shop.person())
    clock.move(hours=2)
    with monkeypatch.context() as held:
        held.setattr("app.core.outgoing.find_hold", object)
        assert (refunds.carry_out_due(), wechat_till.given_back()) == (0, 0)
    assert (refunds.carry_out_due(), wechat_till.given_back()) == (1, 700), "once it is confirmed"
    wechat_till.money_is_safe()


def test_no_hand_sends_a_refund_while_a_restore_is_held(
    wechat_till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt, actor = wechat_till.begin(), wechat_till.shop.person()
    wechat_till.sim.pay(attempt.id)
    assert wechat_till.hear(attempt.id)
    [payment], given = wechat_till.payments(), RefundInput(amount_fen=700, reason="错")
    waiting = refunds.ask_refund(payment.id, given, actor=actor)
    wechat_till.sim.refund_outcome = "ABNORMAL"
    failed = refunds.carry_out(refunds.ask_refund(payment.id, given, actor=actor).id)
    sent = len(wechat_till.sim.server.calls)
    with monkeypatch.context() as held:
        held.setattr("app.core.outgoing.find_hold", object)
        for act in (
            partial(refunds.carry_out, waiting.id),
            partial(refunds.try_again, failed.id, actor=actor),
            partial(refunds.ask_refund, payment.id, given, actor=actor),
        ):
            with pytest.raises(RefundsHeld):
                act()
        in_cash = RefundInput(amount_fen=100, reason="错", as_cash=True)
        assert refunds.ask_refund(payment.id, in_cash, actor=actor).status is RefundStatus.DONE
    assert len(wechat_till.sim.server.calls) == sent, "the channel heard nothing"
    assert [each.id for each in refund_queries.list_failed(wechat_till.shop.id)] == [failed.id]
    wechat_till.sim.refund_outcome = "SUCCESS"
    assert refunds.carry_out(waiting.id).status is RefundStatus.DONE, "once it is confirmed"


def test_a_pay_code_confirmed_while_it_is_reversed_goes_back_and_pays_nothing(
    till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reversing itself gives the money back; the message of its coming arrives late."""
    till.sim.code_outcome = "USERPAYING" if till.is_wechat else "10003"
    attempt = till.begin(method=Method.CODE, auth_code="1" * 18)
    provider = channel_queries.find_provider(till.shop.id, till.channel)
    assert provider is not None
    reverse, late = provider.close, list[tuple[dict[str, str], bytes]]()

    def confirmed_meanwhile(number: str, method: Method) -> Closed:
        till.sim.pay(number)
        late.append(till.sim.message(number))
        return reverse(number, method)

    monkeypatch.setattr(provider, "close", confirmed_meanwhile)
    clock.move(seconds=46)
    attempts.ask_due()
    assert till.attempt(attempt.id).status is AttemptStatus.CLOSED
    attempts.hear(till.channel, till.hook, *late[0])
    assert till.fresh().status is OrderStatus.UNPAID
    assert till.payments() == []
    till.money_is_safe()
