"""Trades of the simulated WeChat Pay, and how its bill lists them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from app.core import clock

MCHID = "1900000109"
FEE_BP = 60
BEIJING = timezone(timedelta(hours=8))
BILL_HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,"
    "退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)


@dataclass
class Trade:
    """One order at WeChat."""

    number: str
    appid: str
    total: int
    kind: str
    wanted: dict[str, Any]
    notify_url: str = ""
    state: str = "NOTPAY"
    ref: str = ""
    paid_at: datetime | None = None
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)


def bill_line(trade: Trade, refund: dict[str, Any] | None) -> str:
    amount = refund["amount"] if refund else 0
    fee = trade.total * FEE_BP / 1_000_000
    cells = [
        (trade.paid_at or clock.now()).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        trade.appid, MCHID, "0", "", trade.ref, trade.number, "openid", trade.kind.upper(),
        "REFUND" if refund else "SUCCESS", "OTHERS", "CNY",
        "0.00" if refund else f"{trade.total / 100:.2f}", "0.00",
        str(refund.get("refund_id", "0")) if refund else "0",
        str(refund.get("out_refund_no", "0")) if refund else "0",
        f"{amount / 100:.2f}", "0.00", "ORIGINAL" if refund else "",
        "SUCCESS" if refund else "", "老街小馆", "", f"{0 if refund else fee:.5f}", "0.60%",
        "0.00" if refund else f"{trade.total / 100:.2f}", f"{amount / 100:.2f}", "",
    ]  # fmt: skip
    return ",".join(f"`{cell}" for cell in cells)
