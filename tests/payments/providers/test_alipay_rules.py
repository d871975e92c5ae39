"""The rules of Alipay's documents: the simulator keeps each, and the provider meets it."""

import json
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from app.core import clock as clocks
from app.core.clock import FixedClock
from app.payments.channels import queries as channels
from app.payments.models import Channel
from app.payments.providers import alipay as alipay_channel
from app.payments.providers.alipay import Alipay, AlipayKeys
from app.payments.providers.base import (
    Method,
    Phase,
    RefundOrder,
    RefundPhase,
    Refused,
    Verdict,
)
from tests.payments.providers.test_operations import Side
from tests.simulators import alipay_rules as rules
from tests.simulators.pairs import Pair, pair

DAY = date(2026, 3, 1)
NUMBER = "kaifan000001"
REFUND = RefundOrder("refund000001", NUMBER, 850, 1850, "退", "https://shop.example/r")
METHODS = {
    Method.WAP: "alipay.trade.wap.pay",
    Method.PAGE: "alipay.trade.page.pay",
    Method.QR: "alipay.trade.precreate",
    Method.IN_APP: "alipay.trade.create",
    Method.CODE: "alipay.trade.pay",
}


@pytest.fixture
def side(make: Callable[[str], Side]) -> Side:
    return make("alipay")


def sent_by(side: Side, opened: Any, api: str) -> tuple[dict[str, str], dict[str, Any]]:
    """The public parameters and the content of the latest call of that method."""
    paths = [opened.data["url"]] if "url" in opened.data else []
    paths += [call.partition(" ")[2] for call in side.sim.server.calls]
    for path in reversed(paths):
        fields = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        if fields.get("method") == api:
            return fields, json.loads(fields["biz_content"])
    raise AssertionError(api)


