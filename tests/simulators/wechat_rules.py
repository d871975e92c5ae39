"""What WeChat Pay refuses in an order and in a refund, by the fields of its documents.

Each rule is one of pay.weixin.qq.com/doc/v3/merchant/4012791856 and its siblings; the name of the
field that breaks it is the answer.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

_NUMBER = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
_REFUND_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
_CODE = re.compile(r"1[0-5]\d{16}")
# An order is given back in so many parts at the most.
MOST_REFUNDS = 50
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def fault_of_order(kind: str, given: dict[str, Any]) -> str | None:
    """The field of an order that is missing or wrong."""
    amount = given.get("amount") or {}
    if not _NUMBER.fullmatch(given.get("out_trade_no", "")):
        return "out_trade_no"
    if not 1 <= len(given.get("description", "").encode()) <= 127:
        return "description"
    if type(amount.get("total")) is not int or amount["total"] < 1:
        return "amount.total"
    if amount.get("currency") != "CNY":
        return "amount.currency"
    return _fault_of_way(kind, given)


def _fault_of_way(kind: str, given: dict[str, Any]) -> str | None:
    payer, scene = given.get("payer") or {}, given.get("scene_info") or {}
    if kind == "codepay":
        is_complete = _CODE.fullmatch(payer.get("auth_code", "")) and scene.get("store_info")
        return None if is_complete else "payer.auth_code"
    if fault_of_address(given.get("notify_url", "")):
        return "notify_url"
    if not _has_offset(given.get("time_expire", "")):
        return "time_expire"
    if kind == "jsapi" and not payer.get("openid"):
        return "payer.openid"
    if kind == "h5":
        ip = scene.get("payer_client_ip", "")
        if not ip or ip.startswith("127."):
            return "payer_client_ip"
        return None if (scene.get("h5_info") or {}).get("type") else "h5_info.type"
    return None


def fault_of_refund(given: dict[str, Any]) -> str | None:
    """The field of a refund that is missing or wrong."""
    amount = given.get("amount") or {}
    if not _REFUND_NUMBER.fullmatch(given.get("out_refund_no", "")):
        return "out_refund_no"
    if fault_of_address(given.get("notify_url", "")):
        return "notify_url"
    if amount.get("currency") != "CNY" or type(amount.get("refund")) is not int:
        return "amount"
    return "reason" if len((given.get("reason") or "").encode()) > 80 else None


def fault_of_refunds(
    former: Sequence[datetime], now: datetime, gap_s: int
) -> tuple[int, str] | None:
    """Why one more refund of an order is refused, as (status, code)."""
    if len(former) >= MOST_REFUNDS:
        return 400, "INVALID_REQUEST"
    is_soon = bool(former) and (now - max(former)).total_seconds() < gap_s
    return (429, "FREQUENCY_LIMITED") if is_soon else None


def fault_of_address(address: str) -> bool:
    """Whether messages cannot be sent there: https, without a query, 255 characters at most."""
    return not address.startswith("https://") or "?" in address or len(address) > 255


def fault_of_bill(query: dict[str, list[str]], today: str) -> str | None:
    """The field of a question for a bill that is wrong: the day is over, one kind of each."""
    day = query.get("bill_date", [""])[0]
    if not _DAY.fullmatch(day) or day >= today:
        return "bill_date"
    kind = query.get("bill_type", query.get("account_type"))
    return None if kind in (["ALL"], ["BASIC"]) else "bill_type"


def _has_offset(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is not None and "T" in text
    except ValueError:
        return False
