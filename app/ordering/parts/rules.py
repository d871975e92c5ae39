"""How a bill falls into parts: pure, to the fen, the parts always sum to the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.pricing.stages import share


@dataclass(frozen=True, slots=True)
class Owed:
    """What one order still owes."""

    order_id: str
    fen: int


@dataclass(frozen=True, slots=True)
class Portion:
    """Portions of a line that nobody has paid, with what they cost."""

    line_id: str
    order_id: str
    quantity: int
    fen: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it takes over of each order, and its dishes when it is split by dishes."""

    shares: tuple[Owed, ...]
    portions: tuple[Portion, ...] = ()

    @property
    def fen(self) -> int:
        """What the part comes to."""
        return sum(each.fen for each in self.shares)


def even(owed: Sequence[Owed], persons: int) -> list[Part]:
    """The bill in equal parts 平摊 (AA): none is more than a fen from another."""
    return by_amounts(owed, share(sum(each.fen for each in owed), [1] * persons))


def by_amounts(owed: Sequence[Owed], amounts: Sequence[int]) -> list[Part]:
    """The bill by amounts, the oldest order first; what is left is one more part.

    Raises ValueError for an amount of nothing, or when they come to more than the bill.
    """
    left = [each for each in owed if each.fen]
    parts = []
    for amount in amounts:
        taken, left = _pour(left, amount)
        parts.append(Part(tuple(taken)))
    return [*parts, Part(tuple(left))] if left else parts


def by_items(
    portions: Sequence[Portion],
    groups: Sequence[Mapping[str, int]],
    loose: Sequence[Owed] = (),
) -> list[Part]:
    """The bill by dishes: a part for each group of {line id: quantity}, and one for the rest.

    `loose` is what orders owe beyond their dishes; it goes to the rest. Raises ValueError for more
    of a line than there is, and for a group that costs nothing.
    """
    free = {each.line_id: each for each in portions}
    parts = []
    for group in groups:
        taken = []
        for line_id, quantity in group.items():
            whole = free.get(line_id)
            if whole is None or not 1 <= quantity <= whole.quantity:
                raise ValueError(line_id)
            mine, kept = cut(whole, quantity)
            taken.append(mine)
            free[line_id] = kept
        part = Part(_shares(taken), tuple(taken))
        if not part.fen:
            raise ValueError("nothing to pay")
        parts.append(part)
    rest = tuple(each for each in free.values() if each.quantity)
    last = Part(_shares(rest, loose), rest)
    return [*parts, last] if last.fen else parts


def cut(whole: Portion, quantity: int) -> tuple[Portion, Portion]:
    """`quantity` of a line's portions, and what is left of them; the money sums."""
    first, second = share(whole.fen, [quantity, whole.quantity - quantity])
    return (
        replace(whole, quantity=quantity, fen=first),
        replace(whole, quantity=whole.quantity - quantity, fen=second),
    )


def price_lines(due_fen: int, lines: Sequence[Portion]) -> list[Portion]:
    """An order's lines so that together they come to what it owes.

    `fen` of each is what the dish costs; fees, and what was paid before, are shared in proportion.
    """
    if not lines:
        return []
    weights = [each.fen for each in lines] if any(each.fen for each in lines) else [1] * len(lines)
    fens = share(due_fen, weights)
    return [replace(each, fen=fen) for each, fen in zip(lines, fens, strict=True)]


def _pour(owed: list[Owed], amount: int) -> tuple[list[Owed], list[Owed]]:
    if amount <= 0:
        raise ValueError("nothing to pay")
    taken, left = [], []
    for each in owed:
        mine = min(each.fen, amount)
        amount -= mine
        if mine:
            taken.append(replace(each, fen=mine))
        if each.fen > mine:
            left.append(replace(each, fen=each.fen - mine))
    if amount:
        raise ValueError("more than the bill")
    return taken, left


def _shares(portions: Sequence[Portion], loose: Sequence[Owed] = ()) -> tuple[Owed, ...]:
    sums: dict[str, int] = {}
    for each in (*(Owed(mine.order_id, mine.fen) for mine in portions), *loose):
        sums[each.order_id] = sums.get(each.order_id, 0) + each.fen
    return tuple(Owed(order_id, fen) for order_id, fen in sums.items() if fen)