@pytest.mark.parametrize("method", METHODS)
def test_what_the_provider_sends_meets_each_rule_of_an_order(side: Side, method: Method) -> None:
    """And beside it what is refused when a single field is wrong."""
    code = {"auth_code": "280000000000000000"} if method is Method.CODE else {}
    opened = side.begin(method=method, subject="川" * 300, **code)
    assert opened.verdict is Verdict.YES
    fields, biz = sent_by(side, opened, METHODS[method])
    assert rules.fault_of_call(fields) is None and rules.fault_of(METHODS[method], biz) is None
    assert biz["total_amount"] == "18.50", "yuan, with two decimals"
    wrong = {
        "total_amount": "1850",
        "subject": "",
        "out_trade_no": "",
        "time_expire": "2026-03-02T11:35:00+08:00",
        "product_code": "QUICK_WAP_PAY",
    }
    for name, value in wrong.items():
        assert rules.fault_of(METHODS[method], biz | {name: value}) == name
    utc = (clocks.now() - timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")
    wrong_calls = {"timestamp": utc, "sign_type": "RSA", "notify_url": "http://shop.example/"}
    for name, value in wrong_calls.items():
        assert rules.fault_of_call(fields | {name: value}) == name


def test_certificates_are_named_in_each_call(make: Callable[[str], Side]) -> None:
    side = make("alipay-certificate")
    assert side.begin().verdict is Verdict.YES
    side.sim.pay(NUMBER)
    assert side.provider.query(NUMBER).phase is Phase.PAID
    client = side.provider._client()
    right = client.app_cert_sn
    client._app_cert_sn = "0" * 32
    assert client.app_cert_sn != right
    assert side.provider.query(NUMBER).verdict is not Verdict.YES


def downloads(side: Side) -> int:
    return sum("alipaycert.download" in call for call in side.sim.server.calls)


def renewed(side: Side) -> None:
    """Alipay signs with its next certificate from now on."""
    side.sim.signer = pair("alipay-next", side.sim.platform)
    side.sim.offered = [side.sim.signer]


def test_a_renewed_certificate_is_fetched_when_an_answer_names_it(
    make: Callable[[str], Side],
) -> None:
    side = make("alipay-certificate")
    side.begin()
    side.sim.pay(NUMBER)
    renewed(side)
    assert side.provider.query(NUMBER).phase is Phase.PAID
    headers, body = side.sim.message(NUMBER)
    assert side.provider.verify_notification(headers, body).trade.phase is Phase.PAID
    assert side.provider.query(NUMBER).phase is Phase.PAID
    assert downloads(side) == 1
    assert dict(side.provider.certificates())["alipay_certificate"].year == 2090


def false_chain(kind: str, platform: Pair) -> list[Pair]:
    """Certificates of which the first must not be taken, each with the one that issued it."""
    merchant = pair("merchant", platform)
    chains = {
        "nobody's": [pair("stranger")],
        "of another root": [pair("alipay-false", pair("stranger")), pair("stranger")],
        "of a merchant": [pair("a merchant", platform, "a merchant")],
        "issued by a merchant": [pair("alipay-forged", merchant), merchant],
        "run out": [pair("alipay-old", platform, ends=2010)],
    }
    return chains[kind]


def test_a_renewed_certificate_outlives_a_restart(make: Callable[[str], Side], app: Flask) -> None:
    side, folder = make("alipay-certificate"), app.config["KAIFAN"].data_dir
    keys = side.sim.certificate_keys()
    side.provider = Alipay(AlipayKeys(**keys), side.sim.gateway, folder)
    side.begin()
    side.sim.pay(NUMBER)
    renewed(side)
    assert side.provider.query(NUMBER).phase is Phase.PAID
    [kept] = folder.glob("alipay-*")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    headers, body = side.sim.message(NUMBER)
    started_anew = channels.make_provider(Channel.ALIPAY, keys)
    told = started_anew.verify_notification(headers, body)
    assert told.trade is not None and told.trade.phase is Phase.PAID, "and nothing was asked"
    assert dict(started_anew.certificates())["alipay_certificate"].year == 2090
    kept.unlink()
    with pytest.raises(Refused):
        channels.make_provider(Channel.ALIPAY, keys).verify_notification(headers, body)


FALSE = ["nobody's", "of another root", "of a merchant", "issued by a merchant", "run out"]


@pytest.mark.parametrize("false", FALSE)
def test_a_certificate_that_does_not_follow_the_known_one_is_never_taken(
    make: Callable[[str], Side], clock: FixedClock, false: str
) -> None:
    side = make("alipay-certificate")
    side.begin()
    side.sim.pay(NUMBER)
    side.sim.offered = false_chain(false, side.sim.platform)
    side.sim.signer = side.sim.offered[0]
    for expected in (1, 1):
        assert side.provider.query(NUMBER).verdict is Verdict.UNKNOWN
        assert downloads(side) == expected, "nobody makes the shop ask again and again"
    clock.move(minutes=10)
    renewed(side)
    assert side.provider.query(NUMBER).phase is Phase.PAID


@pytest.mark.parametrize("false", [*FALSE, "nothing"])
def test_what_lies_in_the_file_is_believed_no_more_than_an_answer(
    make: Callable[[str], Side], tmp_path: Path, false: str
) -> None:
    side = make("alipay-certificate")
    chain = false_chain(false, side.sim.platform) if false != "nothing" else []
    keys = AlipayKeys(**side.sim.certificate_keys())
    file = tmp_path / f"alipay-{keys.app_id}.pem"
    file.write_text("".join(each.certificate_pem for each in chain))
    before = dict(side.provider.certificates())["alipay_certificate"]
    side.provider = Alipay(keys, side.sim.gateway, tmp_path)
    assert dict(side.provider.certificates())["alipay_certificate"] == before
    side.begin()
    side.sim.pay(NUMBER)
    headers, body = side.sim.message(NUMBER)
    assert side.provider.verify_notification(headers, body).trade.phase is Phase.PAID


def test_another_certificate_than_the_one_that_was_asked_for_is_not_taken(
    make: Callable[[str], Side],
) -> None:
    side = make("alipay-certificate")
    side.begin()
    renewed(side)
    side.sim.offered = [pair("alipay-other", side.sim.platform)]
    assert side.provider.query(NUMBER).verdict is Verdict.UNKNOWN
    assert downloads(side) == 1


SAYS = [
    ("20000", "isp.unknow-error"),
    ("20000", "aop.unknow-error"),
    ("40004", "ACQ.SYSTEM_ERROR"),
    ("40004", "aop.ACQ.SYSTEM_ERROR"),
]


@pytest.mark.parametrize("said", SAYS, ids="-".join)
def test_its_own_faults_are_unknown_and_never_a_no(side: Side, said: tuple[str, str]) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    side.sim.says = said
    code = {"method": Method.CODE, "auth_code": "280000000000000000"}
    answers = [
        side.provider.create(side.order("kaifan000002")),
        side.provider.create(side.order("kaifan000003", **code)),
        side.provider.query(NUMBER),
        side.provider.close(NUMBER, Method.QR),
        side.provider.close(NUMBER, Method.CODE),
        side.provider.refund(REFUND),
        side.provider.query_refund(REFUND.number, NUMBER),
        side.provider.download_bill(DAY),
    ]
    assert {each.verdict for each in answers} == {Verdict.UNKNOWN}


def test_control_taken_at_its_word_a_refund_of_unknown_state_would_be_a_no(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alipay_channel, "_UNSURE", ())
    side.sim.says = SAYS[2]
    assert side.provider.refund(REFUND).verdict is Verdict.NO


def test_an_order_whose_number_is_known_is_asked_about(side: Side) -> None:
    code = {"method": Method.CODE, "auth_code": "280000000000000000"}
    for way in ({}, code):
        side.sim.says = ("40004", "ACQ.TRADE_HAS_SUCCESS")
        assert side.begin(**way).verdict is Verdict.UNKNOWN
        side.sim.says = ("40004", "ACQ.PAYMENT_AUTH_CODE_INVALID")
        assert side.begin(**way).verdict is Verdict.NO


def test_a_cancelling_that_has_to_be_asked_for_again_is_unknown(side: Side) -> None:
    side.sim.code_outcome = "10003"
    opened = side.begin(method=Method.CODE, auth_code="280000000000000000")
    assert (opened.verdict, opened.trade.phase) == (Verdict.YES, Phase.PAYING)
    side.sim.cancels_later = True
    assert side.provider.close(NUMBER, Method.CODE).verdict is Verdict.UNKNOWN
    side.sim.cancels_later = False
    assert side.provider.close(NUMBER, Method.CODE).verdict is Verdict.YES
    assert side.provider.query(NUMBER).phase is Phase.CLOSED


def test_a_trade_that_is_finished_was_paid_and_gives_nothing_back(side: Side) -> None:
    side.begin()
    side.sim.pay(NUMBER).state = "TRADE_FINISHED"
    assert side.provider.query(NUMBER).phase is Phase.PAID
    refused = side.provider.refund(REFUND)
    assert (refused.verdict, refused.why.code) == (Verdict.NO, "ACQ.TRADE_HAS_FINISHED")


def test_a_refund_is_sent_again_under_its_number_and_counts_once(side: Side) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    assert side.provider.refund(REFUND).phase is RefundPhase.DONE
    again = side.provider.refund(REFUND)
    assert (again.verdict, again.phase) == (Verdict.YES, RefundPhase.PROCESSING)
    assert side.sim.trades[NUMBER].refunds == {REFUND.number: "8.50"}
    assert side.provider.query_refund(REFUND.number, NUMBER).phase is RefundPhase.DONE
    rest = RefundOrder("refund000002", NUMBER, 1000, 1850, "", "https://shop.example/r")
    assert side.provider.refund(rest).phase is RefundPhase.DONE
    assert side.provider.query(NUMBER).phase is Phase.REFUNDED


@pytest.mark.parametrize(("fee", "is_payment"), [("0.00", True), ("5.00", False)])
def test_a_message_about_a_payment_may_name_a_refund_of_nothing(
    side: Side, fee: str, is_payment: bool
) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    told = side.provider.verify_notification(*side.sim.message(NUMBER, refund_fee=fee))
    assert (told.trade is not None) is is_payment


def test_a_bill_that_is_not_ready_or_breaks_off_is_no_empty_bill(side: Side) -> None:
    side.begin()
    side.sim.pay(NUMBER)
    side.sim.is_billing = True
    assert side.provider.download_bill(DAY).verdict is not Verdict.YES
    side.sim.is_billing, side.sim.cuts_files = False, True
    assert side.provider.download_bill(DAY).verdict is Verdict.UNKNOWN
    side.sim.cuts_files = False
    assert len(side.provider.download_bill(DAY).rows) == 1
    assert side.provider.download_bill(DAY + timedelta(days=1)).verdict is not Verdict.YES
