"""When a dish is sold: times of the day, weekdays, and the first and the last day."""

from datetime import date, datetime, time

import pytest

from app.catalog.sale_windows import SaleWindow, spans_of, window_of

# 2 November 2026 is a Monday.
BREAKFAST = SaleWindow(spans=spans_of("06:30-10:00；17:00–20:00"))
WEEKEND = SaleWindow(days=(5, 6))
CRABS = SaleWindow(since=date(2026, 9, 20), until=date(2026, 11, 30))
FRIDAY_NIGHT = SaleWindow(days=(4,), spans=spans_of("22:00-02:00"))


@pytest.mark.parametrize(
    ("window", "moment", "is_open"),
    [
        (BREAKFAST, "2026-11-02 06:29", False),
        (BREAKFAST, "2026-11-02 06:30", True),
        (BREAKFAST, "2026-11-02 10:00", False),
        (BREAKFAST, "2026-11-02 17:00", True),
        (WEEKEND, "2026-11-06 23:59", False),
        (WEEKEND, "2026-11-07 00:00", True),
        (WEEKEND, "2026-11-09 00:00", False),
        (CRABS, "2026-09-19 23:59", False),
        (CRABS, "2026-09-20 00:00", True),
        (CRABS, "2026-11-30 23:59", True),
        (CRABS, "2026-12-01 00:00", False),
        # What goes on past midnight belongs to the day it began on.
        (FRIDAY_NIGHT, "2026-11-06 01:00", False),
        (FRIDAY_NIGHT, "2026-11-06 22:00", True),
        (FRIDAY_NIGHT, "2026-11-07 01:59", True),
        (FRIDAY_NIGHT, "2026-11-07 02:00", False),
        (FRIDAY_NIGHT, "2026-11-07 22:30", False),
    ],
)
def test_by_example(window: SaleWindow, moment: str, is_open: bool) -> None:
    assert window.is_open(datetime.fromisoformat(moment)) is is_open


@pytest.mark.parametrize("window", [BREAKFAST, WEEKEND, CRABS, FRIDAY_NIGHT])
def test_it_is_read_as_it_was_kept(window: SaleWindow) -> None:
    assert window_of(window.as_json()) == window


def test_what_restricts_nothing_is_no_window() -> None:
    assert SaleWindow().is_always and window_of(SaleWindow().as_json()) is None
    assert SaleWindow().is_open(datetime(2026, 11, 2))  # noqa: DTZ001 - the shop's own clock


@pytest.mark.parametrize("text", ["morning", "06:30", "10:00-10:00", "25-26"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the words
        spans_of(text)


def test_midnight_may_end_a_span() -> None:
    assert spans_of("17:00-24:00") == ((time(17), time(0)),)
