"""The stages of a bill: exact to the fen, never negative, the same in whatever order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pricing import stages
from app.pricing.stages import Change, LineCharge, OrderDiscount, Stage

FEN = st.integers(0, 200_000)


@st.composite
def lines(draw: st.DrawFn) -> LineCharge:
    changes = tuple(
        Change(draw(st.sampled_from([Stage.CHANNEL, Stage.LINE_DISCOUNT])), key, key, fen)
        for key, fen in draw(
            st.lists(st.tuples(st.sampled_from("abc"), st.integers(-90_000, 9_000)), max_size=3)
        )
    )
    return LineCharge(draw(FEN), changes, draw(st.booleans()))


@st.composite
def discounts(draw: st.DrawFn) -> OrderDiscount:
    if draw(st.booleans()):
        return OrderDiscount(draw(st.uuids()).hex, "", off_bp=draw(st.integers(0, 10_000)))
    return OrderDiscount(draw(st.uuids()).hex, "", off_fen=draw(FEN))


FEES = st.lists(FEN.map(lambda fen: Change(Stage.FEE, "cover", "", fen)), max_size=2)
ROUNDING = st.sampled_from([1, 10, 50, 100, 1000])


def sums(bill: stages.Bill, stage: Stage) -> int:
    return sum(c.amount_fen for c in bill.adjustments if c.stage is stage)


@given(st.lists(lines(), max_size=12), st.lists(discounts(), max_size=4), FEES, ROUNDING)
def test_a_bill_adds_up_to_the_fen_and_is_never_negative(
    charged: list[LineCharge], off: list[OrderDiscount], fees: list[Change], rounding: int
) -> None:
    bill = stages.bill(charged, off, fees, rounding)
    assert bill.subtotal_fen == sum(line.total_fen for line in bill.lines)
    assert bill.total_fen == bill.subtotal_fen + sum(c.amount_fen for c in bill.adjustments) >= 0
    assert bill.total_fen % rounding == 0
    nets = [line.net_fen for line in bill.lines]
    assert min(nets, default=0) >= 0
    # What the lines bring in and the fees are the total, but for what rounding took of the fees.
    rounded = sum(
        c.amount_fen for line in bill.lines for c in line.shares if c.stage is Stage.ROUNDING
    )
    unshared = sums(bill, Stage.ROUNDING) - rounded
    assert sum(nets) + sums(bill, Stage.FEE) + unshared == bill.total_fen
    for line, asked in zip(bill.lines, charged, strict=True):
        if not asked.is_discountable:
            assert all(c.stage is Stage.ROUNDING for c in line.shares)


@given(
    st.lists(lines(), max_size=10), st.lists(discounts(), max_size=4), FEES, ROUNDING, st.randoms()
)
def test_neither_the_order_of_lines_nor_of_discounts_changes_the_total(
    charged: list[LineCharge],
    off: list[OrderDiscount],
    fees: list[Change],
    rounding: int,
    random: Any,
) -> None:
    total = stages.bill(charged, off, fees, rounding).total_fen
    for each in (charged, off, fees):
        random.shuffle(each)
    assert stages.bill(charged, off, fees, rounding).total_fen == total


@given(FEN, st.lists(st.integers(0, 50_000), min_size=1, max_size=30))
def test_parts_sum_to_the_whole_and_follow_the_weights(amount: int, weights: list[int]) -> None:
    parts = stages.share(amount, weights)
    assert sum(parts) == amount
    assert min(parts) >= 0
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - amount * weight / whole) < 1
            assert weight > 0 or part == 0
            assert amount > whole or part <= weight


def test_nothing_cannot_be_shared_among_nobody() -> None:
    with pytest.raises(ValueError, match="nothing to share"):
        stages.share(1, [])


@given(FEN, st.integers(1, 40))
def test_even_parts_differ_by_a_fen_at_most(amount: int, people: int) -> None:
    parts = stages.even_parts(amount, people)
    assert sum(parts) == amount
    assert max(parts) - min(parts) <= 1


def test_a_worked_bill() -> None:
    """The example of docs/pricing.md."""
    beef = LineCharge(8800)
    comped = LineCharge(1200, (Change(Stage.LINE_DISCOUNT, "comp", "", -1200),))
    rice = LineCharge(600, is_discountable=False)
    bill = stages.bill(
        [beef, comped, rice],
        [OrderDiscount("staff", "九折", off_bp=1000), OrderDiscount("voucher", "券", off_fen=500)],
        [Change(Stage.FEE, "cover_charge", "", 400)],
        round_down_to_fen=100,
    )
    assert bill.subtotal_fen == 9400
    assert [(c.key, c.amount_fen) for c in bill.adjustments] == [
        ("staff", -880),
        ("voucher", -500),
        ("cover_charge", 400),
        ("round_down", -20),
    ]
    assert bill.total_fen == 8400
    assert [line.net_fen for line in bill.lines] == [7401, 0, 599]
