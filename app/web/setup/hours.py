"""Opening hours in a form: one row for every day, and a row of its own for days that differ."""

from collections import Counter
from collections.abc import Mapping
from datetime import time
from typing import Any

from flask_babel import lazy_gettext

from app.core.errors import Invalid
from app.stores.settings import DAYS_A_WEEK, MAX_RANGES_A_DAY, HoursSettings, OpenRange

RANGES = MAX_RANGES_A_DAY
# Lunch and supper: more stand behind a button.
USUAL_RANGES = 2
EVERY_DAY = "all"
DAYS = tuple(f"day{number}" for number in range(DAYS_A_WEEK))
DAY_NAMES = (
    lazy_gettext("Monday"),
    lazy_gettext("Tuesday"),
    lazy_gettext("Wednesday"),
    lazy_gettext("Thursday"),
    lazy_gettext("Friday"),
    lazy_gettext("Saturday"),
    lazy_gettext("Sunday"),
)
_SAME, _CLOSED, _OWN = "same", "closed", "own"

Day = tuple[OpenRange, ...]


def field_names() -> list[str]:
    """Every field of the form that has to do with hours."""
    times = [
        f"{row}_{end}{number}"
        for row in (EVERY_DAY, *DAYS)
        for number in range(RANGES)
        for end in ("opens", "closes")
    ]
    return [*times, *(f"{day}_mode" for day in DAYS)]


def values_of(hours: HoursSettings) -> dict[str, str]:
    """The form's values for stored hours; the most usual day is the row for every day."""
    usual = Counter(day for day in hours.weekdays if day).most_common(1)
    every: Day = usual[0][0] if usual else ()
    values = dict.fromkeys(field_names(), "")
    values |= _times(EVERY_DAY, every)
    for row, ranges in zip(DAYS, hours.weekdays, strict=True):
        is_own = bool(ranges) and ranges != every
        is_same = ranges == every or not hours.is_known
        values[f"{row}_mode"] = _SAME if is_same else _OWN if is_own else _CLOSED
        if is_own:
            values |= _times(row, ranges)
    return values


def read(values: Mapping[str, Any]) -> HoursSettings:
    """The hours that a form says. Raises Invalid, for the field whose time is wrong."""
    every = read_day(values, EVERY_DAY)
    week: list[Day] = []
    for row in DAYS:
        mode = values[f"{row}_mode"]
        if mode == _OWN:
            week.append(read_day(values, row))
        else:
            week.append(() if mode == _CLOSED else every)
    return HoursSettings(weekdays=tuple(week))


def _times(row: str, ranges: Day) -> dict[str, str]:
    values = {}
    for number, each in enumerate(ranges):
        values[f"{row}_opens{number}"] = each.opens.strftime("%H:%M")
        values[f"{row}_closes{number}"] = each.closes.strftime("%H:%M")
    return values


def read_day(values: Mapping[str, Any], row: str) -> Day:
    """The ranges in one row of a form. Raises Invalid for `<row>_hours`."""
    found: list[OpenRange] = []
    for number in range(RANGES):
        opens, closes = values[f"{row}_opens{number}"], values[f"{row}_closes{number}"]
        if not opens and not closes:
            continue
        try:
            each = OpenRange(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
        except ValueError:
            message = lazy_gettext("Give both times, like 11:00 and 14:00.")
            raise Invalid({f"{row}_hours": message}) from None
        if found and found[-1].span[1] > each.span[0]:
            message = lazy_gettext("Each time must begin after the one before has ended.")
            raise Invalid({f"{row}_hours": message})
        found.append(each)
    return tuple(found)
