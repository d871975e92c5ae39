"""The address at which channels call: each defence, and beside it what comes without it."""

import base64
import json
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.config import Config
from app.core import clock as clocks
from app.core.clock import FixedClock
from app.core.extensions import limiter
from app.payments.attempts.models import AttemptStatus
from app.payments.attempts.service import hearing
from app.payments.channels import queries as channels
from app.payments.models import Channel
from app.payments.providers import wechat as wechat_channel
from app.payments.providers.base import Phase, Refused, Trade, Verdict
from app.web.hooks import payments as hooks
from tests.factories.shop import Shop
from tests.fixtures.installation import make_config
from tests.payments.refunding import give_back
from tests.payments.till import Till
from tests.simulators.wechat_bill import MCHID
from tests.simulators.wechat_pay import API_KEY, APPID, KEY_ID, WeChatPaySimulator

Post = Callable[..., TestResponse]
VECTORS = Path("data") / "vectors"


@pytest.fixture
def post(app: Flask) -> Post:
    """Sends a message to the address of a till's channel, as the channel would."""

    def send(till: Till, headers: dict[str, str], body: bytes, **more: Any) -> TestResponse:
        path = f"/hooks/pay/{till.channel.value}/{till.hook}"
        return app.test_client().post(path, headers=headers, data=body, **more)

    return send


def paid(till: Till) -> str:
    attempt = till.begin()
    till.sim.pay(attempt.id)
    return attempt.id


def told(till: Till, number: str, content: Any) -> tuple[dict[str, str], bytes]:
    """A message of WeChat, rightly sealed and signed, that says `content`."""
    sealed: tuple[dict[str, str], bytes] = till.sim._sealed(
        "TRANSACTION.SUCCESS", "transaction", content
    )
    return sealed


@pytest.mark.sqlite("the file is read by another program")
def test_it_is_answered_when_it_is_committed(till: Till, post: Post, config: Config) -> None:
    number = paid(till)
    assert post(till, *till.sim.message(number)).status_code in (200, 204)
    assert config.sqlite_file is not None
    with closing(sqlite3.connect(config.sqlite_file)) as others:
        assert others.execute("SELECT count(*) FROM payment").fetchone() == (1,)


