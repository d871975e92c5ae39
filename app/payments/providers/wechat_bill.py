"""The bills of WeChat Pay: CSV in UTF-8, a back-tick before each value, yuan, found by header.

Formats: pay.weixin.qq.com/doc/v3/merchant/4012791875 (trades 交易账单) and 4012791876 (what moved
in the account 资金账单). The last two lines are the summary.
"""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator

from app.core.money import parse_yuan
from app.payments.providers.base import BillRow, Flow

_MAX_BYTES = 200 * 1024 * 1024


class BillDamaged(Exception):
    """The file did not arrive whole."""


def unpack(content: bytes | str, sha1: str) -> str:
    """The bill's text from the file as it was sent. Raises BillDamaged when its hash differs.

    WeChat does not say whether the hash is of the packed or of the plain file: either will do.
    """
    raw = content.encode() if isinstance(content, str) else content
    plain = raw
    if raw[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            plain = file.read(_MAX_BYTES)
    hashes = {hashlib.sha1(each, usedforsecurity=False).hexdigest() for each in (raw, plain)}
    if sha1.lower() not in hashes:
        raise BillDamaged
    return plain.decode("utf-8-sig")


def rows_of(text: str) -> Iterator[BillRow]:
    """The payments and refunds of a bill; the columns differ by kind of bill and by year."""
    for cells in cells_of(text):
        state = cells.get("交易状态", "")
        is_refund = state in ("REFUND", "REVOKED") and cells.get("商户退款单号", "") not in (
            "",
            "0",
        )
        amount = cells.get("申请退款金额") or cells.get("退款金额") if is_refund else None
        paid = amount or cells.get("订单金额") or cells.get("应结订单金额") or "0"
        yield BillRow(
            is_refund=is_refund,
            number=cells.get("商户订单号", ""),
            ref=cells.get("微信退款单号" if is_refund else "微信订单号", ""),
            refund_number=cells.get("商户退款单号", "") if is_refund else "",
            amount_fen=parse_yuan(paid),
            fee_fen=signed_fen(cells.get("手续费", "0")),
            at=cells.get("交易时间", ""),
            state=cells.get("退款状态", "") if is_refund else state,
        )


def cells_of(text: str) -> Iterator[dict[str, str]]:
    """The rows of a bill by the names of its columns, up to the summary."""
    lines = csv.reader(io.StringIO(text))
    names = [name.strip() for name in next(lines, [])]
    for line in lines:
        if not line or not line[0].startswith("`"):
            return
        yield dict(zip(names, (cell.lstrip("`").strip() for cell in line), strict=False))


def flows_of(text: str) -> tuple[tuple[Flow, ...], int]:
    """What moved by trades and refunds, by WeChat's number, and the fees that were taken, net.

    Withdrawals and what else moves in an account are no business of a day's trades.
    """
    moved: dict[str, int] = {}
    fees_fen = 0
    for cells in cells_of(text):
        kind, ref = cells.get("业务类型", ""), cells.get("微信支付业务单号", "")
        fen = signed_fen(cells.get("收支金额(元)") or cells.get("收支金额（元）") or "0")
        is_income = cells.get("收支类型", "") == "收入"
        if "手续费" in kind:
            fees_fen += -fen if is_income else fen
        elif kind in ("交易", "退款"):
            moved[ref] = moved.get(ref, 0) + fen
    return tuple(Flow(ref, fen) for ref, fen in moved.items()), fees_fen


def signed_fen(text: str) -> int:
    """An amount in yuan that may be negative, in fen; fractions of a fen are rounded."""
    cleaned = text.strip()
    sign = -1 if cleaned.startswith("-") else 1
    whole, _, rest = cleaned.lstrip("+-").partition(".")
    exact = f"{whole or '0'}.{rest[:2].ljust(2, '0')}"
    up = 1 if len(rest) > 2 and rest[2] >= "5" else 0
    return sign * (parse_yuan(exact) + up)
