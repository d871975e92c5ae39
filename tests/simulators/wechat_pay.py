"""WeChat Pay v3 as a merchant meets it: pay.weixin.qq.com/doc/v3/merchant.

Signatures are checked over the raw bytes, answers and messages are signed with keys of its own, and
it keeps its own books, with which a shop's can be compared.
"""

import base64
import gzip
import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core import clock
from tests.simulators import wechat_rules as rules
from tests.simulators.http import Answer, Faults, Headers, Server
from tests.simulators.pairs import pair
from tests.simulators.wechat_bill import BEIJING, MCHID, Trade, bill_of, flows_of

APPID, MINI_APPID = "wx8888888888888888", "wx9999999999999999"
API_KEY = "0123456789abcdef0123456789ABCDEF"
KEY_ID = "PUB_KEY_ID_0119000001092026010100000000000001"
# Seconds between the tries to deliver one message.
RETRIES_S = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
_AUTHORIZATION = re.compile(r'(\w+)="([^"]*)"')


class WeChatPaySimulator:
    """The service; `base_url` is where it listens."""

    def __init__(self, *, uses_certificates: bool = False) -> None:
        """Start listening."""
        self.merchant, self.platform = pair("wechat-merchant"), pair("wechat-platform")
        self.uses_certificates = uses_certificates
        self.trades: dict[str, Trade] = {}
        self.code_outcome = "SUCCESS"
        self.refund_outcome = "SUCCESS"
        # Seconds between two refunds of one order; WeChat asks for 60.
        self.refund_gap_s = 0
        # Whether it lists what moved in the account, and the numbers of which nothing did.
        self.gives_flows, self.unmoved = True, set[str]()
        # Whether the bill is still being made; whether its file breaks off on the way.
        self.is_billing, self.cuts_files = False, False
        # While a merchant goes over to the public key, messages come signed by either kind.
        self.is_switching = False
        # How many seconds ago its answers were signed, as when somebody plays them again.
        self.answers_are_old_s = 0
        self.server = Server(self._serve)
        self.base_url = self.server.start()

    @property
    def faults(self) -> Faults:
        return self.server.faults

    def break_with(self, **faults: Any) -> None:
        self.server.faults = Faults(**faults)

    def mend(self) -> None:
        self.server.faults = Faults(times=0)

    def stop(self) -> None:
        self.server.stop()

    def keys(self, **changes: Any) -> dict[str, Any]:
        """What the merchant types into the back-office."""
        known: dict[str, Any] = {
            "mchid": MCHID,
            "appid": APPID,
            "mini_appid": MINI_APPID,
            "serial": self.merchant.serial,
            "private_key": self.merchant.private_pem,
            "apiv3_key": API_KEY,
            "app_secret": "s" * 32,
        }
        if not self.uses_certificates:
            known |= {"public_key_id": KEY_ID, "public_key": self.platform.public_pem}
        return known | changes

    # What the people at the other end do.

    def pay(self, number: str, *, at: datetime | None = None) -> Trade:
        """The guest pays."""
        trade = self.trades[number]
        assert trade.state in ("NOTPAY", "USERPAYING"), trade.state
        trade.state, trade.paid_at = "SUCCESS", at or clock.now()
        trade.ref = f"42000000{secrets.randbelow(10**20):020d}"
        return trade

    def message(self, number: str, **changes: Any) -> tuple[Headers, bytes]:
        """The message that tells of a payment."""
        content = {**self._facts(self.trades[number]), **changes}
        return self._sealed("TRANSACTION.SUCCESS", "transaction", content)

    def refund_message(self, number: str, refund_number: str) -> tuple[Headers, bytes]:
        """The message that tells of a refund."""
        refund = self.trades[number].refunds[refund_number]
        content = {
            "mchid": MCHID,
            "out_trade_no": number,
            "transaction_id": self.trades[number].ref,
            "out_refund_no": refund_number,
            "refund_id": refund["refund_id"],
            "refund_status": refund["status"],
            "success_time": _rfc(clock.now()),
            "amount": {"total": self.trades[number].total, "refund": refund["amount"]},
        }
        return self._sealed(f"REFUND.{refund['status']}", "refund", content)

    def probe(self, number: str) -> tuple[Headers, bytes]:
        """A message with a signature that is wrong on purpose: it has to be refused."""
        headers, body = self.message(number)
        return {**headers, "Wechatpay-Signature": "WECHATPAY/SIGNTEST/" + "A" * 300}, body

    def rotate(self) -> None:
        """Another platform certificate from now on."""
        self.platform = pair("wechat-platform-next")

    def deliver(
        self,
        number: str,
        post: Callable[[Headers, bytes], int],
        pass_time: Callable[[float], None],
    ) -> int:
        """Send a payment's message by the schedule until it is taken; how often it was sent."""
        for sent, wait_s in enumerate((0, *RETRIES_S), 1):
            pass_time(wait_s)
            if post(*self.message(number)) in (200, 204):
                return sent
        return len(RETRIES_S) + 1

    def sign_message(self, body: bytes, **changes: str) -> Headers:
        """Headers of a message, signed now."""
        moment = changes.pop("moment", str(int(clock.now().timestamp())))
        nonce = secrets.token_hex(16)
        signed = self.platform.sign(f"{moment}\n{nonce}\n".encode() + body + b"\n")
        return {
            "Wechatpay-Timestamp": moment,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(signed).decode(),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Serial": self._serial,
            "Content-Type": "application/json",
            **changes,
        }

    @property
    def _serial(self) -> str:
        return self.platform.serial if self.uses_certificates else KEY_ID

    def _sealed(self, event: str, kind: str, content: dict[str, Any]) -> tuple[Headers, bytes]:
        nonce = secrets.token_hex(6)
        plain = json.dumps(content, ensure_ascii=False).encode()
        sealed = AESGCM(API_KEY.encode()).encrypt(nonce.encode(), plain, kind.encode())
        body = json.dumps(
            {
                "id": secrets.token_hex(18),
                "create_time": _rfc(clock.now()),
                "event_type": event,
                "resource_type": "encrypt-resource",
                "summary": "支付成功",
                "resource": {
                    "original_type": kind,
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": base64.b64encode(sealed).decode(),
                    "associated_data": kind,
                    "nonce": nonce,
                },
            },
            ensure_ascii=False,
        ).encode()
        return self.sign_message(body), body

    # The service itself.

    def _serve(self, method: str, path: str, headers: Headers, body: bytes) -> Answer:
        problem = self._unauthorised(method, path, headers, body)
        if problem is not None:
            return _error(401, "SIGN_ERROR", problem)
        parts = urlsplit(path)
        given = json.loads(body) if body else {}
        if parts.path == "/v3/certificates":
            return self._certificates()
        if parts.path in ("/v3/bill/tradebill", "/v3/bill/fundflowbill"):
            return self._bill(parts.path.rsplit("/", 1)[-1], parse_qs(parts.query))
        if parts.path == "/v3/billdownload/file":
            text = self.bill_text(parse_qs(parts.query)["kind"][0])
            kept = text[: len(text) // 2] if self.cuts_files else text
            return 200, {"Content-Type": "text/plain"}, gzip.compress(kept.encode())
        if parts.path.startswith("/v3/refund/"):
            return self._refund(method, parts.path, given)
        found = re.fullmatch(
            r"/v3/pay/transactions/out-trade-no/([^/]+)(/close|/reverse)?", parts.path
        )
        if found:
            return self._existing(found[1], found[2] or "", parse_qs(parts.query), given)
        kind = parts.path.removeprefix("/v3/pay/transactions/")
        return self._order(kind, given) if method == "POST" else (404, {}, b"")

    def _unauthorised(self, method: str, path: str, headers: Headers, body: bytes) -> str | None:
        scheme, _, rest = headers.get("Authorization", "").partition(" ")
        parts = dict(_AUTHORIZATION.findall(rest))
        if scheme != "WECHATPAY2-SHA256-RSA2048" or "User-Agent" not in headers:
            return "scheme"
        if parts.get("mchid") != MCHID or parts.get("serial_no") != self.merchant.serial:
            return "merchant or serial"
        if abs(time.time() - int(parts["timestamp"])) > 300:
            return "timestamp"
        if not self.uses_certificates and headers.get("Wechatpay-Serial") != KEY_ID:
            # Without it the answers would be signed by a certificate.
            return "Wechatpay-Serial"
        head = f"{method}\n{path}\n{parts['timestamp']}\n{parts['nonce_str']}\n".encode()
        signature = base64.b64decode(parts["signature"])
        return None if self.merchant.is_signed(signature, head + body + b"\n") else "signature"

    def _order(self, kind: str, given: dict[str, Any]) -> Answer:
        names = {"jsapi": "JSAPI", "native": "NATIVE", "h5": "MWEB", "codepay": "MICROPAY"}
        if kind not in names or given.get("mchid") != MCHID:
            return _error(400, "PARAM_ERROR", kind)
        if given.get("appid") not in (APPID, MINI_APPID):
            return _error(400, "APPID_MCHID_NOT_MATCH")
        fault = rules.fault_of_order(kind, given)
        if fault:
            return _error(400, "PARAM_ERROR", fault)
        number, total = given["out_trade_no"], given["amount"]["total"]
        former = self.trades.get(number)
        if former is not None and former.state == "SUCCESS":
            return _error(400, "ORDERPAID")
        if former is not None and (former.wanted != given or former.kind != kind):
            return _error(403, "OUT_TRADE_NO_USED")
        if former is not None and former.state == "CLOSED":
            return _error(400, "ORDER_CLOSED")
        trade = former or Trade(
            number, given["appid"], total, kind, given, given.get("notify_url", "")
        )
        self.trades[number] = trade
        return self._charge(trade) if kind == "codepay" else self._signed(200, _ways(trade))

    def _charge(self, trade: Trade) -> Answer:
        if self.code_outcome == "SUCCESS":
            return self._signed(200, self._facts(self.pay(trade.number)))
        if self.code_outcome == "USERPAYING":
            trade.state = "USERPAYING"
            return _error(400, "USERPAYING")
        trade.state = "PAYERROR"
        return _error(403, self.code_outcome)

    def _existing(
        self, number: str, act: str, query: dict[str, list[str]], given: dict[str, Any]
    ) -> Answer:
        trade = self.trades.get(number)
        mchid = given.get("mchid") or query.get("mchid", [""])[0]
        if mchid != MCHID:
            return _error(400, "PARAM_ERROR", "mchid")
        if trade is None:
            return _error(404, "ORDER_NOT_EXIST")
        if act == "":
            return self._signed(200, self._facts(trade))
        if act == "/reverse":
            if trade.state == "SUCCESS":
                trade.refunds["reverse"] = {"amount": trade.total, "status": "SUCCESS"}
            trade.state = "REVOKED"
            return self._signed(200, {"out_trade_no": number, "mchid": MCHID})
        if trade.state in ("SUCCESS", "REFUND"):
            return _error(400, "ORDERPAID")
        trade.state = "CLOSED"
        return self._signed(204, None)

    def _refund(self, method: str, path: str, given: dict[str, Any]) -> Answer:
        if method == "GET":
            wanted = path.rsplit("/", 1)[-1]
            for trade in self.trades.values():
                if wanted in trade.refunds:
                    return self._signed(200, trade.refunds[wanted])
            return _error(404, "RESOURCE_NOT_EXISTS")
        found = self.trades.get(given.get("out_trade_no", ""))
        if found is None or found.state not in ("SUCCESS", "REFUND"):
            return _error(404, "RESOURCE_NOT_EXISTS")
        fault = rules.fault_of_refund(given)
        if fault:
            return _error(400, "PARAM_ERROR", fault)
        number, amount = given["out_refund_no"], given["amount"]
        if number in found.refunds:
            is_same = found.refunds[number]["amount"] == amount["refund"]
            return (
                self._signed(200, found.refunds[number]) if is_same else _error(400, "PARAM_ERROR")
            )
        former = [datetime.fromisoformat(each["success_time"]) for each in found.refunds.values()]
        refused = rules.fault_of_refunds(former, clock.now(), self.refund_gap_s)
        if refused:
            return _error(*refused, "一笔订单最多50次部分退款，每次间隔1分钟")
        others = sum(each["amount"] for each in found.refunds.values())
        if amount["total"] != found.total or others + amount["refund"] > found.total:
            return _error(400, "INVALID_REQUEST", "amount")
        found.state = "REFUND"
        found.refunds[number] = {
            "refund_id": f"50{secrets.randbelow(10**24):024d}",
            "out_refund_no": number,
            "out_trade_no": found.number,
            "status": self.refund_outcome,
            "amount": amount["refund"],
            "success_time": _rfc(clock.now()),
        }
        return self._signed(200, found.refunds[number])

    def _facts(self, trade: Trade) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "appid": trade.appid,
            "mchid": MCHID,
            "out_trade_no": trade.number,
            "trade_type": trade.kind.upper(),
            "trade_state": trade.state,
            "trade_state_desc": "状态",
            "amount": {"total": trade.total, "currency": "CNY", "payer_total": trade.total},
        }
        if trade.paid_at is not None:
            facts |= {
                "transaction_id": trade.ref,
                "success_time": _rfc(trade.paid_at),
                "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
                "bank_type": "OTHERS",
            }
        return facts

    def _certificates(self) -> Answer:
        if not self.uses_certificates and not self.is_switching:
            return _error(404, "RESOURCE_NOT_EXISTS")
        nonce, about = secrets.token_hex(6), "certificate"
        plain = self.platform.certificate_pem.encode()
        sealed = AESGCM(API_KEY.encode()).encrypt(nonce.encode(), plain, about.encode())
        now = datetime.now(UTC)
        entry = {
            "serial_no": self.platform.serial,
            "effective_time": _rfc(now - timedelta(days=1)),
            "expire_time": _rfc(now + timedelta(days=300)),
            "encrypt_certificate": {
                "algorithm": "AEAD_AES_256_GCM",
                "nonce": nonce,
                "associated_data": about,
                "ciphertext": base64.b64encode(sealed).decode(),
            },
        }
        return self._signed(200, {"data": [entry]})

    def _bill(self, kind: str, query: dict[str, list[str]]) -> Answer:
        if kind == "fundflowbill" and not self.gives_flows:
            return _error(400, "STATEMENT_CREATING")
        today = clock.now().astimezone(BEIJING).date().isoformat()
        fault = rules.fault_of_bill(query, today)
        if fault:
            return _error(400, "PARAM_ERROR", fault)
        if self.is_billing:
            return _error(400, "STATEMENT_CREATING")
        if not any(trade.paid_at for trade in self.trades.values()):
            return _error(400, "NO_STATEMENT_EXIST")
        digest = hashlib.sha1(self.bill_text(kind).encode()).hexdigest()
        url = f"{self.base_url}/v3/billdownload/file?token={secrets.token_hex(8)}&kind={kind}"
        return self._signed(200, {"hash_type": "SHA1", "hash_value": digest, "download_url": url})

    def bill_text(self, kind: str = "tradebill") -> str:
        """The bill as it is downloaded."""
        make = bill_of if kind == "tradebill" else flows_of
        return make(list(self.trades.values()), self.unmoved)

    def _signed(self, status: int, content: dict[str, Any] | None) -> Answer:
        body = json.dumps(content, ensure_ascii=False).encode() if content is not None else b""
        moment = str(int(clock.now().timestamp()) - self.answers_are_old_s)
        headers = self.sign_message(body, moment=moment)
        headers["Content-Type"] = "application/json; charset=utf-8"
        if self.faults.forges and self.faults.times > 0:
            headers["Wechatpay-Signature"] = base64.b64encode(b"x" * 256).decode()
        return status, headers, body


def _ways(trade: Trade) -> dict[str, str]:
    if trade.kind == "native":
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={trade.number[:8]}"}
    if trade.kind == "h5":
        return {
            "h5_url": f"https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id={trade.number}"
        }
    return {"prepay_id": f"wx{trade.number}"}


def _error(status: int, code: str, message: str = "") -> Answer:
    body = json.dumps({"code": code, "message": message or code}, ensure_ascii=False).encode()
    return status, {"Content-Type": "application/json; charset=utf-8"}, body


def _rfc(moment: datetime) -> str:
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")
