"""How a price becomes another: set, raised or lowered by an amount or a percentage, rounded."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.core.money import MAX_FEN


class PriceStep(StrEnum):
    """What is done to a price."""

    SET = "set"
    ADD = "add"
    SUBTRACT = "subtract"
    RAISE = "raise"
    LOWER = "lower"


# What a new price is rounded to, in fen; 1 rounds to the whole fen only.
ROUNDINGS = (100, 50, 10, 1)


@dataclass(frozen=True, slots=True)
class PriceRule:
    """One step for many prices.

    `amount` is in fen for SET, ADD and SUBTRACT, in hundredths of a per cent for RAISE and LOWER.
    `rounding_fen` is one of `ROUNDINGS`, half up; a price that is set is not rounded.
    """

    step: PriceStep
    amount: int
    rounding_fen: int = 1

    def apply(self, fen: int) -> int | None:
        """The new price of what costs `fen`; None when it would not be a price."""
        exact = Decimal(fen)
        if self.step is PriceStep.SET:
            return self.amount
        if self.step is PriceStep.ADD:
            exact += self.amount
        elif self.step is PriceStep.SUBTRACT:
            exact -= self.amount
        else:
            sign = 1 if self.step is PriceStep.RAISE else -1
            exact += exact * sign * self.amount / 10_000
        # Once, at the end: rounding to the fen first would tip 0.495 over to 0.50 and on to 1.
        steps = (exact / self.rounding_fen).quantize(Decimal(1), ROUND_HALF_UP)
        rounded = int(steps) * self.rounding_fen
        return rounded if 0 <= rounded <= MAX_FEN else None
