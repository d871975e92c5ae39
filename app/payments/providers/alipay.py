"""Alipay by the library `python-alipay-sdk`, with what it leaves open closed.

Facts about the protocol: opendocs.alipay.com. What is added here: Beijing time whatever the
machine's zone is, a time limit on every call, the signed part of an answer found as JSON and not by
counting braces, answers that cannot be believed are unknown, and messages are for this shop.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict

from app.core import clock, money
from app.payments.providers import alipay_bill, keys
from app.payments.providers.alipay_client import REAL, fetch_bill, make_client, said_in
from app.payments.providers.alipay_renewing import BEIJING, beijing
from app.payments.providers.base import (
    Bill,
    Closed,
    Method,
    Notification,
    Opened,
    Phase,
    Refunded,
    RefundOrder,
    RefundPhase,
    Refused,
    Trade,
    TradeOrder,
    Verdict,
    Why,
    WrongKeys,
)

log = logging.getLogger(__name__)

_SIGN_TYPE = "RSA2"
_OK, _PAYING = "10000", "10003"
_ABSENT = "ACQ.TRADE_NOT_EXIST"
# The system's own faults: it may have been done. "unknow" is how Alipay writes it.
_UNSURE = ("SYSTEM_ERROR", "unknow-error", "unknown-error")
# The number is known to the channel: what became of it has to be asked.
_NUMBER_KNOWN = {"ACQ.TRADE_HAS_SUCCESS", "ACQ.CONTEXT_INCONSISTENT"}
_ALREADY_PAID = {
    "ACQ.TRADE_STATUS_ERROR",
    "ACQ.REASON_TRADE_STATUS_INVALID",
    "ACQ.TRADE_HAS_SUCCESS",
}
_PHASES = {
    "WAIT_BUYER_PAY": Phase.OPEN,
    "TRADE_SUCCESS": Phase.PAID,
    "TRADE_FINISHED": Phase.PAID,
    "TRADE_CLOSED": Phase.CLOSED,
}
_CERTIFICATES = ("app_certificate", "alipay_certificate", "root_certificate")


class AlipayKeys(BaseModel):
    """An app's credentials: Alipay's public key, or the three certificates."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    app_id: str
    seller_id: str = ""
    private_key: str
    alipay_public_key: str = ""
    app_certificate: str = ""
    alipay_certificate: str = ""
    root_certificate: str = ""

    @property
    def has_certificates(self) -> bool:
        """Whether certificates are used instead of a public key."""
        return bool(self.app_certificate)

    def checked(self) -> "AlipayKeys":
        """The same with keys in one form. Raises WrongKeys for the first that cannot be used."""
        if not self.app_id.isdigit():
            raise WrongKeys("app_id", "not_digits")
        if self.seller_id and not self.seller_id.isdigit():
            raise WrongKeys("seller_id", "not_digits")
        private = keys.private_key(self.private_key, "private_key")
        changed = {"private_key": private}
        if any(getattr(self, name) for name in _CERTIFICATES):
            return self.model_copy(update=changed | self._checked_certificates(private))
        public = keys.public_key(self.alipay_public_key, "alipay_public_key")
        if public == keys.public_of(private):
            raise WrongKeys("alipay_public_key", "own_public_key")
        return self.model_copy(update=changed | {"alipay_public_key": public})

    def _checked_certificates(self, private: str) -> dict[str, str]:
        own, read = keys.certificate(self.app_certificate, "app_certificate")
        theirs, _ = keys.certificate(self.alipay_certificate, "alipay_certificate")
        root, _ = keys.certificate(self.root_certificate, "root_certificate")
        if keys.public_key_of(read) != keys.public_of(private):
            raise WrongKeys("app_certificate", "other_key")
        # The library parts the bundle at empty lines.
        bundle = root.replace("-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----\n\n")
        return {
            "app_certificate": own,
            "alipay_certificate": theirs,
            "root_certificate": bundle.replace("\n\n\n", "\n\n"),
        }


