"""How long dishes wait, cook and stand at the pass: by dish, station or hour, with percentiles."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

from app.catalog import queries as catalog
from app.ordering.times import LineTimes, list_line_times
from app.stores import queries as stores
from app.stores.rules import business_day_span


class By(StrEnum):
    """What the rows of the report are."""

    DISH = "dish"
    STATION = "station"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds of one stretch: how many were measured, the median, and the chosen percentile."""

    count: int
    median: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One dish, station or hour. `made` is queue and cooking together, what a guest waits for."""

    name: str
    name_en: str
    dishes: int
    queue: Span
    cook: Span
    made: Span
    serve: Span


_SPANS: dict[str, Callable[[LineTimes], float | None]] = {
    "queue": lambda line: line.queue_s,
    "cook": lambda line: line.cook_s,
    "made": lambda line: line.made_s,
    "serve": lambda line: line.serve_s,
}


def report(store_id: str, first: date, last: date, by: By, percent: int = 90) -> list[Row]:
    """The measured times of the business days from `first` to `last`, the slowest first.

    Hours come in their order. `percent` is the percentile that stands beside the median.
    """
    store = stores.get_facts(store_id)
    begin, _end = business_day_span(first, store.time_zone, store.day_starts_at)
    _begin, end = business_day_span(last, store.time_zone, store.day_starts_at)
    lines = list_line_times(store_id, begin, end)
    stations = {each.id: each for each in catalog.list_stations(store_id)}

    def key(line: LineTimes) -> tuple[str, str]:
        if by is By.DISH:
            return line.name, line.name_en
        if by is By.HOUR:
            hour = store.local(line.done_at).hour
            return f"{hour:02d}:00–{(hour + 1) % 24:02d}:00", ""
        station = stations.get(line.station_id or "")
        return (station.name, station.name_en) if station else ("", "")

    rows = [_row(name, found, percent) for name, found in _grouped(lines, key).items()]
    if by is By.HOUR:
        return sorted(rows, key=lambda row: row.name)
    return sorted(rows, key=lambda row: row.made.median or 0, reverse=True)


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest of the values that at least `percent` of them do not pass (nearest rank)."""
    if not ordered:
        return None
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def _grouped(
    lines: Iterable[LineTimes], key: Callable[[LineTimes], tuple[str, str]]
) -> dict[tuple[str, str], list[LineTimes]]:
    found: dict[tuple[str, str], list[LineTimes]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return found


def _row(name: tuple[str, str], lines: list[LineTimes], percent: int) -> Row:
    spans = {}
    for span, measure in _SPANS.items():
        values = sorted(each for each in map(measure, lines) if each is not None)
        spans[span] = Span(len(values), percentile(values, 50), percentile(values, percent))
    return Row(name[0], name[1], len(lines), **spans)
