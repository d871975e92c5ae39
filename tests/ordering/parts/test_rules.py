"""The parts of a bill sum to the whole, to the fen, however it is split."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ordering.parts import rules
from app.ordering.parts.rules import Owed, Part, Portion

FEN = st.integers(min_value=0, max_value=50_000)
OWED = st.lists(FEN, min_size=1, max_size=6).map(
    lambda fens: [Owed(f"o{n}", fen) for n, fen in enumerate(fens)]
)


@st.composite
def bills(draw: st.DrawFn) -> list[Portion]:
    """Priced lines of a few orders."""
    portions: list[Portion] = []
    for order in range(draw(st.integers(1, 3))):
        lines = [
            Portion(f"o{order}l{n}", f"o{order}", draw(st.integers(1, 5)), draw(FEN))
            for n in range(draw(st.integers(1, 4)))
        ]
        portions += rules.price_lines(draw(FEN), lines)
    return portions


def _costs(portions: list[Portion], groups: list[dict[str, int]]) -> list[int]:
    """What each group comes to, cut off one after the other."""
    free, costs = {each.line_id: each for each in portions}, []
    for group in groups:
        costs.append(0)
        for line_id, quantity in group.items():
            mine, free[line_id] = rules.cut(free[line_id], quantity)
            costs[-1] += mine.fen
    return costs


def by_order(parts: list[Part]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for part in parts:
        for each in part.shares:
            sums[each.order_id] += each.fen
    return sums


@given(OWED, st.integers(2, 12))
def test_even_parts_sum_to_every_order_and_differ_by_a_fen(owed: list[Owed], n: int) -> None:
    whole = sum(each.fen for each in owed)
    if whole < n:
        with pytest.raises(ValueError, match="nothing to pay"):
            rules.even(owed, n)
        return
    parts = rules.even(owed, n)
    assert len(parts) == n
    assert max(p.fen for p in parts) - min(p.fen for p in parts) <= 1
    assert by_order(parts) == +Counter({each.order_id: each.fen for each in owed})


@given(OWED, st.lists(st.integers(1, 30_000), min_size=1, max_size=5))
def test_amounts_and_the_rest_sum_to_every_order(owed: list[Owed], amounts: list[int]) -> None:
    whole = sum(each.fen for each in owed)
    if sum(amounts) > whole:
        with pytest.raises(ValueError, match="more than the bill"):
            rules.by_amounts(owed, amounts)
        return
    parts = rules.by_amounts(owed, amounts)
    assert [part.fen for part in parts[: len(amounts)]] == amounts
    assert by_order(parts) == +Counter({each.order_id: each.fen for each in owed})


@given(bills(), st.data())
def test_dishes_and_the_rest_sum_to_every_order(
    portions: list[Portion], data: st.DataObject
) -> None:
    left = {each.line_id: each.quantity for each in portions}
    groups = []
    for _ in range(data.draw(st.integers(1, 4))):
        able = [line for line, n in left.items() if n]
        if not able:
            break
        group = {}
        for line in data.draw(st.lists(st.sampled_from(able), min_size=1, unique=True)):
            group[line] = data.draw(st.integers(1, left[line]))
            left[line] -= group[line]
        groups.append(group)
    loose = [Owed("fees", data.draw(FEN))]
    if not all(_costs(portions, groups)):
        with pytest.raises(ValueError, match="nothing to pay"):
            rules.by_items(portions, groups, loose)
        return
    parts = rules.by_items(portions, groups, loose)
    wanted = Counter({"fees": loose[0].fen})
    for each in portions:
        wanted[each.order_id] += each.fen
    assert by_order(parts) == +wanted
    for group, part in zip(groups, parts, strict=False):
        assert {p.line_id: p.quantity for p in part.portions} == group


@pytest.mark.parametrize("group", [{"a": 3}, {"a": 0}, {"x": 1}, {"a": -1}])
def test_no_more_of_a_line_than_there_is(group: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"a|x"):
        rules.by_items([Portion("a", "o", 2, 100)], [group])


def test_a_line_is_not_in_two_parts() -> None:
    with pytest.raises(ValueError, match="a"):
        rules.by_items([Portion("a", "o", 1, 100), Portion("b", "o", 1, 5)], [{"a": 1}, {"a": 1}])
