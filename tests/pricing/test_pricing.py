"""Totals are exact, and nothing that a client says about prices is read."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.catalog.rules import Menu, MenuCategory, MenuDish, MenuOption, MenuOptionGroup
from app.core.money import MAX_FEN
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.pricing import rules
from app.pricing.rules import WantedLine

FEN = st.integers(0, 100_000)


def dish(number: int, fen: int, deltas: list[int]) -> MenuDish:
    options = tuple(MenuOption(f"{number}-{n}", "", "", d, True) for n, d in enumerate(deltas))
    facts: dict[str, Any] = dict.fromkeys(MenuDish.__dataclass_fields__, "")
    group = MenuOptionGroup(f"g{number}", "", "", 0, len(options), options)
    facts.update(id=str(number), price_fen=fen, option_groups=(group,) if options else ())
    return MenuDish(**facts)


@st.composite
def baskets(draw: st.DrawFn) -> tuple[Menu, list[WantedLine]]:
    """A menu of up to six dishes, and lines that it can serve."""
    priced = draw(
        st.lists(
            st.tuples(FEN, st.lists(st.integers(-500, 5000), max_size=4)), min_size=1, max_size=6
        )
    )
    dishes = [dish(number, fen, deltas) for number, (fen, deltas) in enumerate(priced)]
    wanted = []
    for chosen in draw(st.lists(st.sampled_from(dishes), min_size=1, max_size=12)):
        ids = [o.id for group in chosen.option_groups for o in group.options]
        options = tuple(draw(st.lists(st.sampled_from(ids), unique=True))) if ids else ()
        wanted.append(WantedLine(chosen.id, draw(st.integers(1, 99)), options))
    return Menu("s", 1, (MenuCategory("c", "", "", "", tuple(dishes)),)), wanted


@given(baskets())
def test_a_total_is_the_sum_of_its_lines_to_the_fen(basket: tuple[Menu, list[WantedLine]]) -> None:
    menu, wanted = basket
    quote = rules.price_basket(menu, wanted)
    assert rules.find_problems(menu, wanted) == []
    assert quote.total_fen == quote.subtotal_fen + sum(a.amount_fen for a in quote.adjustments)
    for line, given_line in zip(quote.lines, wanted, strict=True):
        found = menu.dishes[given_line.dish_id]
        deltas = {o.id: o.price_fen for group in found.option_groups for o in group.options}
        unit = found.price_fen + sum(deltas[option_id] for option_id in given_line.option_ids)
        assert line.unit_price_fen == max(unit, 0)
        assert line.total_fen == line.unit_price_fen * given_line.quantity
    assert quote.total_fen == sum(line.total_fen for line in quote.lines) >= 0


@given(baskets(), st.randoms())
def test_the_order_of_lines_does_not_change_the_total(
    basket: tuple[Menu, list[WantedLine]], random: Any
) -> None:
    menu, wanted = basket
    shuffled = random.sample(wanted, len(wanted))
    assert (
        rules.price_basket(menu, wanted).total_fen == rules.price_basket(menu, shuffled).total_fen
    )
    assert rules.portions(wanted) == rules.portions(shuffled)


@given(st.dictionaries(st.sampled_from(["unit_price_fen", "total_fen", "price"]), st.integers()))
def test_prices_of_a_client_are_not_even_read(lies: dict[str, int]) -> None:
    honest = {"dish_id": "1", "quantity": 2}
    assert LineInput.model_validate({**honest, **lies}) == LineInput.model_validate(honest)
    body = {"lines": [honest]}
    assert PlaceOrderInput.model_validate({**body, **lies}) == PlaceOrderInput.model_validate(body)


def test_unknown_dishes_and_options_are_named() -> None:
    menu = Menu("s", 1, (MenuCategory("c", "", "", "", (dish(0, 100, [5]),)),))
    wanted = [WantedLine("0", 1), WantedLine("9", 1), WantedLine("0", 1, ("x",))]
    problems = [(p.index, p.field, p.reason) for p in rules.find_problems(menu, wanted)]
    assert problems == [(1, "dish_id", "dish_unknown"), (2, "option_ids", "option_unknown")]


def test_the_dearest_basket_stays_a_whole_number() -> None:
    menu = Menu("s", 1, (MenuCategory("c", "", "", "", (replace(dish(0, MAX_FEN, [])),)),))
    assert rules.price_basket(menu, [WantedLine("0", 99)] * 80).total_fen == MAX_FEN * 99 * 80
