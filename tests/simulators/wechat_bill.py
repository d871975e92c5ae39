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

BILL_SUMMARY = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
    "`1,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00",
)
FLOW_HEADER = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
FLOW_SUMMARY = ("资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额", "`3,`1,`0.00,`2,`0.00")


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

    def give_back(self, times: int) -> None:
        """Somebody gave a fen back again and again, in WeChat's own console."""
        self.state = "REFUND"
        made = {"status": "SUCCESS", "amount": 1, "success_time": clock.now().isoformat()}
        self.refunds |= {f"console{count:06d}": made for count in range(times)}


def _bill_line(trade: Trade, refund: dict[str, Any] | None) -> str:
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


def bill_of(trades: list[Trade], _unmoved: set[str]) -> str:
    """The trade bill 交易账单."""
    lines = [BILL_HEADER]
    for trade in trades:
        if trade.paid_at is not None:
            lines.append(_bill_line(trade, None))
            lines += [_bill_line(trade, each) for each in trade.refunds.values()]
    return "\ufeff" + "\r\n".join([*lines, *BILL_SUMMARY]) + "\r\n"


def flows_of(trades: list[Trade], unmoved: set[str]) -> str:
    """What moved in the account 资金账单, in which the shop also drew its money out."""
    lines = [FLOW_HEADER, _flow("900", "提现", "支出", 100_000, "W1")]
    for trade in trades:
        if trade.paid_at is None or trade.number in unmoved:
            continue
        fee = round(trade.total * FEE_BP / 10_000)
        lines.append(_flow(trade.ref, "交易", "收入", trade.total, trade.number))
        lines.append(_flow(trade.ref, "扣除交易手续费", "支出", fee, trade.number))
        for number, each in trade.refunds.items():
            if number not in unmoved:
                ref = str(each.get("refund_id", "0"))
                lines.append(_flow(ref, "退款", "支出", each["amount"], number))
    return "\ufeff" + "\r\n".join([*lines, *FLOW_SUMMARY]) + "\r\n"


def _flow(ref: str, kind: str, way: str, fen: int, voucher: str) -> str:
    moment = clock.now().astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    cells = [moment, ref, f"F{ref}", kind, kind, way, f"{fen / 100:.2f}", "0.00", "system", "",
             voucher]  # fmt: skip
    return ",".join(f"`{cell}" for cell in cells)
