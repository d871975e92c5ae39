"""The business day, worked out without a database or a clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def business_date(moment: datetime, time_zone: str, day_starts_at: time) -> date:
    """The business day that `moment` (aware) falls into.

    With a cut-over at 04:00, 03:59 local time still belongs to the day before.
    """
    local = moment.astimezone(ZoneInfo(time_zone))
    before_cutover = local.time() < day_starts_at
    return local.date() - timedelta(days=1) if before_cutover else local.date()


def business_day_span(day: date, time_zone: str, day_starts_at: time) -> tuple[datetime, datetime]:
    """The first moment of business day `day` and the first after it, in UTC."""
    zone = ZoneInfo(time_zone)
    start = datetime.combine(day, day_starts_at, tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), day_starts_at, tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)
