"""When a shop is open on a given day: its weekday's hours, unless the day is a special one."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.settings import queries as settings
from app.stores import queries
from app.stores.settings import HoursSettings, OpenRange, SpecialDaysSettings


def ranges_on(store_id: str, day: date) -> tuple[OpenRange, ...]:
    """From when to when the shop is open on a day of its own calendar; empty: closed."""
    special = settings.get(store_id, SpecialDaysSettings).on(day)
    if special is not None:
        return special.ranges
    return settings.get(store_id, HoursSettings).weekdays[day.weekday()]


def spans_on(store_id: str, day: date) -> list[tuple[datetime, datetime]]:
    """The same as moments on the store's clock. A late evening ends on the following day."""
    zone = ZoneInfo(queries.get_facts(store_id).time_zone)
    midnight = datetime.combine(day, time.min, tzinfo=zone)
    return [
        (midnight + timedelta(minutes=start), midnight + timedelta(minutes=end))
        for start, end in (each.span for each in ranges_on(store_id, day))
    ]


def says_hours(store_id: str) -> bool:
    """Whether the owner has said when the shop is open."""
    special = settings.get(store_id, SpecialDaysSettings)
    is_usual = settings.get(store_id, HoursSettings).is_known
    return is_usual or any(each.ranges for each in special.days)
