"""The arithmetic of stock: exact, without a float anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory import rules
from app.inventory.rules import Circle, Part, RecipeFacts, Stock


@pytest.mark.parametrize(
    ("net", "yield_bp", "waste_bp", "gross"),
    [
        (100_000, 10_000, 0, 100_000),
        (100_000, 8_000, 0, 125_000),
        (100_000, 8_000, 500, 131_250),
        (1_000, 3_000, 0, 3_333),
        (2_000, 3_000, 0, 6_667),
    ],
)
def test_gross_is_net_by_yield_with_waste(
    net: int, yield_bp: int, waste_bp: int, gross: int
) -> None:
    assert rules.gross_of(net, yield_bp, waste_bp) == gross


def test_the_average_cost_moves_with_each_receipt() -> None:
    # 1 kg for 20 yuan, then 3 kg for 36: 4 kg at 14 yuan.
    stock = rules.received(Stock(1_000_000, 0, 2_000_000, 2_000_000), 3_000_000, 3_600_000)
    assert (stock.on_hand, stock.value, stock.cost) == (4_000_000, 5_600_000, 1_400_000)


def test_a_receipt_into_less_than_nothing_has_its_own_price() -> None:
    stock = rules.received(Stock(-500_000, 0, -1_000_000, 2_000_000), 2_000_000, 6_000_000)
    assert (stock.on_hand, stock.value, stock.cost) == (1_500_000, 4_500_000, 3_000_000)


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=30), st.integers(0, 10**9))
def test_what_is_taken_out_to_the_last_takes_all_the_value(parts: list[int], value: int) -> None:
    stock = Stock(sum(parts), 0, value, 0)
    for part in parts:
        taken = rules.value_of_taken(stock, part)
        stock = Stock(stock.on_hand - part, 0, stock.value - taken, 0)
    assert (stock.on_hand, stock.value) == (0, 0)


def test_portions_left_is_the_scarcest_ingredient() -> None:
    uses = {"meat": 150_000, "egg": 1_000}
    assert rules.portions_left(uses, {"meat": 449_000, "egg": 9_000}) == 2
    assert rules.portions_left(uses, {"egg": -1}) == 0
    assert rules.portions_left(uses, {}) is None


def test_a_recipe_of_itself_is_a_circle_also_by_a_detour() -> None:
    sauce = RecipeFacts("r1", 1, (Part("stock", 10),))
    broth = RecipeFacts("r2", 1, (Part("bones", 10),))
    rules.refuse_circle({"sauce": sauce}, "stock", ["bones"])
    with pytest.raises(Circle):
        rules.refuse_circle({"sauce": sauce, "broth": broth}, "stock", ["bones", "sauce"])


@pytest.mark.parametrize(
    ("text", "size", "quantity"),
    [("1.5", 1_000_000, 1_500_000), ("0.001", 1_000, 1), ("2", 7_920_000, 15_840_000)],
)
def test_written_numbers_are_read_exactly(text: str, size: int, quantity: int) -> None:
    assert rules.parse_quantity(text, size) == quantity


@pytest.mark.parametrize("text", ["", "-1", "x", "1e99", "1e999999", "NaN", "0.0001"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        rules.parse_quantity(text, 1_000)
