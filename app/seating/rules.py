"""Queues, waiting times and overlapping reservations, worked out without a database or a clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heapreplace
from math import ceil
from statistics import median

QUEUES = ("A", "B", "C")
# A table whose guests have stayed longer than usual may be free any moment.
_SOON = 5
# Fewer stays than this say nothing.
ENOUGH_STAYS = 10


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a table is kept."""

    start: datetime
    minutes: int

    def overlaps(self, other: "Span") -> bool:
        """Whether both keep the table at the same moment; one may follow upon the other."""
        own_end = self.start + timedelta(minutes=self.minutes)
        other_end = other.start + timedelta(minutes=other.minutes)
        return self.start < other_end and other.start < own_end


def queue_of(covers: int, small_up_to: int, middle_up_to: int) -> str:
    """The queue that a party of that size waits in."""
    if covers <= small_up_to:
        return "A"
    return "B" if covers <= middle_up_to else "C"


def code_of(queue: str, number: int) -> str:
    """The number as it is called: "A07"."""
    return f"{queue}{number:02d}"


def usual_stay(minutes: Sequence[float], default: int) -> int:
    """The median of measured stays, the owner's word while there are too few."""
    return round(median(minutes)) if len(minutes) >= ENOUGH_STAYS else default


def expected_wait(taken: Iterable[int], free: int, stay: int, ahead: int) -> int | None:
    """Minutes until a table is there for the party that has `ahead` others before it.

    `taken` is how many minutes ago each taken table of the size was opened, `free` how many are
    free. Each party before takes the next table and stays as long as usual. None without a table.
    """
    ready = [0] * free + [max(stay - minutes, _SOON) for minutes in taken]
    if not ready:
        return None
    heapify(ready)
    for _ in range(ahead):
        heapreplace(ready, ready[0] + stay)
    return ready[0]


def told_wait(minutes: int) -> int:
    """The minutes that guests are told: in steps of five, upwards."""
    return ceil(minutes / 5) * 5


def masked_phone(phone: str) -> str:
    """A telephone number that tells two guests apart and calls neither: 138****8000."""
    if len(phone) < 7:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
