"""The trade bill of Alipay: a zip with GBK names, GBK CSV in yuan, refunds negative, by header.

Format: opendocs.alipay.com/open/204/106262. Comments begin with "#", values end in a tab.
"""

import csv
import io
import zipfile
from collections.abc import Iterator

from app.payments.providers.base import BillRow
from app.payments.providers.wechat_bill import signed_fen

_MAX_BYTES = 200 * 1024 * 1024
_SUMMARY = "汇总"


class NoDetails(Exception):
    """The file holds no list of trades."""


def unpack(content: bytes) -> str:
    """The text of the list of trades within a bill's zip. Raises NoDetails, BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for each in archive.infolist():
            # Names are GBK without saying so: zipfile has read them as cp437.
            is_utf8 = bool(each.flag_bits & 0x800)
            name = each.filename if is_utf8 else each.filename.encode("cp437").decode("gbk")
            if _SUMMARY not in name and each.file_size <= _MAX_BYTES:
                return archive.read(each).decode("gb18030")
    raise NoDetails


def rows_of(text: str) -> Iterator[BillRow]:
    """The payments and refunds of a bill, whichever columns it has."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    reader = csv.reader(lines)
    names = [name.strip() for name in next(reader, [])]
    for line in reader:
        cells = dict(zip(names, (cell.strip() for cell in line), strict=False))
        kind = cells.get("业务类型", "")
        if kind not in ("交易", "退款"):
            continue
        is_refund = kind == "退款"
        yield BillRow(
            is_refund=is_refund,
            number=cells.get("商户订单号", ""),
            ref=cells.get("支付宝交易号", ""),
            refund_number=cells.get("退款批次号/请求号", "") if is_refund else "",
            amount_fen=abs(signed_fen(cells.get("订单金额（元）", "0"))),
            # The fee stands as money that left: negative with a payment.
            fee_fen=-signed_fen(cells.get("服务费（元）", "0")),
            at=cells.get("完成时间", ""),
            state="SUCCESS",
        )
