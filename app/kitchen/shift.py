"""The kitchen's day in a few figures: what hangs at the pass when the shift ends."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from statistics import mean

from app.kitchen.settings import KitchenSettings
from app.ordering.times import LineTimes, list_line_times
from app.settings import queries as settings
from app.stores import queries as stores
from app.stores.queries import StoreFacts
from app.stores.rules import business_day_span

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ShiftCard:
    """What a station did today. Minutes are whole; None where nothing was measured.

    `late` counts dishes that took as long as the owner calls red; `peak_hour` is the local hour
    with the most dishes done, `busiest` the dish made most often with its portions.
    """

    dishes: int
    portions: int
    average_minutes: int | None
    longest: LineTimes | None
    late: int
    peak_hour: int | None
    peak_dishes: int
    busiest: tuple[LineTimes, int] | None
    by_hour: tuple[tuple[int, int], ...]

    @property
    def longest_minutes(self) -> int:
        """How long the longest dish took."""
        return round((self.longest.made_s or 0) / _MINUTE) if self.longest else 0


def shift_card(store_id: str, station_id: str | None = None) -> ShiftCard:
    """The business day so far, of one station or of the whole kitchen."""
    store = stores.get_facts(store_id)
    begin, end = business_day_span(store.business_date(), store.time_zone, store.day_starts_at)
    done = [
        line
        for line in list_line_times(store_id, begin, end)
        if station_id is None or line.station_id in (station_id, None)
    ]
    return summarize(done, settings.get(store_id, KitchenSettings), store)


def summarize(done: list[LineTimes], allowed: KitchenSettings, store: StoreFacts) -> ShiftCard:
    """The figures of these lines."""
    timed = [line for line in done if line.made_s is not None]
    spans = [line.made_s or 0.0 for line in timed]
    hours = Counter(_hour(store, line.done_at) for line in done)
    peak = max(hours.items(), key=lambda each: each[1], default=(None, 0))
    made: Counter[str] = Counter()
    for line in done:
        made[line.name] += line.quantity
    top = made.most_common(1)
    late = sum(
        (line.made_s or 0) >= allowed.thresholds(line.order_type.value)[1] * _MINUTE
        for line in timed
    )
    return ShiftCard(
        dishes=len(done),
        portions=sum(line.quantity for line in done),
        average_minutes=round(mean(spans) / _MINUTE) if spans else None,
        longest=max(timed, key=lambda line: line.made_s or 0, default=None),
        late=late,
        peak_hour=peak[0],
        peak_dishes=peak[1],
        busiest=_named(done, top[0]) if top else None,
        by_hour=tuple(sorted(hours.items())),
    )


def _named(done: list[LineTimes], top: tuple[str, int]) -> tuple[LineTimes, int]:
    return next(line for line in done if line.name == top[0]), top[1]


def _hour(store: StoreFacts, moment: datetime) -> int:
    return store.local(moment).hour
