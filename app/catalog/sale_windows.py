"""When a dish is sold: times of the day, weekdays and dates on the shop's own clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SaleWindow:
    """When a dish is sold; what is empty or None does not restrict it.

    `days` counts Monday as 0. A span whose end is not after its start goes on past midnight and
    belongs to the day it began on. `since` and `until` are the first and the last day.
    """

    days: tuple[int, ...] = ()
    spans: tuple[tuple[time, time], ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def is_always(self) -> bool:
        """Whether it restricts nothing."""
        return not (self.days or self.spans or self.since or self.until)

    def is_open(self, moment: datetime) -> bool:
        """Whether the dish is sold at `moment`, a moment on the shop's clock."""
        today, now = moment.date(), moment.time()
        if not self.spans:
            return self._covers(today)
        for start, end in self.spans:
            if start < end:
                if start <= now < end and self._covers(today):
                    return True
            elif (now >= start and self._covers(today)) or (
                now < end and self._covers(today - _DAY)
            ):
                return True
        return False

    def as_json(self) -> dict[str, Any]:
        """The window as it is kept with a dish and told to phones."""
        kept = {
            "days": list(self.days),
            "spans": [[_clock(start), _clock(end)] for start, end in self.spans],
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }
        return {name: value for name, value in kept.items() if value}

    def _covers(self, day: date) -> bool:
        if self.days and day.weekday() not in self.days:
            return False
        if self.since is not None and day < self.since:
            return False
        return self.until is None or day <= self.until


def window_of(kept: dict[str, Any] | None) -> SaleWindow | None:
    """The window that `SaleWindow.as_json` wrote; None when it restricts nothing."""
    if not kept:
        return None
    return SaleWindow(
        days=tuple(kept.get("days", ())),
        spans=tuple(
            (time.fromisoformat(start), time.fromisoformat(end))
            for start, end in kept.get("spans", ())
        ),
        since=date.fromisoformat(kept["since"]) if kept.get("since") else None,
        until=date.fromisoformat(kept["until"]) if kept.get("until") else None,
    )


def spans_of(text: str) -> tuple[tuple[time, time], ...]:
    """Times as people write them: "06:30-10:00; 17:00–21:00". Raises ValueError."""
    for stroke in "–—~～至到":
        text = text.replace(stroke, "-")
    text = text.replace("：", ":")
    for stroke in "；,，、\n":
        text = text.replace(stroke, ";")
    spans = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        start, end = (_time(each.strip()) for each in part.split("-"))
        if start == end:
            raise ValueError(part)
        spans.append((start, end))
    return tuple(spans)


def spans_text(window: SaleWindow | None) -> str:
    """The times of a window as `spans_of` reads them again."""
    spans = window.spans if window else ()
    return "; ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M")


def _time(text: str) -> time:
    hours, minutes = text.split(":")
    # Midnight as the end of a day, as opening hours are written.
    return time(int(hours) % 24, int(minutes))
