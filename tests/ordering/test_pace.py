"""How long cooking takes: what must hold for every order."""

from hypothesis import given
from hypothesis import strategies as st

from app.ordering.pace import (
    MAX_MINUTES,
    CookedLine,
    measured_minutes,
    order_minutes,
    portion_minutes,
    told_range,
    wait_minutes,
)

LINES = st.lists(st.builds(CookedLine, st.integers(0, 60), st.integers(1, 20)), max_size=12)


def test_by_example() -> None:
    assert order_minutes([]) == 0
    assert order_minutes([CookedLine(8, 1)]) == 8
    # Five portions take twice as long as one; a second dish adds a quarter of its own time.
    assert order_minutes([CookedLine(8, 5)]) == 16
    assert order_minutes([CookedLine(12, 1), CookedLine(8, 1)]) == 14
    assert [told_range(n) for n in (0, 12, 15, 47)] == [(5, 10), (10, 15), (15, 20), (45, 55)]
    assert [wait_minutes(n, 2) for n in (0, 1, 30)] == [0, 1, 15]


@given(LINES)
def test_between_the_longest_dish_and_everything_one_by_one(lines: list[CookedLine]) -> None:
    longest = max((line.minutes for line in lines), default=0)
    alone = sum(line.minutes * line.quantity for line in lines)
    assert min(longest, MAX_MINUTES) <= order_minutes(lines) <= alone


@given(LINES, st.randoms())
def test_the_order_of_the_lines_does_not_matter(lines: list[CookedLine], random: object) -> None:
    mixed = list(lines)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert order_minutes(mixed) == order_minutes(lines)


@given(LINES, st.builds(CookedLine, st.integers(0, 60), st.integers(1, 20)))
def test_more_never_takes_less(lines: list[CookedLine], more: CookedLine) -> None:
    assert order_minutes([*lines, more]) >= order_minutes(lines)


@given(st.integers(0, 500))
def test_what_is_told_holds_what_was_worked_out(minutes: int) -> None:
    low, high = told_range(minutes)
    assert low <= max(minutes, low) <= high
    assert low % 5 == high % 5 == 0


@given(st.integers(1, 60), st.integers(1, 20))
def test_measuring_turns_round_what_planning_adds(minutes: int, quantity: int) -> None:
    seconds = CookedLine(minutes, quantity).quarters / 4 * 60
    assert round(portion_minutes(seconds, quantity)) == minutes


def test_few_measurements_say_nothing_and_one_odd_one_changes_little() -> None:
    assert measured_minutes([5, 6, 7, 8]) is None
    assert measured_minutes([5, 6, 7, 8, 300]) == 7
    assert measured_minutes([0.0] * 9) == 1
