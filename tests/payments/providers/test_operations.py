"""Every channel in every mode by every operation: the real client libraries over HTTP."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.clock import FixedClock
from app.payments.providers import alipay_client, wechat_client
from app.payments.providers.alipay import Alipay, AlipayKeys
from app.payments.providers.base import (
    Method,
    Phase,
    RefundOrder,
    RefundPhase,
    TradeOrder,
    Verdict,
)
from app.payments.providers.wechat import WeChatKeys, WeChatPay
from tests.simulators.alipay import AlipaySimulator
from tests.simulators.wechat_pay import WeChatPaySimulator

DAY = date(2026, 3, 1)
WAYS = [
    ("wechat", Method.JSAPI),
    ("wechat", Method.MINI),
    ("wechat", Method.NATIVE),
    ("wechat", Method.H5),
    ("wechat", Method.CODE),
    ("wechat-certificate", Method.NATIVE),
    ("alipay", Method.WAP),
    ("alipay", Method.PAGE),
    ("alipay", Method.QR),
    ("alipay", Method.IN_APP),
    ("alipay", Method.CODE),
    ("alipay-certificate", Method.QR),
]


class Side:
    """A channel's two ends: the shop's provider and the simulated service."""

    def __init__(self, name: str) -> None:
        self.is_wechat = name.startswith("wechat")
        self.sim: Any
        self.provider: Any
        if self.is_wechat:
            self.sim = WeChatPaySimulator(uses_certificates=name.endswith("certificate"))
            self.provider = WeChatPay(WeChatKeys(**self.sim.keys()), self.sim.base_url)
        else:
            self.sim = AlipaySimulator()
            certified = name.endswith("certificate")
            keys = self.sim.certificate_keys() if certified else self.sim.keys()
            self.provider = Alipay(AlipayKeys(**keys), self.sim.gateway)

    def order(self, number: str = "kaifan000001", **changes: Any) -> TradeOrder:
        known: dict[str, Any] = {
            "number": number,
            "amount_fen": 1850,
            "subject": "老街小馆",
            "method": Method.NATIVE if self.is_wechat else Method.QR,
            "expires_at": clock.now() + timedelta(minutes=5),
            "notify_url": "https://shop.example/hooks/pay/x",
            "return_url": "https://shop.example/pay",
            "payer_ip": "203.0.113.7",
            "payer_id": "openid",
        }
        return TradeOrder(**known | changes)

    def begin(self, number: str = "kaifan000001", **changes: Any) -> Any:
        opened = self.provider.create(self.order(number, **changes))
        if "url" in opened.data:
            self.sim.open_page(opened.data["url"])
        return opened


@pytest.fixture
def side(app: Flask, clock: FixedClock, request: pytest.FixtureRequest) -> Iterator[Side]:
    made = Side(request.param)
    yield made
    made.sim.stop()


@pytest.mark.parametrize(("side", "method"), WAYS, indirect=["side"])
def test_every_way_by_every_operation(side: Side, method: Method) -> None:
    code = {"auth_code": "130000000000000000"} if method is Method.CODE else {}
    opened = side.begin(method=method, **code)
    assert opened.verdict is Verdict.YES, opened.why
    if method is Method.CODE:
        assert opened.trade.phase is Phase.PAID and opened.trade.amount_fen == 1850
    else:
        assert all(opened.data.values()) and opened.data
        before = side.provider.query("kaifan000001")
        assert before.phase in (Phase.OPEN, Phase.NONE)
        side.sim.pay("kaifan000001")
    paid = side.provider.query("kaifan000001")
    assert (paid.phase, paid.amount_fen, bool(paid.ref)) == (Phase.PAID, 1850, True)
    told = side.provider.verify_notification(*side.sim.message("kaifan000001"))
    assert (told.number, told.trade.phase, told.trade.amount_fen) == (
        "kaifan000001",
        Phase.PAID,
        1850,
    )
    refund = RefundOrder("refund000001", "kaifan000001", 850, 1850, "退", "https://shop.example/r")
    assert side.provider.refund(refund).phase is RefundPhase.DONE
    again = side.provider.refund(refund)
    assert again.verdict is Verdict.YES
    assert side.provider.query_refund("refund000001", "kaifan000001").phase is RefundPhase.DONE
    assert side.provider.query_refund("refund000009", "kaifan000001").phase is RefundPhase.NONE
    too_much = RefundOrder("refund000002", "kaifan000001", 1001, 1850, "", "https://shop.example/r")
    assert side.provider.refund(too_much).verdict is Verdict.NO
    bill = side.provider.download_bill(DAY)
    rows = {(row.is_refund, row.number, row.amount_fen) for row in bill.rows}
    assert rows == {(False, "kaifan000001", 1850), (True, "kaifan000001", 850)}


BOTH = pytest.mark.parametrize("side", ["wechat", "alipay"], indirect=True)


@BOTH
def test_closing_before_and_after_payment(side: Side) -> None:
    side.begin("kaifan000001")
    assert side.provider.close("kaifan000001", Method.NATIVE).verdict is Verdict.YES
    side.begin("kaifan000002")
    side.sim.pay("kaifan000002")
    assert side.provider.close("kaifan000002", Method.NATIVE).verdict is Verdict.NO
    never = side.provider.close("kaifan000003", Method.NATIVE)
    assert (never.verdict, never.is_unseen) == (Verdict.YES, True)


FAULTS = [
    {"down": True},
    {"status": 500},
    {"status": 429},
    {"garbage": True},
    {"forges": True},
    {"loses_answer": True},
]


@BOTH
@pytest.mark.parametrize(
    "fault", FAULTS, ids=lambda fault: next(iter(fault)) + str(fault.get("status", ""))
)
def test_what_cannot_be_believed_is_unknown_and_never_a_no(
    side: Side, fault: dict[str, Any]
) -> None:
    side.begin()
    side.sim.pay("kaifan000001")
    side.begin("kaifan000003")
    if not side.is_wechat:
        side.sim.scan("kaifan000003")
    side.sim.break_with(**fault)
    refund = RefundOrder("refund000001", "kaifan000001", 850, 1850, "", "https://shop.example/r")
    answers = [
        side.provider.create(side.order("kaifan000002")),
        side.provider.query("kaifan000001"),
        side.provider.close("kaifan000003", Method.NATIVE),
        side.provider.refund(refund),
        side.provider.download_bill(DAY),
    ]
    assert {each.verdict for each in answers} == {Verdict.UNKNOWN}
    side.sim.mend()
    assert side.provider.query("kaifan000001").verdict is Verdict.YES


@BOTH
def test_an_answer_that_comes_too_late_is_unknown(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat_client, "TIMEOUT_S", (1, 0.2))
    monkeypatch.setattr(alipay_client, "TIMEOUT_S", 0.2)
    side.sim.break_with(slow_s=1.0)
    assert side.provider.create(side.order()).verdict is Verdict.UNKNOWN
    assert side.provider.query("kaifan000001").verdict is Verdict.UNKNOWN
    side.sim.mend()
    assert side.provider.query("kaifan000001").verdict is Verdict.YES


@pytest.mark.parametrize("side", ["wechat"], indirect=True)
def test_a_pay_code_that_its_payer_still_confirms_is_reversed(side: Side) -> None:
    side.sim.code_outcome = "USERPAYING"
    opened = side.begin(method=Method.CODE, auth_code="130000000000000000")
    assert (opened.verdict, opened.trade.phase) == (Verdict.YES, Phase.PAYING)
    assert side.provider.query("kaifan000001").phase is Phase.PAYING
    assert side.provider.close("kaifan000001", Method.CODE).verdict is Verdict.YES
    assert side.provider.query("kaifan000001").phase is Phase.CLOSED


@BOTH
def test_a_pay_code_without_money_is_a_no(side: Side) -> None:
    side.sim.code_outcome = "NOT_ENOUGH" if side.is_wechat else "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    opened = side.begin(method=Method.CODE, auth_code="130000000000000000")
    assert opened.verdict is Verdict.NO


@BOTH
def test_the_connection_test_names_what_is_wrong(side: Side) -> None:
    assert side.provider.test_connection() is None
    side.sim.break_with(down=True)
    assert side.provider.test_connection() is not None


@BOTH
def test_an_empty_day_has_an_empty_bill(side: Side) -> None:
    bill = side.provider.download_bill(DAY)
    assert (bill.verdict, bill.rows) == (Verdict.YES, ())
