"""Bills in parts as JSON."""

from typing import Any

from app.ordering.parts.models import BillPart, BillSplit


def split_json(split: BillSplit) -> dict[str, Any]:
    """A split with its parts that stand."""
    return {
        "id": split.id,
        "kind": split.kind.value,
        "is_open": split.ended_at is None,
        "parts": [part_json(part) for part in split.standing],
    }


def part_json(part: BillPart) -> dict[str, Any]:
    """One part: what it comes to, what was paid, and its dishes."""
    return {
        "id": part.id,
        "amount_fen": part.amount_fen,
        "paid_fen": part.paid_fen,
        "portions": part.portions,
        "orders": [
            {"order_id": share.order_id, "amount_fen": share.amount_fen, "paid_fen": share.paid_fen}
            for share in part.shares
        ],
    }
