"""A bill that somebody fetched by hand from a channel's console: which it is, what it says."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.payments.models import Channel
from app.payments.providers import alipay_bill, wechat_bill
from app.payments.providers.base import Bill, BillRow, Verdict

MAX_BYTES = 20 * 1024 * 1024
# A hundred thousand payments of a day; what unpacks to more was made to burst.
MAX_TEXT = 64 * 1024 * 1024


class WrongFile(Exception):
    """The file is no bill that can be compared; `why` is a code for plain words."""

    def __init__(self, why: str) -> None:
        """Name the fault."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class FileBill:
    """A bill of one day; `merchants` are the numbers it names as whose it is."""

    channel: Channel
    day: date
    bill: Bill
    merchants: frozenset[str]


def read_bill(content: bytes) -> FileBill:
    """Read a trade bill as WeChat Pay or Alipay gives it out, packed or not. Raises WrongFile."""
    if not content:
        raise WrongFile("nothing")
    if len(content) > MAX_BYTES:
        raise WrongFile("too_large")
    text = _text_of(content)
    try:
        if _is_wechats(text):
            return _read_wechat(text)
        if "支付宝交易号" in text:
            return _read_alipay(text)
    except (ValueError, csv.Error) as error:
        raise WrongFile("damaged") from error
    raise WrongFile("fund_flow" if "资金流水单号" in text else "no_bill")


def _text_of(content: bytes) -> str:
    try:
        if content[:2] == b"PK":
            return _unzipped(content)
        if content[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                content = file.read(MAX_TEXT + 1)
    except WrongFile:
        raise
    except Exception as error:
        # Whatever strange bytes make an unpacker raise.
        raise WrongFile("damaged") from error
    if len(content) > MAX_TEXT:
        raise WrongFile("too_large")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFile("no_bill")


def _unzipped(content: bytes) -> str:
    """Alipay's details; WeChat's console packs a single CSV in UTF-8."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = archive.infolist()
        if sum(file.file_size for file in files) > MAX_TEXT:
            raise WrongFile("too_large")
        if len(files) == 1:
            raw = archive.read(files[0])
            return raw.decode("utf-8-sig" if _is_utf8(raw) else "gb18030")
    return alipay_bill.unpack(content)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_wechats(text: str) -> bool:
    return text.lstrip().startswith("交易时间,") and "微信订单号" in text.partition("\n")[0]


def _read_wechat(text: str) -> FileBill:
    rows = tuple(wechat_bill.rows_of(text))
    merchants = {cells.get("商户号", "") for cells in wechat_bill.cells_of(text)} - {""}
    return _of_one_day(Channel.WECHAT, rows, merchants)


def _read_alipay(text: str) -> FileBill:
    accounts = {
        line.partition("[")[2].partition("]")[0].removesuffix("0156")
        for line in text.splitlines()
        if line.startswith("#账号")
    } - {""}
    return _of_one_day(Channel.ALIPAY, tuple(alipay_bill.rows_of(text)), accounts)


def _of_one_day(channel: Channel, rows: tuple[BillRow, ...], merchants: set[str]) -> FileBill:
    days = _days(row for row in rows if not row.is_refund)
    if len(days) > 1:
        raise WrongFile("several_days")
    # A refund's row may carry the moment of its payment, which was on an earlier day.
    days = days or _days(rows)
    if not days:
        raise WrongFile("empty")
    return FileBill(channel, max(days), Bill(Verdict.YES, rows), frozenset(merchants))


def _days(rows: Iterable[BillRow]) -> set[date]:
    return {date.fromisoformat(row.at[:10].replace("/", "-")) for row in rows}
