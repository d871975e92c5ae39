"""Queues, waiting times and overlaps: what must hold for every party."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seating.rules import (
    Span,
    code_of,
    expected_wait,
    masked_phone,
    queue_of,
    told_wait,
    usual_stay,
)

MINUTES = st.lists(st.integers(0, 200), max_size=12)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_by_example() -> None:
    assert [queue_of(n, 4, 8) for n in (1, 4, 5, 8, 9, 40)] == ["A", "A", "B", "B", "C", "C"]
    assert [code_of("A", n) for n in (1, 42, 100)] == ["A01", "A42", "A100"]
    # Two tables, taken 60 and 10 minutes ago, of guests who stay 75: the first is free in 15.
    assert expected_wait([60, 10], 0, 75, 0) == 15
    assert expected_wait([60, 10], 0, 75, 1) == 65
    assert expected_wait([60, 10], 0, 75, 2) == 90
    assert expected_wait([60], 1, 75, 0) == 0
    assert expected_wait([], 0, 75, 0) is None
    assert [told_wait(n) for n in (0, 1, 15, 16)] == [0, 5, 15, 20]
    assert usual_stay([40.0] * 9, 75) == 75
    assert usual_stay([40.0] * 9 + [300.0], 75) == 40


@given(MINUTES, st.integers(0, 5), st.integers(10, 180), st.integers(0, 20))
def test_who_comes_later_never_waits_less(
    taken: list[int], free: int, stay: int, ahead: int
) -> None:
    first, next_one = (expected_wait(taken, free, stay, n) for n in (ahead, ahead + 1))
    if first is None:
        assert next_one is None
    else:
        assert next_one is not None
        assert 0 <= first <= next_one


@given(MINUTES, st.integers(10, 180), st.integers(0, 20))
def test_one_more_free_table_never_makes_anybody_wait_longer(
    taken: list[int], stay: int, ahead: int
) -> None:
    before, after = expected_wait(taken, 1, stay, ahead), expected_wait(taken, 2, stay, ahead)
    assert before is not None
    assert after is not None
    assert after <= before


@pytest.mark.parametrize(
    ("start", "minutes", "crosses"),
    [(0, 120, True), (119, 60, True), (120, 60, False), (-60, 60, False), (-60, 61, True)],
)
def test_one_reservation_may_follow_upon_the_other(
    start: int, minutes: int, crosses: bool
) -> None:
    other = Span(NOON + timedelta(minutes=start), minutes)
    assert Span(NOON, 120).overlaps(other) is crosses
    assert other.overlaps(Span(NOON, 120)) is crosses


def test_a_masked_telephone_calls_nobody() -> None:
    assert masked_phone("13800138000") == "138****8000"
    assert masked_phone("12345") == "*****"
    assert masked_phone("") == ""
