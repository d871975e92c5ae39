"""How late a ticket is, which notes must not be overlooked, how often a screen reports."""

from datetime import datetime
from enum import StrEnum

_ALLERGY_WORDS = ("过敏", "忌口", "不能吃", "allerg", "intoleran")
# What screens say they have shown: so many reports a second, and each of them so many times sooner
# than the alarm for what nobody shows.
_REPORTS_PER_SECOND, _SOONER_THAN_THE_ALARM = 40, 5


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


def report_pause_s(screens: int, alarm_after_s: int) -> float:
    """How long a screen that has just reported gathers what it says next.

    A second, and more of many screens: forty are heard a second. Never so long that the one screen
    of a station could be heard too late for the alarm.
    """
    return max(1.0, min(screens / _REPORTS_PER_SECOND, alarm_after_s / _SOONER_THAN_THE_ALARM))
