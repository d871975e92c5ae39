"""Comparing the two sides of a day, without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core import money
from app.payments.checking.models import DifferenceKind
from app.payments.providers.base import Bill, BillRow

# WeChat's and Alipay's usual fee is 0.6 %; beyond a per cent somebody should ask why.
HIGHEST_FEE_BP = 100
_DONE = {"SUCCESS", "PROCESSING", "CHANGE", ""}

Key = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Own:
    """What the shop has written down: a payment or a refund, by its number."""

    is_refund: bool
    number: str
    amount_fen: int

    @property
    def key(self) -> Key:
        """What it is found by in a bill."""
        return self.is_refund, self.number


@dataclass(frozen=True, slots=True)
class Found:
    """A difference."""

    kind: DifferenceKind
    is_refund: bool
    ref: str
    ours_fen: int
    theirs_fen: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing a day came to.

    `strays` are numbers on this day's bill that the shop wrote down on another day; `ours_fen` is
    what the shop has of this bill: the day's own, with the strays and without what is elsewhere.
    """

    found: tuple[Found, ...]
    strays: tuple[str, ...]
    ours_fen: int


def compare(
    own: Iterable[Own],
    bill: Iterable[BillRow],
    *,
    known: Mapping[Key, Own],
    elsewhere: frozenset[str] = frozenset(),
) -> Compared:
    """Every difference between the two, by number; each row of either side is looked at once.

    `known` is what the shop wrote down on other days, `elsewhere` what stands on their bills: near
    midnight, and with refunds that waited, the two sides count a thing to different days.
    """
    ours = {each.key: each for each in own}
    found: list[Found] = []
    seen: set[Key] = set()
    strays: list[Own] = []
    for row in bill:
        key = row.is_refund, row.refund_number if row.is_refund else row.number
        if key in seen:
            found.append(Found(DifferenceKind.AMOUNT, *key, 0, row.amount_fen))
            continue
        seen.add(key)
        mine = ours.get(key) or known.get(key)
        if mine is not None and key not in ours:
            strays.append(mine)
        found += _about(row, mine, key)
    missing = [each for each in ours.values() if each.key not in seen]
    found += [
        Found(DifferenceKind.MISSING_THERE, *each.key, each.amount_fen, 0)
        for each in missing
        if each.number not in elsewhere
    ]
    counted = [each for each in ours.values() if each.key in seen or each.number not in elsewhere]
    ours_fen = sum(-o.amount_fen if o.is_refund else o.amount_fen for o in [*counted, *strays])
    return Compared(tuple(found), tuple(each.number for each in strays), ours_fen)


def compare_flows(bill: Bill) -> list[Found]:
    """Where the channel's two lists disagree: what it lists as done, and what moved by it."""
    if bill.flows is None:
        return []
    moved = {flow.ref: flow.amount_fen for flow in bill.flows}
    found = []
    for row in bill.rows:
        fen = moved.get(row.ref, 0)
        if row.state in _DONE and fen != row.amount_fen:
            number = row.refund_number if row.is_refund else row.number
            found.append(Found(DifferenceKind.FLOW, row.is_refund, number, row.amount_fen, fen))
    listed = {row.ref for row in bill.rows}
    found += [
        Found(DifferenceKind.FLOW, False, ref, 0, fen)
        for ref, fen in moved.items()
        if ref not in listed and fen
    ]
    fees_fen = sum(row.fee_fen for row in bill.rows)
    # Each row's fee is rounded to a fen by itself.
    if abs(fees_fen - bill.flow_fees_fen) > len(bill.rows):
        found.append(Found(DifferenceKind.FEE, False, "", fees_fen, bill.flow_fees_fen))
    return found


def _about(row: BillRow, mine: Own | None, key: Key) -> list[Found]:
    if mine is None:
        return [Found(DifferenceKind.MISSING_HERE, *key, 0, row.amount_fen)]
    if row.amount_fen != mine.amount_fen:
        return [Found(DifferenceKind.AMOUNT, *key, mine.amount_fen, row.amount_fen)]
    if row.state not in _DONE:
        return [Found(DifferenceKind.STATE, *key, mine.amount_fen, row.amount_fen)]
    if abs(row.fee_fen) > money.percent(row.amount_fen, HIGHEST_FEE_BP) + 1:
        return [Found(DifferenceKind.FEE, *key, 0, row.fee_fen)]
    return []
