"""The accounts, and how an entry is sealed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

# What comes in: the drawer and, by channel, what the channels owe the shop.
DRAWER, SAFE, COURIER = "drawer", "safe", "courier"
CHANNEL, RECEIVABLE = "channel", "receivable"
# What it came for.
SALES, DISCOUNTS, REFUNDS, TIPS = "sales", "discounts", "refunds", "tips"
FEES, STORED_VALUE = "fees", "stored_value"
OVER_SHORT, EXPENSES, OTHER_INCOME = "over_short", "expenses", "other_income"
# Captured and not (or no longer) owed for anything: on its way back.
TO_RETURN = "to_return"

FIRST_SEAL = "0" * 64


def account(kind: str, name: str) -> str:
    """A named account of a kind: ("channel", "wechat") -> "channel:wechat"."""
    return f"{kind}:{name}"


def balanced(postings: Mapping[str, int]) -> dict[str, int]:
    """The postings less those of nothing. Raises ValueError when they do not sum to zero."""
    kept = {name: fen for name, fen in postings.items() if fen}
    if sum(kept.values()) != 0 or not kept:
        raise ValueError(f"an entry must sum to zero: {dict(postings)}")
    return kept


def seal_of(previous: str, entry: Mapping[str, Any], postings: Mapping[str, int]) -> str:
    """The seal of an entry: SHA-256, in hexadecimal, over its canonical JSON.

    `entry` has store_id, seq, at, business_date, kind, ref, by and note.
    """
    at: datetime = entry["at"]
    day: date = entry["business_date"]
    texts = [entry[name] for name in ("kind", "ref", "by", "note")]
    head = [previous, entry["store_id"], entry["seq"], at.astimezone(UTC).isoformat()]
    content = [*head, day.isoformat(), *texts, sorted(postings.items())]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
