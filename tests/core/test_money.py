"""Whole fen: nothing is lost, nothing appears."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import money

FEN = st.integers(min_value=0, max_value=money.MAX_FEN)


@given(FEN, st.lists(st.integers(0, 10_000), min_size=1, max_size=30).filter(sum))
def test_the_parts_of_a_split_sum_to_the_whole_and_are_fair(fen: int, weights: list[int]) -> None:
    parts = money.split(fen, weights)
    assert sum(parts) == fen
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(fen * weight, sum(weights))) < 1
        assert weight or not part


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_there_must_be_something_to_share_by(weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"\["):
        money.split(100, weights)


@given(FEN)
def test_what_is_shown_can_be_read_again(fen: int) -> None:
    assert money.parse_yuan(money.show(fen)) == fen
    assert money.parse_yuan(money.short(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("38", 3800),
        ("38.5", 3850),
        ("￥38.50", 3850),
        ("¥ 1,280", 128_000),
        ("１２.５", 1250),
        (" 12元 ", 1200),
        ("0", 0),
        ("0.01", 1),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, fen: int) -> None:
    assert money.parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "免费",
        "-1",
        "1.005",
        "1e99",
        "1e999999",
        "NaN",
        "Infinity",
        "12 34",
        "0x10",
        "10000000.01",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        money.parse_yuan(text)


@given(FEN, st.integers(0, 10_000))
def test_a_percentage_is_within_half_a_fen(fen: int, basis_points: int) -> None:
    assert abs(money.percent(fen, basis_points) - Fraction(fen * basis_points, 10_000)) <= Fraction(
        1, 2
    )


@pytest.mark.parametrize(
    ("fen", "text"), [(1234, "12.34"), (5, "0.05"), (-150, "-1.50"), (0, "0.00")]
)
def test_amounts_are_shown_with_two_decimals(fen: int, text: str) -> None:
    assert money.show(fen) == text
