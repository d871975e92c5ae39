"""China's public holidays, as suggestions for days on which a shop may keep other hours.

The dates are those of the State Council's notices, as the package chinesecalendar keeps them. It
knows the years up to the latest notice; of later days it says nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.lazily import at_use

chinese_calendar = at_use("chinese_calendar")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off by the State Council's notice; its name in Chinese and in English."""

    day: date
    name: str
    name_en: str


def list_holidays(first: date, days: int) -> list[Holiday]:
    """The public holidays among the `days` days from `first`, as far as they are known."""
    found = (_holiday(first + timedelta(days=number)) for number in range(days))
    return [each for each in found if each is not None]


def _holiday(day: date) -> Holiday | None:
    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    known = next((each for each in chinese_calendar.Holiday if each.value == name), None)
    return Holiday(day, known.chinese, known.value) if is_off and known is not None else None