def test_what_cannot_be_committed_is_never_answered_with_yes(
    till: Till, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = paid(till)

    def fails(_session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    monkeypatch.setattr(Session, "commit", fails)
    assert post(till, *till.sim.message(number)).status_code >= 500
    monkeypatch.undo()
    assert till.fresh().paid_fen == 0
    assert post(till, *till.sim.message(number)).status_code in (200, 204), "it comes again"
    assert till.fresh().paid_fen == 1800


def test_control_an_answer_before_the_work_would_lose_the_message(
    wechat_till: Till, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = paid(wechat_till)
    monkeypatch.setattr(hearing, "capture", lambda *_given: None)
    assert post(wechat_till, *wechat_till.sim.message(number)).status_code == 204
    assert wechat_till.fresh().paid_fen == 0


def test_no_call_goes_out_while_a_message_is_heard(till: Till, post: Post) -> None:
    """So a channel that is slow or down cannot keep an answer longer than its five seconds."""
    number = paid(till)
    message = till.sim.message(number)
    calls = len(till.sim.server.calls)
    till.sim.break_with(down=True)
    assert post(till, *message).status_code in (200, 204)
    assert len(till.sim.server.calls) == calls


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever this very thread does that may take long: connections, programs, waiting."""
    seen: list[str] = []
    own = threading.get_ident()

    def watched(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def watch(*given: Any, **named: Any) -> Any:
            if threading.get_ident() == own:
                seen.append(name)
            return real(*given, **named)

        monkeypatch.setattr(owner, name, watch)

    watched(socket, "getaddrinfo")
    watched(socket, "create_connection")
    watched(subprocess, "Popen")
    watched(time, "sleep")
    return seen


def test_nothing_that_may_take_long_happens_before_the_answer(
    till: Till, post: Post, outside: list[str]
) -> None:
    """A payment, the same again, a refund, a forgery: rows are written, and that is all.

    Slips, notices and hints that follow from it are rows as well, carried out by others.
    """
    number = paid(till)
    outside.clear()
    message = till.sim.message(number)
    for _ in range(2):
        assert post(till, *message).status_code in (200, 204)
    assert post(till, message[0], message[1][:-3]).status_code == 400
    if till.is_wechat:
        till.sim.refund_outcome = "PROCESSING"
    refund = give_back(till.shop, till.payments()[0].id, 500)
    assert outside, "control: a question to the channel is seen"
    outside.clear()
    more = {"refund_fee": "5.00", "out_biz_no": refund.id}
    if till.is_wechat:
        message = till.sim.refund_message(number, refund.id)
    else:
        message = till.sim.message(number, **more)
    assert post(till, *message).status_code in (200, 204)
    assert outside == []
    assert till.fresh().paid_fen == 1800


@pytest.fixture
def certified(app: Flask, shop: Shop, clock: FixedClock) -> Iterator[Till]:
    """A shop with platform certificates, which are fetched."""
    sim = WeChatPaySimulator(uses_certificates=True)
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], wechat_pay_url=sim.base_url)
    channels._made.clear()
    yield Till(shop, sim, clock)
    sim.stop()


SERIALS = ["5157F09EFDC096DE15EBE81A47057A7232F1B8E1", KEY_ID, "zz", ""]


@pytest.mark.parametrize("serial", SERIALS)
def test_an_unknown_serial_is_refused_without_a_call(
    certified: Till, post: Post, serial: str
) -> None:
    number = paid(certified)
    headers, body = certified.sim.message(number)
    calls = len(certified.sim.server.calls)
    for _ in range(5):
        answer = post(certified, {**headers, "Wechatpay-Serial": serial}, body)
        assert answer.status_code == 400
    assert len(certified.sim.server.calls) == calls
    assert certified.fresh().paid_fen == 0
    assert post(certified, headers, body).status_code == 204


def test_control_the_library_alone_calls_out_for_every_stranger(
    certified: Till, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat_channel, "only_known_keys", lambda *_given: None)
    headers, body = certified.sim.message(paid(certified))
    calls = len(certified.sim.server.calls)
    for _ in range(5):
        post(certified, {**headers, "Wechatpay-Serial": SERIALS[0]}, body)
    assert len(certified.sim.server.calls) >= calls + 5


@pytest.mark.parametrize(("seconds", "status"), [(-301, 400), (-299, 204), (299, 204), (301, 400)])
def test_five_minutes_and_no_more(wechat_till: Till, post: Post, seconds: int, status: int) -> None:
    answer = post(wechat_till, *_moved(wechat_till, seconds))
    assert answer.status_code == status
    assert wechat_till.fresh().paid_fen == (1800 if status == 204 else 0)


def test_control_without_the_age_a_message_of_two_days_ago_is_taken(
    wechat_till: Till, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat_channel, "MAX_AGE_S", 10**9)
    assert post(wechat_till, *_moved(wechat_till, -172_800)).status_code == 204


def _moved(till: Till, seconds: int) -> tuple[dict[str, str], bytes]:
    _headers, body = till.sim.message(paid(till))
    moment = str(int(clocks.now().timestamp()) + seconds)
    return till.sim.sign_message(body, moment=moment), body


def test_a_probe_is_refused_and_the_next_true_one_taken(wechat_till: Till, post: Post) -> None:
    number = paid(wechat_till)
    answer = post(wechat_till, *wechat_till.sim.probe(number))
    assert (answer.status_code, json.loads(answer.text)["code"]) == (400, "FAIL")
    assert wechat_till.fresh().paid_fen == 0
    assert post(wechat_till, *wechat_till.sim.message(number)).status_code == 204


@pytest.mark.parametrize(("is_known", "status"), [(True, 400), (False, 204)])
def test_control_probes_are_refused_whatever_becomes_of_the_signature(
    wechat_till: Till, post: Post, monkeypatch: pytest.MonkeyPatch, is_known: bool, status: int
) -> None:
    """Where signatures are not looked at, only the probe's own mark stands in its way."""
    number = paid(wechat_till)
    core = channels.find_provider(wechat_till.shop.id, wechat_till.channel)._client()._core  # type: ignore[union-attr]
    monkeypatch.setattr(core, "_verify_signature", lambda *_given, **_named: True)
    if not is_known:
        monkeypatch.setattr(wechat_channel, "PROBE", "nothing begins so")
    assert post(wechat_till, *wechat_till.sim.probe(number)).status_code == status
    assert wechat_till.fresh().paid_fen == (0 if is_known else 1800)


def _large(till: Till) -> tuple[dict[str, str], bytes]:
    """A true message, rightly signed, that is larger than any message is."""
    _headers, body = till.sim.message(paid(till))
    padded = body[:-1] + b" " * 70_000 + b"}"
    return till.sim.sign_message(padded), padded


def test_a_body_is_64_kib_at_the_most(wechat_till: Till, post: Post) -> None:
    assert post(wechat_till, *_large(wechat_till)).status_code == 400
    assert wechat_till.fresh().paid_fen == 0
    huge = post(wechat_till, {"Content-Type": "application/json"}, b"x" * (40 * 1024 * 1024))
    assert huge.status_code in (400, 413)


def test_control_without_the_limit_the_large_one_is_taken(
    wechat_till: Till, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "_MAX_BYTES", 1_000_000)
    assert post(wechat_till, *_large(wechat_till)).status_code == 204


RIGHT = {"mchid": MCHID, "appid": APPID, "trade_state": "SUCCESS"}
WRONG_CONTENT: dict[str, Any] = {
    "a list": [1, 2],
    "a text": "paid",
    "nothing": None,
    "a number": 7,
    "no number of ours": {**RIGHT, "amount": {"total": 1800}},
    "amount as text": {**RIGHT, "amount": {"total": "1800", "currency": "CNY"}},
    "amount as a list": {**RIGHT, "amount": [1800]},
    "amount as a fraction": {**RIGHT, "amount": {"total": 1800.5}},
    "amount as truth": {**RIGHT, "amount": {"total": True}},
    "no amount": dict(RIGHT),
    "an unknown state": {**RIGHT, "trade_state": "PAID", "amount": {"total": 1800}},
    "a payer as text": {**RIGHT, "payer": "me", "amount": {"total": 18}},
    "a time that is none": {**RIGHT, "success_time": "gestern", "amount": {"total": 18}},
    "another merchant": {**RIGHT, "mchid": "1900000999", "amount": {"total": 1800}},
    "another app": {**RIGHT, "appid": "wx0", "amount": {"total": 1800}},
    "an odd number": {**RIGHT, "out_trade_no": [1], "amount": {"total": 1800}},
}


@pytest.mark.parametrize("name", WRONG_CONTENT)
def test_a_true_message_with_wrong_content_changes_nothing(
    wechat_till: Till, post: Post, name: str
) -> None:
    """Signed and sealed by the right keys, so that only what it says is wrong."""
    number, content = paid(wechat_till), WRONG_CONTENT[name]
    if isinstance(content, dict) and name not in ("no number of ours", "an odd number"):
        content = {**content, "out_trade_no": number}
    answer = post(wechat_till, *told(wechat_till, number, content))
    assert answer.status_code in (204, 400), "never a fault of the server"
    assert wechat_till.fresh().paid_fen == 0
    assert wechat_till.attempt(number).status is not AttemptStatus.PAID
    assert post(wechat_till, *wechat_till.sim.message(number)).status_code in (204, 400)


def sealed(till: Till, plain: bytes) -> tuple[dict[str, str], bytes]:
    """A message of WeChat, rightly sealed and signed, around these very bytes."""
    nonce = "0123456789ab"
    box = AESGCM(API_KEY.encode()).encrypt(nonce.encode(), plain, b"transaction")
    resource = {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(box).decode(),
        "associated_data": "transaction",
        "nonce": nonce,
    }
    told = {"event_type": "TRANSACTION.SUCCESS", "resource_type": "encrypt-resource"}
    body = json.dumps({**told, "resource": resource}).encode()
    return till.sim.sign_message(body), body


NO_JSON = {
    "empty": b"",
    "words": b"paid",
    "half of it": b'{"mchid": "1900000109", "amount"',
    "no text": b"\xff\xfe\x00",
    "deep": b"[" * 20_000,
}


@pytest.mark.parametrize("name", NO_JSON)
def test_a_true_message_around_what_is_no_json_is_refused(
    wechat_till: Till, post: Post, name: str
) -> None:
    number = paid(wechat_till)
    assert post(wechat_till, *sealed(wechat_till, NO_JSON[name])).status_code == 400
    assert wechat_till.fresh().paid_fen == 0
    assert post(wechat_till, *wechat_till.sim.message(number)).status_code == 204


@pytest.mark.parametrize("name", ["words", "half of it", "no text", "deep"])
def test_control_the_library_alone_falls_over_it(wechat_till: Till, name: str) -> None:
    client = channels.find_provider(wechat_till.shop.id, wechat_till.channel)._client()  # type: ignore[union-attr]
    with pytest.raises((ValueError, RecursionError)):
        client.callback(*sealed(wechat_till, NO_JSON[name]))


@pytest.mark.parametrize("name", ["amount as a list", "amount as text", "a payer as text"])
def test_control_read_as_it_comes_wrong_content_is_a_fault_of_the_server(
    wechat_till: Till, post: Post, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def believing(_self: object, body: dict[str, Any], _number: str) -> Trade:
        total = body["amount"].get("total") + 0
        payer = body.get("payer", {}).get("openid", "")
        return Trade(Verdict.YES, Phase.PAID, amount_fen=total, payer_id=payer)

    monkeypatch.setattr(wechat_channel.WeChatPay, "_trade", believing)
    number = paid(wechat_till)
    content = {**WRONG_CONTENT[name], "out_trade_no": number}
    assert post(wechat_till, *told(wechat_till, number, content)).status_code == 500


def test_the_messages_of_version_2_are_refused(wechat_till: Till, post: Post, shared: Path) -> None:
    """Published samples; a console that is set up for version 2 sends such."""
    samples = sorted((shared / VECTORS).glob("wechatpay_v2_*.xml"))
    assert len(samples) == 3
    number = paid(wechat_till)
    for each in samples:
        answer = post(wechat_till, {"Content-Type": "text/xml"}, each.read_bytes())
        assert answer.status_code == 400
    with pytest.raises(Refused):
        hearing.hear(Channel.WECHAT, wechat_till.hook, {}, samples[0].read_bytes())
    assert wechat_till.fresh().paid_fen == 0
    assert post(wechat_till, *wechat_till.sim.message(number)).status_code == 204


class TestWithLimits:
    """As in a shop, where the limits are on."""

    @pytest.fixture
    def config(self, tmp_path: Path) -> Iterator[Config]:
        yield make_config(tmp_path, limits_enabled=True)
        limiter.enabled = False

    def test_a_flood_is_refused_and_others_are_heard(self, wechat_till: Till, post: Post) -> None:
        limiter.reset()
        number = paid(wechat_till)
        seen = [post(wechat_till, {}, b"{}").status_code for _ in range(610)]
        assert (seen[0], seen[-1]) == (400, 429)
        assert seen.count(400) == 600
        other = {"REMOTE_ADDR": "203.0.113.7"}
        message = wechat_till.sim.message(number)
        assert post(wechat_till, *message, environ_overrides=other).status_code == 204
        limiter.reset()


def test_control_without_the_limit_nobody_is_refused(wechat_till: Till, post: Post) -> None:
    assert {post(wechat_till, {}, b"{}").status_code for _ in range(610)} == {400}
