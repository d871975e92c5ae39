"""Messages of channels: what is genuine is taken, everything else is refused without a word."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from app.core import clock
from app.core.clock import FixedClock
from app.payments.providers import keys
from app.payments.providers.alipay import Alipay, AlipayKeys
from app.payments.providers.base import Phase, Refused, Verdict, WrongKeys
from app.payments.providers.wechat import WeChatKeys, WeChatPay
from tests.payments.providers.test_operations import Side
from tests.simulators.pairs import pair
from tests.simulators.wechat_pay import KEY_ID

NUMBER = "kaifan000001"


@pytest.fixture
def wechat_side(app: Flask, clock: FixedClock) -> Iterator[Side]:
    made = Side("wechat")
    made.begin(NUMBER)
    made.sim.pay(NUMBER)
    yield made
    made.sim.stop()


@pytest.fixture
def alipay_side(app: Flask, clock: FixedClock) -> Iterator[Side]:
    made = Side("alipay")
    made.begin(NUMBER)
    made.sim.pay(NUMBER)
    yield made
    made.sim.stop()


def flipped(body: bytes, place: int) -> bytes:
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


Forgery = Callable[[Side], tuple[dict[str, str], bytes]]


def _changed(name: str, value: str) -> Forgery:
    def forge(side: Side) -> tuple[dict[str, str], bytes]:
        headers, body = side.sim.message(NUMBER)
        return {**headers, name: value}, body

    return forge


def _moved(seconds: int) -> Forgery:
    def forge(side: Side) -> tuple[dict[str, str], bytes]:
        _headers, body = side.sim.message(NUMBER)
        moment = str(int(clock.now().timestamp()) + seconds)
        return side.sim.sign_message(body, moment=moment), body

    return forge


def _without(name: str) -> Forgery:
    def forge(side: Side) -> tuple[dict[str, str], bytes]:
        headers, body = side.sim.message(NUMBER)
        return {each: value for each, value in headers.items() if each != name}, body

    return forge


def _bit(share: float) -> Forgery:
    def forge(side: Side) -> tuple[dict[str, str], bytes]:
        headers, body = side.sim.message(NUMBER)
        return headers, flipped(body, int(len(body) * share))

    return forge


def _content(**changes: Any) -> Forgery:
    return lambda side: side.sim.message(NUMBER, **changes)


def _by_another_key(side: Side) -> tuple[dict[str, str], bytes]:
    headers, body = side.sim.message(NUMBER)
    moment, nonce = headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"]
    signed = pair("stranger").sign(f"{moment}\n{nonce}\n".encode() + body + b"\n")
    return {**headers, "Wechatpay-Signature": base64.b64encode(signed).decode()}, body


def _cut_tag(side: Side) -> tuple[dict[str, str], bytes]:
    _headers, body = side.sim.message(NUMBER)
    told = json.loads(body)
    sealed = base64.b64decode(told["resource"]["ciphertext"])
    told["resource"]["ciphertext"] = base64.b64encode(sealed[:-4]).decode()
    changed = json.dumps(told).encode()
    return side.sim.sign_message(changed), changed


WECHAT_FORGERIES: dict[str, Forgery] = {
    **{f"bit-{share}": _bit(share) for share in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999)},
    "other-key": _by_another_key,
    "probe": _changed("Wechatpay-Signature", "WECHATPAY/SIGNTEST/" + "A" * 300),
    "empty-signature": _changed("Wechatpay-Signature", ""),
    "not-base64": _changed("Wechatpay-Signature", "%%%"),
    "other-nonce": _changed("Wechatpay-Nonce", "0"),
    "unknown-serial": _changed("Wechatpay-Serial", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"),
    "no-serial": _without("Wechatpay-Serial"),
    "strange-serial": _changed("Wechatpay-Serial", "zz"),
    "no-type": _without("Wechatpay-Signature-Type"),
    "other-type": _changed("Wechatpay-Signature-Type", "SM2"),
    "no-time": _without("Wechatpay-Timestamp"),
    "time-one": _changed("Wechatpay-Timestamp", "1"),
    "time-word": _changed("Wechatpay-Timestamp", "now"),
    "time-huge": _changed("Wechatpay-Timestamp", "9" * 40),
    "too-old": _moved(-301),
    "two-days-old": _moved(-172_800),
    "from-the-future": _moved(301),
    "cut-tag": _cut_tag,
    "other-merchant": _content(mchid="1900000000"),
    "other-app": _content(appid="wx0000000000000000"),
}


@pytest.mark.parametrize("name", WECHAT_FORGERIES)
def test_a_forged_wechat_message_is_refused(wechat_side: Side, name: str) -> None:
    calls = len(wechat_side.sim.server.calls)
    with pytest.raises(Refused):
        wechat_side.provider.verify_notification(*WECHAT_FORGERIES[name](wechat_side))
    assert len(wechat_side.sim.server.calls) == calls, "a forgery makes the shop call WeChat"


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_within_five_minutes_it_is_taken(wechat_side: Side, seconds: int) -> None:
    told = wechat_side.provider.verify_notification(*_moved(seconds)(wechat_side))
    assert told.number == NUMBER


def test_control_the_library_alone_takes_a_message_of_any_age(wechat_side: Side) -> None:
    headers, body = _moved(-172_800)(wechat_side)
    assert wechat_side.provider._client().callback(headers, body) is not None


def test_another_amount_or_currency_is_told_as_it_is(wechat_side: Side) -> None:
    odd = {"total": 1, "currency": "USD"}
    told = wechat_side.provider.verify_notification(*wechat_side.sim.message(NUMBER, amount=odd))
    assert (told.trade.amount_fen, told.trade.currency) == (1, "USD")


def test_certificates_are_not_fetched_for_a_stranger(app: Flask, clock: FixedClock) -> None:
    made = Side("wechat-certificate")
    made.begin(NUMBER)
    made.sim.pay(NUMBER)
    assert made.provider.verify_notification(*made.sim.message(NUMBER)).trade.phase is Phase.PAID
    calls = len(made.sim.server.calls)
    for serial in ("ABC123", KEY_ID):
        headers, body = made.sim.message(NUMBER)
        with pytest.raises(Refused):
            made.provider.verify_notification({**headers, "Wechatpay-Serial": serial}, body)
    assert len(made.sim.server.calls) == calls
    made.sim.stop()


def _alipay(**changes: str) -> Forgery:
    return lambda side: side.sim.message(NUMBER, **changes)


def _alipay_body(change: Callable[[bytes], bytes]) -> Forgery:
    def forge(side: Side) -> tuple[dict[str, str], bytes]:
        headers, body = side.sim.message(NUMBER)
        return headers, change(body)

    return forge


ALIPAY_FORGERIES: dict[str, Forgery] = {
    "amount": _alipay_body(lambda body: body.replace(b"total_amount=18.50", b"total_amount=0.01")),
    "number": _alipay_body(lambda body: body.replace(NUMBER.encode(), b"kaifan000009")),
    "twice": _alipay_body(lambda body: body + b"&total_amount=0.01"),
    "unsigned": _alipay_body(lambda body: body.partition(b"&sign=")[0]),
    "empty": _alipay_body(lambda _body: b""),
    "rubbish": _alipay_body(lambda _body: b"\xff\xfe\x00"),
    "old-kind-of-signature": _alipay_body(lambda body: body.replace(b"=RSA2", b"=RSA")),
    "no-kind-of-signature": _alipay_body(lambda body: body.replace(b"&sign_type=RSA2", b"")),
    "not-base64": _alipay_body(lambda body: body.partition(b"&sign=")[0] + b"&sign=%25%25"),
    "many": _alipay_body(lambda body: body + b"&a=1" * 200),
    "other-app": _alipay(app_id="2021000000000009"),
    "other-seller": _alipay(seller_id="2088000000000009"),
}


@pytest.mark.parametrize("name", ALIPAY_FORGERIES)
def test_a_forged_alipay_message_is_refused(alipay_side: Side, name: str) -> None:
    with pytest.raises(Refused):
        alipay_side.provider.verify_notification(*ALIPAY_FORGERIES[name](alipay_side))


def test_a_part_refund_is_no_second_payment(alipay_side: Side) -> None:
    message = alipay_side.sim.message(NUMBER, refund_fee="5.00", out_biz_no="refund000001")
    told = alipay_side.provider.verify_notification(*message)
    assert (told.trade, told.refund_number) == (None, "refund000001")


def test_braces_within_an_answer_do_not_break_its_signature(alipay_side: Side) -> None:
    assert alipay_side.provider.query(NUMBER).verdict is Verdict.YES


def test_control_the_library_alone_cannot_read_such_an_answer(alipay_side: Side) -> None:
    client = alipay_side.provider._client()
    base = type(client).__mro__[1]
    raw = '{"alipay_trade_query_response":{"store_name":"a}b","code":"10000"},"sign":"x"}'
    name = "alipay_trade_query_response"
    whole = '{"store_name":"a}b","code":"10000"}'
    assert base._get_string_to_be_signed(client, raw, name) != whole
    assert client._get_string_to_be_signed(raw, name) == whole


def crlf(pem: str) -> str:
    return pem.replace("\n", "\r\n")


def bare(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if "-----" not in line)


@pytest.mark.parametrize("form", [str, crlf, bare, lambda pem: f"  \ufeff{crlf(pem)}\r\n"])
@pytest.mark.parametrize("kind", ["private_pem", "pkcs1_pem"])
def test_keys_are_taken_in_every_form(form: Callable[[str], str], kind: str) -> None:
    own = pair("wechat-merchant")
    assert keys.private_key(form(getattr(own, kind)), "private_key") == own.private_pem


def test_what_is_wrong_with_keys_is_named(wechat_side: Side, alipay_side: Side) -> None:
    def fault(make: Callable[[], object]) -> tuple[str, str]:
        with pytest.raises(WrongKeys) as wrong:
            make()
        return wrong.value.field, wrong.value.why

    wechat, alipay = wechat_side.sim, alipay_side.sim
    assert fault(lambda: WeChatPay(WeChatKeys(**wechat.keys(apiv3_key="short")))) == (
        "apiv3_key",
        "not_32_characters",
    )
    assert fault(lambda: WeChatPay(WeChatKeys(**wechat.keys(private_key="x")))) == (
        "private_key",
        "not_base64",
    )
    pasted = wechat.keys(public_key=wechat.merchant.private_pem)
    assert fault(lambda: WeChatPay(WeChatKeys(**pasted))) == (
        "public_key",
        "private_instead_of_public",
    )
    own = alipay.keys(alipay_public_key=alipay.app.public_pem)
    assert fault(lambda: Alipay(AlipayKeys(**own))) == ("alipay_public_key", "own_public_key")
    other = alipay.certificate_keys() | {"app_certificate": alipay.platform.certificate_pem}
    assert fault(lambda: Alipay(AlipayKeys(**other))) == ("app_certificate", "other_key")


def test_the_published_vectors(wechat_side: Side, shared: Path) -> None:
    file = shared / "data" / "vectors" / "wechatpay_v3_sign_aead.json"
    known = json.loads(file.read_text(encoding="utf-8"))
    sign = known["sha256_with_rsa"]
    given = wechat_side.sim.keys(private_key=sign["private_key_pkcs8_base64"])
    client = WeChatPay(WeChatKeys(**given), wechat_side.sim.base_url)._client()
    utils = __import__("wechatpayv3.utils", fromlist=["rsa_sign"])
    signed = utils.rsa_sign(client._core._private_key, sign["message"])
    assert signed == sign["signature_base64"]
    for each in known["aead_aes_gcm"]:
        parts = {k: each[k] for k in ("nonce", "ciphertext", "associated_data", "apiv3_key")}
        try:
            plain = utils.aes_decrypt(**parts)
        except ValueError:
            plain = None
        assert plain == each["plaintext"], each["name"]


def test_the_vector_of_the_protocol_page() -> None:
    sealed = base64.b64decode("ToVSsrfD1WAjQsAGsvk5I+2JSVQ7LSU=")
    box = AESGCM(b"0123456789abcdef0123456789ABCDEF")
    assert box.decrypt(b"0123456789ab", sealed, b"transaction") == b'{"a":1}'
    with pytest.raises(InvalidTag):
        box.decrypt(b"0123456789ab", sealed, b"refund")
