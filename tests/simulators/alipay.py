"""Alipay's open gateway as an app meets it: opendocs.alipay.com.

It checks the app's signature over what was sent, signs the exact bytes of its answers, and keeps
its own books, with which a shop's can be compared.
"""

import base64
import io
import json
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.core import clock
from tests.simulators import alipay_rules as rules
from tests.simulators.http import Answer, Faults, Headers, Server
from tests.simulators.pairs import pair

APP_ID, SELLER_ID = "2021000000000001", "2088000000000001"
# Seconds between the tries to deliver one message.
RETRIES_S = (240, 600, 600, 3600, 7200, 21600, 54000)
_BEIJING = timezone(timedelta(hours=8))
_BILL_HEADER = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,"
    "券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)


@dataclass
class Trade:
    """One trade at Alipay."""

    number: str
    total: str
    subject: str
    notify_url: str
    state: str = "WAIT_BUYER_PAY"
    ref: str = ""
    paid_at: datetime | None = None
    refunds: dict[str, str] = field(default_factory=dict)

    @property
    def refunded(self) -> float:
        return sum(float(each) for each in self.refunds.values())


class AlipaySimulator:
    """The service; `gateway` is where it listens."""

    def __init__(self) -> None:
        """Start listening."""
        self.app, self.platform = pair("alipay-app"), pair("alipay-platform")
        self.trades: dict[str, Trade] = {}
        # Codes that were handed out and that nobody has scanned: no trade yet.
        self.handed_out: dict[str, Trade] = {}
        self.code_outcome = "10000"
        # What it says instead of doing anything: its code, and its code within that.
        self.says: tuple[str, str] | None = None
        # Whether a cancelling is to be asked for again; whether the file breaks off on the way.
        self.cancels_later, self.cuts_files, self.is_billing = False, False, False
        self.uses_certificates = False
        # Who signs by now, and the certificates that are given to whoever asks for that one's.
        self.signer, self.offered = self.platform, [self.platform]
        self.server = Server(self._serve)
        self.gateway = f"{self.server.start()}/gateway.do"

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
        return {
            "app_id": APP_ID,
            "seller_id": SELLER_ID,
            "private_key": self.app.private_pem,
            "alipay_public_key": self.platform.public_pem,
            **changes,
        }

    def certificate_keys(self) -> dict[str, Any]:
        """The same in certificate mode, in which each call names the certificates from now on."""
        self.uses_certificates = True
        return self.keys(
            alipay_public_key="",
            app_certificate=self.app.certificate_pem,
            alipay_certificate=self.platform.certificate_pem,
            root_certificate=self.platform.certificate_pem + "\n" + self.app.certificate_pem,
        )

    # What the people at the other end do.

    def open_page(self, url: str) -> Trade:
        """The guest's phone opens the page of a WAP or page payment."""
        query = urlsplit(url).query
        fields = dict(parse_qsl(query, keep_blank_values=True))
        assert self._is_signed(fields), "the page's address is not signed"
        assert self._fault(fields) is None, self._fault(fields)
        biz = json.loads(fields["biz_content"])
        assert rules.fault_of(fields["method"], biz) is None, rules.fault_of(fields["method"], biz)
        return self._trade(biz, fields.get("notify_url", ""))

    def scan(self, number: str) -> Trade:
        """The guest scans a code that was handed out: now there is a trade."""
        return self.trades.setdefault(number, self.handed_out[number])

    def pay(self, number: str) -> Trade:
        """The guest pays."""
        if number not in self.trades:
            self.scan(number)
        trade = self.trades[number]
        assert trade.state == "WAIT_BUYER_PAY", trade.state
        trade.state, trade.paid_at = "TRADE_SUCCESS", clock.now()
        trade.ref = f"2026{secrets.randbelow(10**24):024d}"
        return trade

    def message(self, number: str, **changes: str) -> tuple[Headers, bytes]:
        """The message that tells of a payment, signed."""
        trade = self.trades[number]
        content = {
            "notify_time": _local(clock.now()),
            "notify_type": "trade_status_sync",
            "notify_id": secrets.token_hex(16),
            "app_id": APP_ID,
            "charset": "utf-8",
            "version": "1.0",
            "trade_no": trade.ref,
            "out_trade_no": number,
            "seller_id": SELLER_ID,
            "buyer_id": "2088102000000001",
            "trade_status": trade.state,
            "total_amount": trade.total,
            "receipt_amount": trade.total,
            "subject": trade.subject,
            "gmt_payment": _local(trade.paid_at or clock.now()),
            **changes,
        }
        return self.sign_message(content)

    def sign_message(self, content: dict[str, str]) -> tuple[Headers, bytes]:
        """A message with its signature, as a form."""
        text = "&".join(f"{k}={v}" for k, v in sorted(content.items()) if v)
        signature = base64.b64encode(self.signer.sign(text.encode())).decode()
        body = urlencode({**content, "sign_type": "RSA2", "sign": signature}).encode()
        return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, body

    def deliver(
        self,
        number: str,
        post: Callable[[Headers, bytes], str],
        pass_time: Callable[[float], None],
    ) -> int:
        """Send a payment's message by the schedule until it is taken; how often it was sent."""
        for sent, wait_s in enumerate((0, *RETRIES_S), 1):
            pass_time(wait_s)
            if post(*self.message(number)) == "success":
                return sent
        return len(RETRIES_S) + 1

    # The service itself.

    def _serve(self, _method: str, path: str, _headers: Headers, body: bytes) -> Answer:
        parts = urlsplit(path)
        if parts.path == "/bill":
            whole = self._bill_file()
            kept = whole[: len(whole) // 2] if self.cuts_files else whole
            return 200, {"Content-Type": "application/zip"}, kept
        fields = dict(parse_qsl(parts.query, keep_blank_values=True))
        fields |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        method = fields.get("method", "")
        name = method.replace(".", "_") + "_response"
        if fields.get("app_id") != APP_ID or not self._is_signed(fields) or self._fault(fields):
            # Such an answer carries no signature.
            said = {
                "code": "40002",
                "msg": "Invalid Arguments",
                "sub_code": "isv.invalid-signature",
            }
            return _json({name: said})
        biz = json.loads(fields.get("biz_content") or "{}")
        if self.says:
            code, sub_code = self.says
            said = {"code": code, "msg": "Service Currently Unavailable", "sub_code": sub_code}
            return self._answer(name, said)
        if rules.fault_of(method, biz):
            return self._answer(name, _failed("ACQ.INVALID_PARAMETER"))
        return self._answer(name, self._do(method, biz, fields.get("notify_url", "")))

    def _fault(self, fields: dict[str, str]) -> str | None:
        return rules.fault_of_call(fields) or (
            rules.fault_of_certificates(
                fields,
                rules.number_of(self.app.certificate),
                [rules.number_of(each.certificate) for each in (self.platform, self.app)],
            )
            if self.uses_certificates
            else None
        )

    def _is_signed(self, fields: dict[str, str]) -> bool:
        kept = {k: v for k, v in fields.items() if v and k != "sign"}
        text = "&".join(f"{k}={v}" for k, v in sorted(kept.items()))
        signature = base64.b64decode(fields.get("sign", ""))
        return self.app.is_signed(signature, text.encode())

    def _do(self, method: str, biz: dict[str, Any], notify_url: str) -> dict[str, Any]:
        number = biz.get("out_trade_no", "")
        if method == "alipay.open.app.alipaycert.download":
            content = base64.b64encode(
                "".join(each.certificate_pem for each in self.offered).encode()
            ).decode()
            return {"code": "10000", "alipay_cert_content": content}
        if method == "alipay.trade.precreate":
            self.handed_out[number] = _new(biz, notify_url)
            return {
                "code": "10000",
                "out_trade_no": number,
                "qr_code": f"https://qr.alipay.com/{number}",
            }
        if method == "alipay.trade.create":
            trade = self._trade(biz, notify_url)
            return {"code": "10000", "out_trade_no": number, "trade_no": f"T{trade.number}"}
        if method == "alipay.trade.pay":
            return self._charge(biz, notify_url)
        if method == "alipay.data.dataservice.bill.downloadurl.query":
            if self.is_billing:
                return _failed("isp.bill_not_ready")
            if not any(trade.paid_at for trade in self.trades.values()):
                return _failed("isp.bill_not_exist")
            url = self.gateway.replace("/gateway.do", "/bill")
            return {"code": "10000", "bill_download_url": url}
        trade_found = self.trades.get(number)
        if trade_found is None:
            return _failed("ACQ.TRADE_NOT_EXIST")
        return self._with(trade_found, method, biz)

    def _with(self, trade: Trade, method: str, biz: dict[str, Any]) -> dict[str, Any]:
        if method == "alipay.trade.query":
            return self._facts(trade)
        if method in ("alipay.trade.close", "alipay.trade.cancel"):
            return self._close(trade, is_cancel=method.endswith("cancel"))
        if method == "alipay.trade.refund":
            return self._refund(trade, biz)
        if method == "alipay.trade.fastpay.refund.query":
            is_known = biz["out_request_no"] in trade.refunds
            more = {"refund_status": "REFUND_SUCCESS"} if is_known else {}
            return {"code": "10000", "out_trade_no": trade.number, **more}
        return _failed("isv.invalid-method")

    def _charge(self, biz: dict[str, Any], notify_url: str) -> dict[str, Any]:
        if self.code_outcome.startswith("ACQ."):
            return _failed(self.code_outcome)
        trade = self._trade(biz, notify_url)
        if self.code_outcome == "10000":
            self.pay(trade.number)
            return {**self._facts(trade), "gmt_payment": _local(clock.now())}
        return {"code": self.code_outcome, "msg": "order success pay inprocess"}

    def _close(self, trade: Trade, *, is_cancel: bool) -> dict[str, Any]:
        if trade.state == "TRADE_SUCCESS" and not is_cancel:
            return _failed("ACQ.REASON_TRADE_STATUS_INVALID")
        if is_cancel and self.cancels_later:
            return {"code": "10000", "out_trade_no": trade.number, "retry_flag": "Y"}
        if trade.state == "TRADE_SUCCESS":
            trade.refunds["cancel"] = trade.total
        trade.state = "TRADE_CLOSED"
        return {"code": "10000", "out_trade_no": trade.number, "retry_flag": "N"}

    def _refund(self, trade: Trade, biz: dict[str, Any]) -> dict[str, Any]:
        if trade.state == "TRADE_FINISHED":
            return _failed("ACQ.TRADE_HAS_FINISHED")
        if trade.state != "TRADE_SUCCESS":
            return _failed("ACQ.TRADE_STATUS_ERROR")
        request, amount = biz.get("out_request_no", ""), biz["refund_amount"]
        if not request and float(amount) != float(trade.total):
            return _failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
        is_new = request not in trade.refunds
        if is_new and round(trade.refunded + float(amount), 2) > float(trade.total):
            return _failed("ACQ.REASON_TRADE_REFUND_FEE_ERR")
        trade.refunds.setdefault(request, amount)
        if round(trade.refunded, 2) == float(trade.total):
            trade.state = "TRADE_CLOSED"
        return {
            "code": "10000",
            "out_trade_no": trade.number,
            "fund_change": "Y" if is_new else "N",
            "refund_fee": f"{trade.refunded:.2f}",
        }

    def _facts(self, trade: Trade) -> dict[str, Any]:
        facts = {
            "code": "10000",
            "msg": "Success",
            "out_trade_no": trade.number,
            "trade_no": trade.ref,
            "trade_status": trade.state,
            "total_amount": trade.total,
            # Braces within a text: an answer has to be read as JSON.
            "store_name": "老街小馆 {总店}}",
            "buyer_user_id": "2088102000000001",
        }
        if trade.paid_at is not None:
            facts["send_pay_date"] = _local(trade.paid_at)
        return facts

    def _trade(self, biz: dict[str, Any], notify_url: str) -> Trade:
        return self.trades.setdefault(biz["out_trade_no"], _new(biz, notify_url))

    def _bill_file(self) -> bytes:
        lines = [
            "#支付宝业务明细查询", f"#账号：[{SELLER_ID}0156]", "#起始日期：[2026年03月02日]",
            "#---------------------------------业务明细列表--------------------------------",
            _BILL_HEADER,
        ]  # fmt: skip
        for trade in self.trades.values():
            if trade.paid_at is None:
                continue
            lines.append(_bill_line(trade, "交易", trade.total, ""))
            lines += [_bill_line(trade, "退款", f"-{fen}", no) for no, fen in trade.refunds.items()]
        lines.append(
            "#-----------------------------------------业务明细列表结束------------------------------------"
        )
        details, summary = "\r\n".join(lines).encode("gbk"), "#汇总".encode("gbk")
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            # GBK names without the flag that says so: written as the bytes that cp437 stands for.
            for name, text in (("业务明细(汇总)", summary), ("业务明细", details)):
                raw = f"{SELLER_ID}_20260302_{name}.csv".encode("gbk").decode("cp437")
                archive.writestr(_Raw(raw), text)
        return content.getvalue()

    def _answer(self, name: str, content: dict[str, Any]) -> Answer:
        inner = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        signature = base64.b64encode(self.signer.sign(inner.encode())).decode()
        if self.faults.forges and self.faults.times > 0:
            signature = base64.b64encode(b"x" * 256).decode()
        more = ""
        if self.uses_certificates:
            more = f',"alipay_cert_sn":"{rules.number_of(self.signer.certificate)}"'
        text = f'{{"{name}":{inner}{more},"sign":"{signature}"}}'
        return 200, {"Content-Type": "text/html;charset=utf-8"}, text.encode()


class _Raw(zipfile.ZipInfo):
    """A name that is written byte by byte, without the flag for UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp437"), self.flag_bits


def _new(biz: dict[str, Any], notify_url: str) -> Trade:
    return Trade(biz["out_trade_no"], biz["total_amount"], biz["subject"], notify_url)


def _failed(sub_code: str) -> dict[str, Any]:
    return {"code": "40004", "msg": "Business Failed", "sub_code": sub_code, "sub_msg": "交易失败"}


def _bill_line(trade: Trade, kind: str, amount: str, request: str) -> str:
    moment = _local(trade.paid_at or clock.now())
    fee = f"-{float(trade.total) * 0.006:.2f}" if kind == "交易" else "0.00"
    cells = [
        trade.ref, trade.number, kind, trade.subject, moment, moment, "", "", "", "",
        "张*(138***1234)", amount, amount, "0.00", "0.00", "0.00", "0.00", "0.00", "",
        "0.00", "0.00", request, fee, "0.00", "",
    ]  # fmt: skip
    return ",".join(f"{cell}\t" for cell in cells)


def _json(content: dict[str, Any]) -> Answer:
    text = json.dumps(content, ensure_ascii=False)
    return 200, {"Content-Type": "text/html;charset=utf-8"}, text.encode()


def _local(moment: datetime) -> str:
    return moment.astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M:%S")