class Alipay:
    """The channel of one app."""

    def __init__(self, given: AlipayKeys, gateway: str = REAL, folder: Path | None = None) -> None:
        """Prepare with the app's keys; nothing is asked yet. Raises WrongKeys.

        `folder` is where Alipay's later certificates are kept.
        """
        self.keys = given.checked()
        self._gateway = gateway
        self._folder = folder
        self._made: Any = None

    @property
    def methods(self) -> frozenset[Method]:
        """All of them; payments within Alipay's own app need a buyer's id besides."""
        return frozenset({Method.WAP, Method.PAGE, Method.QR, Method.CODE, Method.IN_APP})

    def create(self, order: TradeOrder) -> Opened:
        """See `Provider.create`."""
        biz = {
            "out_trade_no": order.number,
            "total_amount": money.show(order.amount_fen),
            "subject": order.subject[:120],
            "time_expire": beijing(order.expires_at),
        }
        if order.method in (Method.WAP, Method.PAGE):
            return self._page(order, biz)
        if order.method is Method.CODE:
            biz |= {"scene": "bar_code", "auth_code": order.auth_code}
            return self._charged(order, *self._order("alipay.trade.pay", biz, order))
        if order.method is Method.IN_APP:
            biz |= {"buyer_id": order.payer_id, "product_code": "JSAPI_PAY"}
            biz |= {"op_app_id": self.keys.app_id}
            return _prepared(*self._order("alipay.trade.create", biz, order), "trade_no")
        return _prepared(*self._order("alipay.trade.precreate", biz, order), "qr_code")

    def query(self, number: str) -> Trade:
        """See `Provider.query`."""
        verdict, body, why = self._ask("alipay.trade.query", {"out_trade_no": number})
        if verdict is Verdict.YES:
            return self._trade(body, number, str(body.get("send_pay_date", "")))
        if why.code == _ABSENT:
            return Trade(Verdict.YES, Phase.NONE, why=why)
        return Trade(Verdict.UNKNOWN, why=why)

    def close(self, number: str, method: Method) -> Closed:
        """See `Provider.close`; a pay code is cancelled, which gives back what was paid with it."""
        api = "alipay.trade.cancel" if method is Method.CODE else "alipay.trade.close"
        verdict, body, why = self._ask(api, {"out_trade_no": number})
        if verdict is Verdict.YES:
            # A cancelling may have to be asked for again.
            is_done = body.get("retry_flag") != "Y"
            return Closed(Verdict.YES if is_done else Verdict.UNKNOWN, why=why)
        if why.code == _ABSENT:
            return Closed(Verdict.YES, is_unseen=True, why=why)
        if why.code in _ALREADY_PAID:
            return Closed(Verdict.NO, why=why)
        return Closed(Verdict.UNKNOWN, why=why)

    def refund(self, order: RefundOrder) -> Refunded:
        """See `Provider.refund`."""
        biz = {
            "out_trade_no": order.trade_number,
            "out_request_no": order.number,
            "refund_amount": money.show(order.amount_fen),
            "refund_reason": order.reason[:120] or "退款",
        }
        verdict, body, why = self._ask("alipay.trade.refund", biz)
        if verdict is not Verdict.YES:
            return Refunded(verdict, why=why)
        # "N" says that nothing moved with this call: it moved before, or is about to.
        is_done = body.get("fund_change") == "Y"
        phase = RefundPhase.DONE if is_done else RefundPhase.PROCESSING
        return Refunded(Verdict.YES, phase, ref=order.number)

    def query_refund(self, number: str, trade_number: str) -> Refunded:
        """See `Provider.query_refund`."""
        biz = {"out_request_no": number, "out_trade_no": trade_number}
        verdict, body, why = self._ask("alipay.trade.fastpay.refund.query", biz)
        if verdict is not Verdict.YES:
            is_absent = why.code == _ABSENT
            return Refunded(Verdict.YES if is_absent else Verdict.UNKNOWN, why=why)
        if body.get("refund_status") == "REFUND_SUCCESS":
            return Refunded(Verdict.YES, RefundPhase.DONE, ref=number)
        return Refunded(Verdict.YES, RefundPhase.NONE)

    def verify_notification(self, _headers: Mapping[str, str], body: bytes) -> Notification:
        """See `Provider.verify_notification`."""
        told = _form_of(body)
        signature, kind = told.pop("sign", ""), told.pop("sign_type", "")
        if kind != _SIGN_TYPE:
            # The library takes its own kind whatever the message says: another is never ours.
            raise Refused("sign type")
        try:
            is_signed = bool(signature) and self._client().verify(dict(told), signature)
        except Exception as error:
            raise Refused(f"unreadable: {type(error).__name__}") from error
        if not is_signed:
            raise Refused("signature")
        if told.get("app_id") != self.keys.app_id:
            raise Refused("app")
        if self.keys.seller_id and told.get("seller_id") != self.keys.seller_id:
            raise Refused("merchant")
        number = told.get("out_trade_no", "")
        if _fen(told.get("refund_fee", "0")):
            # A part refund comes as a success of the trade: it is no second payment.
            return Notification(number, refund_number=told.get("out_biz_no", ""))
        return Notification(number, trade=self._trade(told, number, told.get("gmt_payment", "")))

    def download_bill(self, day: date) -> Bill:
        """See `Provider.download_bill`."""
        biz = {"bill_type": "trade", "bill_date": day.isoformat()}
        api = "alipay.data.dataservice.bill.downloadurl.query"
        verdict, body, why = self._ask(api, biz)
        if verdict is not Verdict.YES:
            if why.code in ("isp.bill_not_exist", "BILL_NOT_EXIST"):
                return Bill(Verdict.YES, why=why)
            return Bill(verdict, why=why)
        try:
            content = fetch_bill(str(body["bill_download_url"]), self._gateway)
            return Bill(Verdict.YES, tuple(alipay_bill.rows_of(alipay_bill.unpack(content))))
        except Exception as error:  # noqa: BLE001 - the library raises bare ones
            log.warning("Alipay bill of %s: %s", day, type(error).__name__)
            return Bill(Verdict.UNKNOWN, why=Why(type(error).__name__))

    def certificates(self) -> list[tuple[str, datetime]]:
        """Each certificate that is held, by name, with the moment at which it ends."""
        if not self.keys.has_certificates:
            return []
        held = {name: getattr(self.keys, name) for name in _CERTIFICATES}
        # It may have been renewed since it was typed in.
        held["alipay_certificate"] = self._client()._alipay_public_key_cert_string
        read = {name: keys.certificate(pem, name)[1] for name, pem in held.items()}
        return [(name, each.not_valid_after_utc) for name, each in read.items()]

    def test_connection(self) -> Why | None:
        """Ask for a trade that cannot exist: None when keys, signature and answer are right."""
        found = self.query("kaifan-test-000000")
        return None if found.verdict is Verdict.YES else found.why

    def _client(self) -> Any:
        if self._made is None:
            self._made = make_client(self.keys, self._gateway, self._folder)
        return self._made

    def _ask(
        self, api: str, biz: dict[str, Any], notify_url: str = ""
    ) -> tuple[Verdict, dict[str, Any], Why]:
        """The verdict on a call, the signed answer, and what was said."""
        try:
            more = {"notify_url": notify_url} if notify_url else {}
            body = self._client().server_api(api, biz, timestamp=beijing(clock.now()), **more)
        except Exception as error:  # noqa: BLE001 - the library raises bare ones
            said = said_in(error)
            if said is None:
                log.warning("Alipay gave no answer: %s", type(error).__name__)
                return Verdict.UNKNOWN, {}, Why(type(error).__name__)
            body = said
        if not isinstance(body, dict):
            return Verdict.UNKNOWN, {}, Why("not_an_object")
        code, words = str(body.get("code", "")), str(body.get("sub_msg") or body.get("msg") or "")
        sub_code = str(body.get("sub_code") or "")
        if code in (_OK, _PAYING):
            return Verdict.YES, body, Why(code if code == _PAYING else "")
        is_unsure = not code or code == "20000" or sub_code.endswith(_UNSURE)
        return Verdict.UNKNOWN if is_unsure else Verdict.NO, body, Why(sub_code or code, words)

    def _order(
        self, api: str, biz: dict[str, Any], order: TradeOrder
    ) -> tuple[Verdict, dict[str, Any], Why]:
        """The verdict on an order: one whose number is known already was perhaps paid."""
        verdict, body, why = self._ask(api, biz, order.notify_url)
        return Verdict.UNKNOWN if why.code in _NUMBER_KNOWN else verdict, body, why

    def _page(self, order: TradeOrder, biz: dict[str, Any]) -> Opened:
        is_wap = order.method is Method.WAP
        biz["product_code"] = "QUICK_WAP_WAY" if is_wap else "FAST_INSTANT_TRADE_PAY"
        api = "alipay.trade.wap.pay" if is_wap else "alipay.trade.page.pay"
        if is_wap:
            biz["quit_url"] = order.return_url
        query = self._client().client_api(
            api,
            biz,
            timestamp=beijing(clock.now()),
            notify_url=order.notify_url,
            return_url=order.return_url,
        )
        return Opened(Verdict.YES, {"url": f"{self._gateway}?{query}"})

    def _charged(
        self, order: TradeOrder, verdict: Verdict, body: dict[str, Any], why: Why
    ) -> Opened:
        if verdict is not Verdict.YES:
            return Opened(verdict, why=why)
        if why.code == _PAYING:
            return Opened(Verdict.YES, trade=Trade(Verdict.YES, Phase.PAYING), why=why)
        paid = {**body, "trade_status": "TRADE_SUCCESS"}
        trade = self._trade(paid, order.number, str(body.get("gmt_payment", "")))
        return Opened(Verdict.YES, trade=trade)

    def _trade(self, body: Mapping[str, Any], number: str, paid_at: str) -> Trade:
        """A trade from an answer or a message; unknown where it is not the one that was meant."""
        phase = _PHASES.get(str(body.get("trade_status", "")))
        amount = _fen(body.get("total_amount"))
        if body.get("out_trade_no") != number or phase is None or amount is None:
            return Trade(Verdict.UNKNOWN, why=Why("mismatch"))
        moment = _moment(paid_at)
        if phase is Phase.CLOSED and moment is not None:
            # Closed after it was paid: all of it was given back.
            phase = Phase.REFUNDED
        payer = body.get("buyer_open_id") or body.get("buyer_user_id") or body.get("buyer_id")
        return Trade(
            Verdict.YES,
            phase,
            amount_fen=amount,
            ref=str(body.get("trade_no", "")),
            paid_at=moment,
            payer_id=str(payer or ""),
        )


def _prepared(verdict: Verdict, body: dict[str, Any], why: Why, name: str) -> Opened:
    if verdict is not Verdict.YES:
        return Opened(verdict, why=why)
    value = str(body.get(name) or "")
    return Opened(Verdict.YES, {name: value}) if value else Opened(Verdict.UNKNOWN)


def _form_of(body: bytes) -> dict[str, str]:
    """A message's fields, each once. Raises Refused."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=80)
    except (UnicodeDecodeError, ValueError) as error:
        raise Refused("form") from error
    if len(dict(pairs)) != len(pairs):
        raise Refused("form")
    # Empty values are not signed.
    return {name: value for name, value in pairs if value}


def _fen(text: Any) -> int | None:
    try:
        fen = Decimal(str(text)) * 100
        return int(fen) if fen == fen.to_integral_value() else None
    except (ArithmeticError, ValueError):
        return None


def _moment(text: str) -> datetime | None:
    try:
        local = datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None
    return local.astimezone(UTC)
