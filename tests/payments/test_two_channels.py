"""双通道: where one channel is down, the other takes the money, once."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.clock import FixedClock
from app.ledger import queries as ledger
from app.payments.attempts import queries, reserving
from app.payments.attempts import service as attempts
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.channels import service as channels
from app.payments.channels.queries import find_account
from app.payments.models import Channel
from app.payments.providers.base import Method, Refused
from app.staff.rights import Role
from app.tables.models import Table
from tests.fixtures.callers import PageClient
from tests.payments.till import Till
from tests.simulators.alipay import AlipaySimulator

PHONE = "Mozilla/5.0 (Linux; Android 13) Mobile Safari/537.36"


@pytest.fixture
def two(wechat_till: Till, alipay: AlipaySimulator) -> Till:
    """A shop with both channels, whose guests want to pay by WeChat."""
    channels.save_keys(Channel.ALIPAY, alipay.keys(), actor=wechat_till.shop.actor)
    channels.switch(Channel.ALIPAY, is_on=True, actor=wechat_till.shop.actor)
    return wechat_till


def switch(till: Till, attempt: PaymentAttempt) -> PaymentAttempt:
    wish = attempts.Wish(Channel.ALIPAY, Method.QR, attempt.amount_fen, attempt.payer)
    key = f"switch:{attempt.id}:alipay"
    return attempts.switch(attempt.id, wish, key=key, actor=till.presence.actor)


def test_a_true_message_pays_nothing_of_another_channel(two: Till, alipay: AlipaySimulator) -> None:
    first = two.begin(1000)
    second = two.begin(800, channel=Channel.ALIPAY, method=Method.QR, payer="phone-2")
    alipay.scan(second.id)
    alipay.pay(second.id)
    account = find_account(two.shop.id, Channel.ALIPAY)
    assert account is not None
    mixed = alipay.message(second.id, out_trade_no=first.id, total_amount="10.00")
    with pytest.raises(Refused):
        attempts.hear(Channel.ALIPAY, account.hook, *mixed)
    assert two.fresh().paid_fen == 0
    attempts.hear(Channel.ALIPAY, account.hook, *alipay.message(second.id))
    assert two.fresh().paid_fen == 800


FAULTS: list[dict[str, Any]] = [{"down": True}, {"loses_answer": True}, {"status": 500}]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_other_channel_takes_what_a_silent_one_left(
    two: Till, alipay: AlipaySimulator, clock: FixedClock, fault: dict[str, Any]
) -> None:
    two.sim.break_with(**fault)
    first = two.begin()
    second = switch(two, first)
    assert (second.status, second.after_id) == (AttemptStatus.OPEN, first.id)
    assert switch(two, first).id == second.id
    alipay.scan(second.id)
    alipay.pay(second.id)
    attempts.ask(second.id, is_due=False)
    assert two.fresh().due_fen == 0
    two.sim.mend()
    two.settle()
    assert two.attempt(first.id).status is AttemptStatus.CLOSED
    order = two.fresh()
    assert (order.paid_fen, order.pending_payments, two.captured()) == (1800, 0, 0)
    assert sum(ledger.balances(two.shop.id).values()) == 0


def test_what_was_shown_is_closed_first_or_not_left(two: Till) -> None:
    first = two.begin()
    two.sim.break_with(down=True)
    # Its code is on the phone and nobody says whether it was paid: no second one beside it.
    assert switch(two, first).id == first.id
    two.sim.mend()
    assert switch(two, first).channel is Channel.ALIPAY
    assert two.attempt(first.id).status is AttemptStatus.CLOSED


def test_control_leaving_what_was_shown_takes_the_money_twice(
    two: Till, alipay: AlipaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = two.begin()
    two.sim.break_with(down=True)
    monkeypatch.setattr(PaymentAttempt, "is_out", False)
    second = switch(two, first)
    two.sim.mend()
    two.sim.pay(first.id)
    alipay.scan(second.id)
    alipay.pay(second.id)
    assert two.hear(first.id)
    attempts.ask(second.id, is_due=False)
    assert two.attempt(second.id).status is AttemptStatus.PAID
    assert two.captured() == 1800, "both channels took it: one of them has to give it back"


def test_what_was_paid_meanwhile_stays_paid(two: Till) -> None:
    first = two.begin()
    two.sim.pay(first.id)
    assert switch(two, first).status is AttemptStatus.PAID
    assert reserving.list_live(two.shop.id, first.bill) == []
    two.money_is_safe()


def test_one_touch_on_the_phone_with_the_reason(
    two: Till, diner_page: Callable[[Table], PageClient]
) -> None:
    page = diner_page(two.shop.tables[0])
    page.environ_base["HTTP_USER_AGENT"] = PHONE
    page.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    two.sim.break_with(down=True)
    form = {"channel": "wechat", "amount": "18", "expected_due_fen": "1800", "key": "k"}
    begun = page.open("/pay", method="POST", data=form)
    shown = page.get(begun.headers["Location"]).text
    assert "没有应答" in shown and "改用支付宝付款" in shown
    number = begun.headers["Location"].rsplit("/", 1)[1]
    moved = page.open(f"/pay/{number}/switch", method="POST", data={"channel": "alipay"})
    second = moved.headers["Location"].rsplit("/", 1)[1]
    assert queries.get_attempt(two.shop.id, second).channel is Channel.ALIPAY
    assert "打开支付宝" in page.get(moved.headers["Location"]).text
    # The way back to the sheet leads to the one that can be paid, not to the dead one.
    assert page.get("/pay").headers["Location"].endswith(second)


def test_one_touch_at_the_counter(two: Till, staff_page: Callable[[Role], PageClient]) -> None:
    till = staff_page(Role.CASHIER)
    two.sim.break_with(down=True)
    form = {"channel": "wechat", "amount": "18", "expected_due_fen": "1800", "key": "k"}
    session_id = two.presence.session_id
    shown = till.open(f"/counter/sessions/{session_id}/charge", method="POST", data=form).text
    assert "没有应答" in shown and "改用支付宝" in shown
    first = reserving.list_live(two.shop.id, session_id)[0]
    moved = till.open(
        f"/counter/attempts/{first.id}/switch", method="POST", data={"channel": "alipay"}
    )
    assert moved.status_code == 200 and "请顾客扫" in moved.text
