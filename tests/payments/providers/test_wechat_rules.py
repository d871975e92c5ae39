"""The rules of WeChat Pay's documents: the simulator keeps each, and the provider meets it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.core.clock import FixedClock
from app.payments.providers import wechat as wechat_channel
from app.payments.providers import wechat_client
from app.payments.providers.base import (
    Method,
    Phase,
    RefundOrder,
    RefundPhase,
    Refused,
    Verdict,
)
from tests.payments.providers.test_operations import Side
from tests.simulators import wechat_rules as rules
from tests.simulators.pairs import pair

DAY = date(2026, 3, 1)
NUMBER = "kaifan000001"
REFUND = RefundOrder("refund000001", NUMBER, 850, 1850, "退", "https://shop.example/r")
LONG_NAME = "一家名字特别特别长的四川火锅店（上海徐汇区漕河泾开发区旗舰总店）"


@pytest.fixture
def side(make: Callable[[str], Side]) -> Side:
    return make("wechat")


def certificates_asked(side: Side) -> int:
    return sum("/v3/certificates" in call for call in side.sim.server.calls)


ORDERS = {
    Method.NATIVE: ("native", {}),
    Method.JSAPI: ("jsapi", {"payer": {}}),
    Method.H5: ("h5", {"scene_info": {"payer_client_ip": "127.0.0.1"}}),
    Method.CODE: ("codepay", {"payer": {"auth_code": "2800"}}),
}
COMMON: dict[str, Any] = {
    "out_trade_no": "ab",
    "description": "",
    "amount": {"total": 18.5, "currency": "CNY"},
}
PREPARED: dict[str, Any] = {
    "time_expire": "2026-03-02 11:35:00",
    "notify_url": "https://shop.example/hooks?store=1",
}


@pytest.mark.parametrize("method", ORDERS)
def test_what_the_provider_sends_meets_each_rule_of_an_order(side: Side, method: Method) -> None:
    """A name of any length, and beside it what is refused when a single field is wrong."""
    code = {"auth_code": "130000000000000000"} if method is Method.CODE else {}
    assert side.begin(method=method, subject=LONG_NAME * 9, **code).verdict is Verdict.YES
    sent = side.sim.trades[NUMBER].wanted
    kind, own = ORDERS[method]
    assert rules.fault_of_order(kind, sent) is None
    wrong = COMMON | own | ({} if method is Method.CODE else PREPARED)
    for name, value in wrong.items():
        changed = deepcopy(sent) | {name: value}
        fault = rules.fault_of_order(kind, changed) or ""
        assert fault.startswith((name[:5], "payer_client_ip")), name
    foreign = deepcopy(sent) | {"amount": {"total": 1850, "currency": "USD"}}
    assert rules.fault_of_order(kind, foreign) == "amount.currency"


def test_a_number_is_one_order_with_one_amount(side: Side) -> None:
    assert side.begin().verdict is Verdict.YES
    assert side.begin().verdict is Verdict.YES, "the same again is the same order"
    other = side.begin(amount_fen=1900)
    assert (other.verdict, other.why.code) == (Verdict.UNKNOWN, "OUT_TRADE_NO_USED")
    side.sim.pay(NUMBER)
    paid = side.begin()
    assert (paid.verdict, paid.why.code) == (Verdict.UNKNOWN, "ORDERPAID")


@pytest.mark.parametrize(
    ("outcome", "phase"),
    [
        ("PROCESSING", RefundPhase.PROCESSING),
        ("SUCCESS", RefundPhase.DONE),
        ("CLOSED", RefundPhase.FAILED),
        ("ABNORMAL", RefundPhase.FAILED),
    ],
)
def test_each_state_of_a_refund(side: Side, outcome: str, phase: RefundPhase) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    side.sim.refund_outcome = outcome
    assert side.provider.refund(REFUND).phase is phase
    assert side.provider.query_refund(REFUND.number, NUMBER).phase is phase
    assert side.provider.query(NUMBER).phase is Phase.REFUNDED, "also after a part of it"


def answers(side: Side) -> set[Verdict]:
    asked = [side.provider.query(NUMBER), side.provider.refund(REFUND)]
    side.begin("kaifan000002")
    asked.append(side.provider.close("kaifan000002", Method.NATIVE))
    return {each.verdict for each in asked}


def test_an_answer_that_somebody_plays_again_is_not_believed(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    for seconds in (301, -301):
        side.sim.answers_are_old_s = seconds
        assert answers(side) == {Verdict.UNKNOWN}
    for seconds in (299, -299):
        side.sim.answers_are_old_s = seconds
        assert answers(side) == {Verdict.YES}
    side.sim.answers_are_old_s = 172_800
    monkeypatch.setattr(wechat_client, "ANSWER_AGE_S", 10**9)
    assert answers(side) == {Verdict.YES}, "the library alone believes one of two days ago"


def test_a_new_certificate_of_the_platform_is_fetched_after_its_first_message(
    make: Callable[[str], Side],
) -> None:
    side = make("wechat-certificate")
    side.begin()
    side.sim.pay(NUMBER)
    side.sim.rotate()
    calls = len(side.sim.server.calls)
    with pytest.raises(Refused):
        side.provider.verify_notification(*side.sim.message(NUMBER))
    assert len(side.sim.server.calls) == calls, "not from within the message"
    assert side.provider.query(NUMBER).phase is Phase.PAID
    told = side.provider.verify_notification(*side.sim.message(NUMBER))
    assert told.trade.phase is Phase.PAID


def switching(side: Side) -> tuple[dict[str, str], bytes]:
    """A message that is signed by the certificate, while the merchant has the public key."""
    side.sim.is_switching = True
    headers, body = side.sim.message(NUMBER)
    return {**headers, "Wechatpay-Serial": side.sim.platform.serial}, body


def test_while_a_merchant_goes_over_to_the_public_key_both_kinds_are_taken(side: Side) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    with pytest.raises(Refused):
        side.provider.verify_notification(*switching(side))
    assert certificates_asked(side) == 0
    assert side.provider.query(NUMBER).phase is Phase.PAID
    for message in (switching(side), side.sim.message(NUMBER)):
        assert side.provider.verify_notification(*message).trade.phase is Phase.PAID


def test_control_without_fetching_it_such_a_message_is_refused_for_ever(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat_channel, "fetch_wanted", lambda _client: None)
    side.begin()
    side.sim.pay(NUMBER)
    for _ in range(3):
        with pytest.raises(Refused):
            side.provider.verify_notification(*switching(side))
        side.provider.query(NUMBER)


def test_strangers_cannot_make_the_shop_fetch_certificates_again_and_again(
    side: Side, clock: FixedClock
) -> None:
    """A new merchant has none: the question is answered with 404, once in ten minutes."""
    side.begin()
    side.sim.pay(NUMBER)
    headers, body = side.sim.message(NUMBER)
    stranger = {**headers, "Wechatpay-Serial": pair("stranger").serial}
    for expected in (1, 1, 1):
        with pytest.raises(Refused):
            side.provider.verify_notification(stranger, body)
        assert side.provider.query(NUMBER).verdict is Verdict.YES
        assert certificates_asked(side) == expected
    clock.move(minutes=10)
    side.provider.query(NUMBER)
    assert certificates_asked(side) == 2
    message = side.sim.message(NUMBER)
    assert side.provider.verify_notification(*message).trade.phase is Phase.PAID


def test_an_order_is_given_back_in_fifty_parts_and_no_more(side: Side) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    side.sim.trades[NUMBER].give_back(49)
    last = replace(REFUND, number="refund000050", amount_fen=1)
    assert side.provider.refund(last).phase is RefundPhase.DONE
    refused = side.provider.refund(replace(last, number="refund000051"))
    assert (refused.verdict, refused.why.code) == (Verdict.NO, "INVALID_REQUEST")
    assert side.provider.refund(last).phase is RefundPhase.DONE, "the same once more is no other"


def test_two_refunds_of_an_order_within_a_minute_are_no_no(side: Side, clock: FixedClock) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    side.sim.refund_gap_s = 60
    first, second = (replace(REFUND, number=f"refund00000{n}", amount_fen=5) for n in (1, 2))
    assert side.provider.refund(first).phase is RefundPhase.DONE
    assert side.provider.refund(second).verdict is Verdict.UNKNOWN
    assert side.provider.query_refund(second.number, NUMBER).phase is RefundPhase.NONE
    clock.move(minutes=1)
    assert side.provider.refund(second).phase is RefundPhase.DONE


def test_a_bill_that_is_being_made_or_breaks_off_is_asked_for_again(side: Side) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    side.sim.is_billing = True
    assert side.provider.download_bill(DAY).verdict is Verdict.UNKNOWN
    side.sim.is_billing, side.sim.cuts_files = False, True
    assert side.provider.download_bill(DAY).verdict is Verdict.UNKNOWN
    side.sim.cuts_files = False
    assert len(side.provider.download_bill(DAY).rows) == 1
    today = side.provider.download_bill(DAY + timedelta(days=1))
    assert (today.verdict, today.why.words) == (Verdict.NO, "bill_date")


def test_control_without_its_hash_half_a_bill_is_taken_for_a_whole_one(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (NUMBER, "kaifan000002"):
        side.begin(number)
        side.sim.pay(number)
    side.sim.cuts_files = True

    class Blind:
        def __init__(self, _raw: bytes, **_more: Any) -> None: ...

        def hexdigest(self) -> str:
            return "0"

    unpack = wechat_channel.wechat_bill.unpack
    monkeypatch.setattr(wechat_channel.wechat_bill, "unpack", lambda raw, _sha: unpack(raw, "0"))
    monkeypatch.setattr(wechat_channel.wechat_bill.hashlib, "sha1", Blind)
    bill = side.provider.download_bill(DAY)
    assert bill.verdict is Verdict.YES and len(bill.rows) < 2
