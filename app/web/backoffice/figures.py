"""Bars of the day's charts: how high, and what stands below them."""

from dataclasses import dataclass

# Outside these hours a bar is drawn only when something was sold.
_USUAL_HOURS = range(10, 22)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `share` is whole per cent of the highest."""

    label: str
    value_fen: int
    share: int


def hour_bars(by_hour: list[int], first_hour: int) -> list[Bar]:
    """Turnover by the hour in the order of the business day, quiet nights left out."""
    order = [(first_hour + step) % 24 for step in range(24)]
    shown = [i for i, hour in enumerate(order) if by_hour[hour] or hour in _USUAL_HOURS]
    highest = max(by_hour) or 1
    return [
        Bar(f"{hour:02d}", by_hour[hour], _share(by_hour[hour], highest))
        for hour in order[min(shown) : max(shown) + 1]
    ]


def share_of(value: int, highest: int) -> int:
    """`value` as whole per cent of `highest`."""
    return _share(value, highest or 1)


def average(total_fen: int, count: int) -> int:
    """`total_fen` per piece, rounded half up to a whole fen; 0 when there is none."""
    return (2 * total_fen + count) // (2 * count) if count else 0


def _share(value: int, highest: int) -> int:
    # A bar that is there at all must be seen.
    return max(2, round(100 * value / highest)) if value else 0
