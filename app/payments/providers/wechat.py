"""WeChat Pay API v3 by the library `wechatpayv3`, with what it leaves open closed.

Facts about the protocol: pay.weixin.qq.com/doc/v3/merchant. What is added here: time limits on
every call; answers whose signature is wrong are unknown, never believed; messages are at most
five minutes old, of a known key and for this shop; an unknown serial number never makes a call
from inside a callback; keys are taken with any line ends.
"""

import importlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from app.core import clock
from app.payments.providers import keys, wechat_bill
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
)
from app.payments.providers.wechat_client import fetch_wanted, make_client, only_known_keys
from app.payments.providers.wechat_keys import WeChatKeys

log = logging.getLogger(__name__)

LIVE = "https://api.mch.weixin.qq.com"
MAX_AGE_S = 300
PROBE = "WECHATPAY/SIGNTEST/"
_BEIJING = timezone(timedelta(hours=8))
# A refusal of which it is sure that nothing happened.
_ABSENT = {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"}
_ALREADY_PAID = {"ORDERPAID", "ORDER_PAID", "TRADE_ERROR"}
_ALREADY_CLOSED = {"ORDER_CLOSED", "ORDERCLOSED", "ORDER_REVERSED"}
# The number is known to the channel: what became of it has to be asked.
_NUMBER_KNOWN = {"OUT_TRADE_NO_USED", "ORDERPAID", "ORDER_PAID"}
_PHASES = {
    "NOTPAY": Phase.OPEN,
    "USERPAYING": Phase.PAYING,
    "SUCCESS": Phase.PAID,
    "REFUND": Phase.REFUNDED,
    "CLOSED": Phase.CLOSED,
    "REVOKED": Phase.CLOSED,
    "PAYERROR": Phase.CLOSED,
}
_REFUND_PHASES = {
    "PROCESSING": RefundPhase.PROCESSING,
    "SUCCESS": RefundPhase.DONE,
    "CLOSED": RefundPhase.FAILED,
    "ABNORMAL": RefundPhase.FAILED,
}


class WeChatPay:
    """The channel of one merchant."""

    def __init__(self, given: WeChatKeys, gateway: str = LIVE) -> None:
        """Prepare with the merchant's keys; nothing is asked yet. Raises WrongKeys."""
        self.keys = given.checked()
        self._gateway = gateway
        self._made: Any = None

    @property
    def methods(self) -> frozenset[Method]:
        """All that the official account's and the mini-program's ids allow."""
        web = {Method.NATIVE, Method.H5, Method.CODE}
        found = (
            web | ({Method.JSAPI} if self.keys.app_secret else set()) if self.keys.appid else set()
        )
        return frozenset(found | ({Method.MINI} if self.keys.mini_appid else set()))

    def create(self, order: TradeOrder) -> Opened:
        """See `Provider.create`."""
        kind = importlib.import_module("wechatpayv3").WeChatPayType[_TYPE_NAMES[order.method]]
        appid = self.keys.mini_appid if order.method is Method.MINI else self.keys.appid
        wanted: dict[str, Any] = {
            "description": order.subject[:42],
            "out_trade_no": order.number,
            "amount": {"total": order.amount_fen, "currency": "CNY"},
            "appid": appid,
            "pay_type": kind,
        }
        if order.method is Method.CODE:
            wanted["payer"] = {"auth_code": order.auth_code}
            wanted["scene_info"] = {"store_info": {"out_id": "1"}}
        else:
            wanted["notify_url"] = order.notify_url
            wanted["time_expire"] = _beijing(order.expires_at)
        if order.method in (Method.JSAPI, Method.MINI):
            wanted["payer"] = {"openid": order.payer_id}
        if order.method is Method.H5:
            scene = {"payer_client_ip": order.payer_ip, "h5_info": {"type": "Wap"}}
            wanted["scene_info"] = scene
        status, body, why = self._call(lambda client: client.pay(**wanted))
        if order.method is Method.CODE:
            return self._charged(order, status, body, why)
        if status == 200:
            return self._opened(order, appid, body)
        if why.code in _NUMBER_KNOWN:
            return Opened(Verdict.UNKNOWN, why=why)
        return Opened(_refusal(status), why=why)

    def query(self, number: str) -> Trade:
        """See `Provider.query`."""
        status, body, why = self._call(lambda client: client.query(out_trade_no=number))
        if status == 200:
            return self._trade(body, number)
        if status == 404 and why.code in _ABSENT:
            return Trade(Verdict.YES, Phase.NONE, why=why)
        return Trade(Verdict.UNKNOWN, why=why)

    def close(self, number: str, method: Method) -> Closed:
        """See `Provider.close`; a pay code is reversed, which gives back what was paid with it."""
        if method is Method.CODE:
            return self._reverse(number)
        status, _body, why = self._call(lambda client: client.close(number))
        if status == 204 or why.code in _ALREADY_CLOSED:
            return Closed(Verdict.YES)
        if status == 404 and why.code in _ABSENT:
            return Closed(Verdict.YES, is_unseen=True, why=why)
        if why.code in _ALREADY_PAID:
            return Closed(Verdict.NO, why=why)
        return Closed(Verdict.UNKNOWN, why=why)

    def refund(self, order: RefundOrder) -> Refunded:
        """See `Provider.refund`."""
        amount = {"refund": order.amount_fen, "total": order.total_fen, "currency": "CNY"}
        status, body, why = self._call(
            lambda client: client.refund(
                out_refund_no=order.number,
                out_trade_no=order.trade_number,
                amount=amount,
                reason=order.reason[:26] or None,
                # Without it the message would come in the form of v2.
                notify_url=order.notify_url,
            )
        )
        if status == 200:
            return _refunded(body)
        return Refunded(_refusal(status), why=why)

    def query_refund(self, number: str, trade_number: str) -> Refunded:  # noqa: ARG002 - the interface's
        """See `Provider.query_refund`."""
        status, body, why = self._call(lambda client: client.query_refund(number))
        if status == 200:
            return _refunded(body)
        if status == 404 and why.code in _ABSENT:
            return Refunded(Verdict.YES, RefundPhase.NONE, why=why)
        return Refunded(Verdict.UNKNOWN, why=why)

    def verify_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """See `Provider.verify_notification`."""
        self._refuse_stale(headers)
        try:
            client = self._client()
            only_known_keys(client, headers.get("Wechatpay-Serial", ""))
            read = client.callback(headers, body)
        except Refused:
            raise
        except Exception as error:
            raise Refused(f"unreadable: {type(error).__name__}") from error
        if not isinstance(read, dict) or not isinstance(read.get("resource"), dict):
            raise Refused("signature")
        content: dict[str, Any] = read["resource"]
        if content.get("mchid") != self.keys.mchid:
            raise Refused("merchant")
        kind = str(read.get("event_type", ""))
        if kind.startswith("REFUND."):
            return self._told_of_refund(content)
        if kind != "TRANSACTION.SUCCESS":
            raise Refused("kind")
        if content.get("appid") not in {self.keys.appid, self.keys.mini_appid} - {""}:
            raise Refused("app")
        number = str(content.get("out_trade_no", ""))
        return Notification(number, trade=self._trade(content, number))

    def download_bill(self, day: date) -> Bill:
        """See `Provider.download_bill`."""
        status, body, why = self._call(lambda client: client.trade_bill(day.isoformat()))
        if status != 200:
            if why.code == "NO_STATEMENT_EXIST":
                return Bill(Verdict.YES, why=why)
            is_final = status == 400 and why.code != "STATEMENT_CREATING"
            return Bill(Verdict.NO if is_final else Verdict.UNKNOWN, why=why)
        text, why = self._file_of(body, day)
        if text is None:
            return Bill(Verdict.UNKNOWN, why=why)
        rows = tuple(wechat_bill.rows_of(text))
        status, body, why = self._call(lambda client: client.fundflow_bill(day.isoformat()))
        flows = self._file_of(body, day)[0] if status == 200 else None
        if flows is None:
            # Without it the trades are compared all the same; it is looked at once it is there.
            return Bill(Verdict.YES, rows, why=why)
        moved, fees_fen = wechat_bill.flows_of(flows)
        return Bill(Verdict.YES, rows, flows=moved, flow_fees_fen=fees_fen)

    def _file_of(self, body: Mapping[str, Any], day: date) -> tuple[str | None, Why]:
        """The text of the file that an answer leads to; None and why, where it did not come."""
        try:
            code, content = self._client().download_bill(body["download_url"])
            if code != 200:
                return None, Why(str(code))
            return wechat_bill.unpack(content, str(body["hash_value"])), Why()
        except Exception as error:  # noqa: BLE001 - the library raises bare ones
            log.warning("WeChat bill of %s: %s", day, type(error).__name__)
            return None, Why(type(error).__name__)

    def certificates(self) -> list[tuple[str, datetime]]:
        """Each certificate that is held, by name, with the moment at which it ends."""
        found = [("certificate", self.keys.certificate)] if self.keys.certificate else []
        held = [(name, keys.certificate(pem, name)[1]) for name, pem in found]
        if self._made is not None:
            held += [("platform", each) for each in self._made._core._certificates]
        return [(name, read.not_valid_after_utc) for name, read in held]

    def test_connection(self) -> Why | None:
        """Ask for a trade that cannot exist: None when keys, signature and answer are right."""
        found = self.query("kaifan-test-000000")
        if found.verdict is Verdict.YES:
            return None
        return found.why

    def _client(self) -> Any:
        if self._made is None:
            self._made = make_client(self.keys, self._gateway)
        return self._made

    def _call(self, ask: Callable[[Any], tuple[int, Any]]) -> tuple[int, dict[str, Any], Why]:
        """Status 0 stands for no answer, or for one that cannot be believed."""
        try:
            client = self._client()
            fetch_wanted(client)
            status, text = ask(client)
            body = json.loads(text) if text else {}
        except Exception as error:  # noqa: BLE001 - the library raises bare ones
            log.warning("WeChat Pay gave no answer: %s", type(error).__name__)
            return 0, {}, Why(type(error).__name__, _safe_words(error))
        if not isinstance(body, dict):
            return 0, {}, Why("not_an_object")
        return status, body, Why(str(body.get("code", "")), str(body.get("message", "")))

    def _opened(self, order: TradeOrder, appid: str, body: dict[str, Any]) -> Opened:
        if order.method is Method.NATIVE:
            data = {"code_url": str(body.get("code_url", ""))}
        elif order.method is Method.H5:
            data = {"h5_url": str(body.get("h5_url", ""))}
        else:
            data = self._bridge(appid, str(body.get("prepay_id", "")))
        return Opened(Verdict.YES, data) if all(data.values()) else Opened(Verdict.UNKNOWN)

    def _bridge(self, appid: str, prepay_id: str) -> dict[str, str]:
        """What a phone hands to WeChat to open its pay sheet (JSAPI, mini-program)."""
        moment, nonce = str(int(clock.now().timestamp())), prepay_id[-32:]
        package = f"prepay_id={prepay_id}"
        signed = self._client().sign([appid, moment, nonce, package])
        return {
            "appId": appid,
            "timeStamp": moment,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": str(signed),
        }

    def _charged(self, order: TradeOrder, status: int, body: dict[str, Any], why: Why) -> Opened:
        if status == 200:
            return Opened(Verdict.YES, trade=self._trade(body, order.number))
        if why.code == "USERPAYING":
            return Opened(Verdict.YES, trade=Trade(Verdict.YES, Phase.PAYING), why=why)
        is_known = why.code in _NUMBER_KNOWN | {"SYSTEM_ERROR", "BANKERROR", "BANK_ERROR"}
        return Opened(Verdict.UNKNOWN if is_known else _refusal(status), why=why)

    def _reverse(self, number: str) -> Closed:
        status, _body, why = self._call(lambda client: client.codepay_reverse(number))
        if status in (200, 204) or why.code in _ALREADY_CLOSED:
            return Closed(Verdict.YES)
        if status == 404 and why.code in _ABSENT:
            return Closed(Verdict.YES, is_unseen=True, why=why)
        return Closed(Verdict.UNKNOWN, why=why)

    def _trade(self, body: Mapping[str, Any], number: str) -> Trade:
        """A trade from a query or a message; unknown where it is not the one that was meant."""
        amount, payer = _object(body.get("amount")), _object(body.get("payer"))
        total = amount.get("total", 0)
        is_ours = body.get("out_trade_no") == number and body.get("mchid") == self.keys.mchid
        phase = _PHASES.get(str(body.get("trade_state", "")))
        if not is_ours or phase is None or type(total) is not int:
            return Trade(Verdict.UNKNOWN, why=Why("mismatch"))
        return Trade(
            Verdict.YES,
            phase,
            amount_fen=total,
            ref=str(body.get("transaction_id", "")),
            paid_at=_moment(body.get("success_time")),
            payer_id=str(payer.get("openid", "")),
            currency=str(amount.get("currency", "CNY")),
        )

    def _told_of_refund(self, content: Mapping[str, Any]) -> Notification:
        number, refund = str(content.get("out_trade_no", "")), str(content.get("out_refund_no", ""))
        told = {**content, "status": content.get("refund_status")}
        return Notification(number, refund=_refunded(told), refund_number=refund)

    def _refuse_stale(self, headers: Mapping[str, str]) -> None:
        if headers.get("Wechatpay-Signature", "").startswith(PROBE):
            raise Refused("probe")
        given = headers.get("Wechatpay-Timestamp", "")
        if not given.isascii() or not given.isdigit() or len(given) > 12:
            raise Refused("timestamp")
        if abs(clock.now().timestamp() - int(given)) > MAX_AGE_S:
            raise Refused("age")
        if headers.get("Wechatpay-Signature-Type") != "WECHATPAY2-SHA256-RSA2048":
            raise Refused("signature_type")


_TYPE_NAMES = {
    Method.JSAPI: "JSAPI",
    Method.MINI: "MINIPROG",
    Method.NATIVE: "NATIVE",
    Method.H5: "H5",
    Method.CODE: "CODEPAY",
}


def _refusal(status: int) -> Verdict:
    """Whether an answer that is no success is a no. Too often, and faults there, are unknown."""
    return Verdict.NO if 400 <= status < 500 and status != 429 else Verdict.UNKNOWN


def _refunded(body: Mapping[str, Any]) -> Refunded:
    phase = _REFUND_PHASES.get(str(body.get("status", "")))
    if phase is None:
        return Refunded(Verdict.UNKNOWN)
    return Refunded(
        Verdict.YES,
        phase,
        ref=str(body.get("refund_id", "")),
        done_at=_moment(body.get("success_time")),
        why=Why(str(body.get("status"))) if phase is RefundPhase.FAILED else Why(),
    )


def _object(value: Any) -> Mapping[str, Any]:
    """What should be an object within an answer: nothing, where it is something else."""
    return value if isinstance(value, dict) else {}


def _beijing(moment: datetime) -> str:
    return moment.astimezone(_BEIJING).isoformat(timespec="seconds")


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC) if text else None
    except ValueError:
        return None


def _safe_words(error: Exception) -> str:
    """What the fault was, without addresses or keys that a library may have put into its text."""
    text = str(error)
    return text if "certificate" in text or "signature" in text else ""
