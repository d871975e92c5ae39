"""Comparing the two sides of a day, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core import money
from app.payments.checking.models import DifferenceKind
from app.payments.providers.base import BillRow

# WeChat's and Alipay's usual fee is 0.6 %; beyond a per cent somebody should ask why.
HIGHEST_FEE_BP = 100
_DONE = {"SUCCESS", "PROCESSING", "CHANGE", ""}


@dataclass(frozen=True, slots=True)
class Own:
    """What the shop has written down: a payment or a refund, by its number."""

    is_refund: bool
    number: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Found:
    """A difference."""

    kind: DifferenceKind
    is_refund: bool
    ref: str
    ours_fen: int
    theirs_fen: int


def compare(own: Iterable[Own], bill: Iterable[BillRow], *, known: frozenset[str]) -> list[Found]:
    """Every difference between the two, by number; each row of either side is looked at once.

    `known` are numbers written down on other days: near midnight the two sides count differently.
    """
    ours = {(each.is_refund, each.number): each for each in own}
    found: list[Found] = []
    seen: set[tuple[bool, str]] = set()
    for row in bill:
        key = row.is_refund, row.refund_number if row.is_refund else row.number
        mine = ours.get(key)
        if key in seen:
            found.append(Found(DifferenceKind.AMOUNT, *key, 0, row.amount_fen))
            continue
        seen.add(key)
        found += _about(row, mine, key, is_known=key[1] in known)
    for key, mine in ours.items():
        if key not in seen:
            found.append(Found(DifferenceKind.MISSING_THERE, *key, mine.amount_fen, 0))
    return found


def _about(row: BillRow, mine: Own | None, key: tuple[bool, str], *, is_known: bool) -> list[Found]:
    if mine is None:
        if is_known:
            return []
        return [Found(DifferenceKind.MISSING_HERE, *key, 0, row.amount_fen)]
    if row.amount_fen != mine.amount_fen:
        return [Found(DifferenceKind.AMOUNT, *key, mine.amount_fen, row.amount_fen)]
    if row.state not in _DONE:
        return [Found(DifferenceKind.STATE, *key, mine.amount_fen, row.amount_fen)]
    if abs(row.fee_fen) > money.percent(row.amount_fen, HIGHEST_FEE_BP) + 1:
        return [Found(DifferenceKind.FEE, *key, 0, row.fee_fen)]
    return []
