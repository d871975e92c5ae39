"""A bill in named stages: list → channel → line discount → order discount → fees → rounding.

The algorithm is written down in `docs/pricing.md`. Everything is integer fen; a change that lowers
the price is negative. Nothing here knows a database, a clock or who may give a discount.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FULL = 10_000


class Stage(StrEnum):
    """The steps from the menu's price to what is paid, in the order in which they are taken."""

    CHANNEL = "channel"
    LINE_DISCOUNT = "line_discount"
    ORDER_DISCOUNT = "order_discount"
    FEE = "fee"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class Change:
    """A named difference. `key` says what it is ("comp", "cover_charge"), `label` what is read."""

    stage: Stage
    key: str
    label: str
    amount_fen: int

    def as_json(self) -> dict[str, Any]:
        """The change as it is kept on a line or an order."""
        return {
            "stage": self.stage.value,
            "key": self.key,
            "label": self.label,
            "amount_fen": self.amount_fen,
        }


@dataclass(frozen=True, slots=True)
class LineCharge:
    """What a line costs before the order's own stages: `list_fen` is the whole line's."""

    list_fen: int
    changes: tuple[Change, ...] = ()
    # What may not be discounted, as a deposit or a tea charge, keeps its price.
    is_discountable: bool = True

    @property
    def total_fen(self) -> int:
        """The line after its own stages, never below nothing."""
        return max(self.list_fen + sum(change.amount_fen for change in self.changes), 0)


@dataclass(frozen=True, slots=True)
class OrderDiscount:
    """A discount on a whole order: `off_bp` in ten-thousandths of its lines, or `off_fen`."""

    key: str
    label: str
    off_bp: int = 0
    off_fen: int = 0


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line's total, and `net_fen`: the total with its share of the order's discounts."""

    total_fen: int
    shares: tuple[Change, ...]

    @property
    def net_fen(self) -> int:
        """What the line brings in; fees of the order are not in it."""
        return self.total_fen + sum(share.amount_fen for share in self.shares)


@dataclass(frozen=True, slots=True)
class Bill:
    """A priced order: `total_fen` = `subtotal_fen` + the sum of `adjustments`."""

    lines: tuple[BilledLine, ...]
    adjustments: tuple[Change, ...]
    subtotal_fen: int
    total_fen: int


def bill(
    lines: Sequence[LineCharge],
    discounts: Sequence[OrderDiscount] = (),
    fees: Sequence[Change] = (),
    round_down_to_fen: int = 1,
) -> Bill:
    """Price an order. Lines may come in any order, and so may discounts: the total is the same.

    Each discount is taken from the sum of the lines, not from what another discount left, and all
    of them together take no more than the lines that may be discounted. Fees come after them.
    Rounding down takes what is beyond a multiple of `round_down_to_fen`, from the lines first.
    """
    totals = [line.total_fen for line in lines]
    open_to = [t if line.is_discountable else 0 for t, line in zip(totals, lines, strict=True)]
    taken = _order_discounts(sum(open_to), discounts)
    shares: list[list[Change]] = [[] for _ in lines]
    left = list(open_to)
    for change in taken:
        _spread(change, left, shares)
    fee_changes = tuple(fee for fee in fees if fee.amount_fen)
    before = sum(totals) + sum(c.amount_fen for c in (*taken, *fee_changes))
    adjustments = [*taken, *fee_changes]
    odd = before % round_down_to_fen
    if odd:
        rounding = Change(Stage.ROUNDING, "round_down", "round_down", -odd)
        adjustments.append(rounding)
        remaining = [
            total + sum(c.amount_fen for c in given)
            for total, given in zip(totals, shares, strict=True)
        ]
        _spread(rounding, remaining, shares)
    billed = tuple(
        BilledLine(total, tuple(given)) for total, given in zip(totals, shares, strict=True)
    )
    return Bill(billed, tuple(adjustments), sum(totals), before - odd)


def share(amount_fen: int, weights: Sequence[int]) -> list[int]:
    """Split an amount of at least nothing by weights, to the fen: the parts sum to the amount.

    Largest remainder: each part is rounded down, and the fen that are left go to those that lost
    most, the earlier first among equals. No part is more than its weight when the amount is not
    more than their sum. All weights nothing: the first takes all. Raises ValueError without parts.
    """
    if not weights:
        raise ValueError("nothing to share among")
    whole = sum(weights)
    if whole == 0:
        return [amount_fen, *[0] * (len(weights) - 1)]
    parts = [amount_fen * weight // whole for weight in weights]
    lost = [amount_fen * weight % whole for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda index: (-lost[index], index))
    for index in by_loss[: amount_fen - sum(parts)]:
        parts[index] += 1
    return parts


def even_parts(amount_fen: int, people: int) -> list[int]:
    """An amount in equal parts AA; the fen that are left over go to the first ones."""
    return share(amount_fen, [1] * people)


def _order_discounts(base_fen: int, discounts: Sequence[OrderDiscount]) -> list[Change]:
    taken: list[Change] = []
    left = base_fen
    # In an order of their own, so that it does not matter who was entered first.
    for each in sorted(discounts, key=lambda d: (d.off_fen > 0, -d.off_bp, -d.off_fen, d.key)):
        off = min(base_fen * each.off_bp // FULL + each.off_fen, left)
        if off > 0:
            taken.append(Change(Stage.ORDER_DISCOUNT, each.key, each.label, -off))
            left -= off
    return taken


def _spread(change: Change, left: list[int], shares: list[list[Change]]) -> None:
    """Give each line its share of a discount; `left` is what each can still give."""
    amount = min(-change.amount_fen, sum(left))
    if amount == 0:
        return
    for index, part in enumerate(share(amount, left)):
        if part:
            left[index] -= part
            shares[index].append(Change(change.stage, change.key, change.label, -part))
