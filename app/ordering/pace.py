"""How long cooking takes, worked out without a database or a clock.

One more portion of a dish, or one more dish beside the longest, costs a quarter of its own time:
a cook has several pans on the fire, and chopping for five is not five times chopping for one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

# A quarter, in whole quarters of a minute: exact, whatever the order of the lines.
_QUARTERS = 4
MAX_MINUTES = 240
# Fewer measured times than this say nothing.
ENOUGH_SAMPLES = 5
_STEP = 5
_WIDE_FROM = 40


@dataclass(frozen=True, slots=True)
class CookedLine:
    """A dish of an order: minutes for one portion, and how many portions."""

    minutes: int
    quantity: int

    @property
    def quarters(self) -> int:
        """The work of the line in quarters of a minute."""
        return self.minutes * (_QUARTERS + self.quantity - 1)


def order_minutes(lines: Iterable[CookedLine]) -> int:
    """What an order asks of one cook: the longest line and a quarter of all others, rounded up.

    Never less than the longest line, never more than everything cooked one after the other, and
    the same whatever the order of the lines.
    """
    works = [line.quarters for line in lines]
    if not works:
        return 0
    longest = max(works)
    rest = sum(works) - longest
    return min(ceil((longest * _QUARTERS + rest) / (_QUARTERS * _QUARTERS)), MAX_MINUTES)


def wait_minutes(in_progress: int, cooks: int) -> int:
    """How long a new order waits until a cook is free of `in_progress` cooking minutes."""
    return ceil(in_progress / max(cooks, 1))


def told_range(minutes: int) -> tuple[int, int]:
    """The minutes that a guest is told: in steps of five, wider the longer it takes.

    12 -> (10, 15), 15 -> (15, 20), 47 -> (45, 55).
    """
    low = max(minutes // _STEP * _STEP, _STEP)
    return low, low + (2 * _STEP if low >= _WIDE_FROM else _STEP)


def portion_minutes(seconds: float, quantity: int) -> float:
    """The minutes of one portion, from how long a line of `quantity` was on the fire."""
    return seconds / 60 * _QUARTERS / (_QUARTERS + quantity - 1)


def measured_minutes(samples: Sequence[float]) -> int | None:
    """The median of measured minutes of one portion, None while there are too few."""
    if len(samples) < ENOUGH_SAMPLES:
        return None
    return min(max(round(median(samples)), 1), MAX_MINUTES)
