"""How late a ticket is, and which notes must not be overlooked."""

from datetime import datetime
from enum import StrEnum

_ALLERGY_WORDS = ("过敏", "忌口", "不能吃", "allerg", "intoleran")


class Pace(StrEnum):
    """How a ticket's age compares with what the owner allows."""

    CALM = "calm"
    WARN = "warn"
    LATE = "late"


def minutes_between(opened_at: datetime, now: datetime) -> int:
    """Whole minutes since a ticket was opened, never negative."""
    return max(int((now - opened_at).total_seconds() // 60), 0)


def pace(minutes: int, warn_minutes: int, late_minutes: int) -> Pace:
    """Where `minutes` stands between the two thresholds; the threshold itself counts."""
    if minutes >= late_minutes:
        return Pace.LATE
    return Pace.WARN if minutes >= warn_minutes else Pace.CALM


def mentions_allergy(note: str) -> bool:
    """Whether a guest's note speaks of something that must not be in the food."""
    text = note.lower()
    return any(word in text for word in _ALLERGY_WORDS)
