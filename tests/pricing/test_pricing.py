"""Totals are exact, and nothing that a client says about prices is read."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.catalog.models import GroupKind, PriceKind
from app.catalog.rules import Menu, MenuCategory, MenuDish, MenuOption, MenuOptionGroup
from app.catalog.sale_windows import SaleWindow
from app.core.money import MAX_FEN
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.pricing import rules
from app.pricing.rules import Terms, WantedLine, open_dish

FEN = st.integers(0, 100_000)


def dish(number: int, fen: int, deltas: list[int]) -> MenuDish:
    options = tuple(MenuOption(f"{number}-{n}", "", "", d, True) for n, d in enumerate(deltas))
    plain = open_dish("", fen, None)
    group = MenuOptionGroup(f"g{number}", "", "", 0, len(options), options)
    return replace(plain, id=str(number), option_groups=(group,) if options else ())


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
    assert rules.portions(menu, wanted) == rules.portions(menu, shuffled)


@st.composite
def sets(draw: st.DrawFn) -> tuple[Menu, WantedLine, list[str]]:
    """A menu with a set meal "n of m", a line that chooses from it, and the dishes chosen."""
    parts = [dish(n, draw(FEN), []) for n in range(draw(st.integers(2, 6)))]
    count = draw(st.integers(1, 4))
    answers = tuple(
        MenuOption(f"a{n}", "", "", extra, True, part_id=part.id, portions=n + 1)
        for n, (part, extra) in enumerate((part, draw(st.integers(0, 900))) for part in parts)
    )
    group = MenuOptionGroup("g", "", "", count, count, answers, GroupKind.SET, may_repeat=True)
    included = (MenuOption("i", "", "", 0, True, part_id="0", portions=2),)
    pickup = draw(st.none() | FEN)
    base = replace(dish(99, draw(FEN), []), packing_fee_fen=draw(st.integers(0, 300)))
    meal = replace(base, option_groups=(group,), included=included, pickup_price_fen=pickup)
    ids = draw(st.lists(st.sampled_from([a.id for a in answers]), min_size=count, max_size=count))
    menu = Menu("s", 1, (MenuCategory("c", "", "", "", (*parts, meal)),))
    return menu, WantedLine("99", draw(st.integers(1, 20)), tuple(ids)), ids


@given(sets(), st.sampled_from(["dine_in", "pickup"]))
def test_a_set_costs_its_price_and_surcharges_whatever_its_dishes_cost(
    wanted: tuple[Menu, WantedLine, list[str]], order_type: str
) -> None:
    menu, line, ids = wanted
    meal = menu.dishes["99"]
    assert rules.find_problems(menu, [line]) == []
    quote = rules.price_basket(menu, [line], Terms(order_type))
    extra = sum(option.price_fen for option in meal.pick(ids))
    base, packing = meal.price_fen, 0
    if order_type == "pickup":
        base = meal.price_fen if meal.pickup_price_fen is None else meal.pickup_price_fen
        packing = meal.packing_fee_fen
    assert quote.total_fen == (base + extra + packing) * line.quantity
    assert quote.lines[0].list_fen == (meal.price_fen + extra) * line.quantity
    dishes = sum(quantity for _, quantity in quote.lines[0].parts)
    chosen = sum(int(each[1:]) + 1 for each in ids)
    assert dishes == (chosen + 2) * line.quantity


@given(sets())
def test_what_a_set_takes_is_what_the_kitchen_cooks(
    wanted: tuple[Menu, WantedLine, list[str]],
) -> None:
    menu, line, _ = wanted
    needed = rules.portions(menu, [line])
    cooked = {part.id: count for part, count in rules.price_basket(menu, [line]).lines[0].parts}
    assert {each: n for each, n in needed.dishes.items() if each != "99"} == cooked


def test_a_size_replaces_the_price_and_is_the_same_for_pick_up() -> None:
    small = MenuOption("s", "", "", 900 - 1500, True, own_price_fen=900)
    group = MenuOptionGroup("g", "", "", 1, 1, (small,), GroupKind.SIZE)
    tea = replace(dish(0, 1500, []), option_groups=(group,), pickup_price_fen=1400)
    menu = Menu("s", 1, (MenuCategory("c", "", "", "", (tea,)),))
    for terms in (Terms(), Terms("pickup")):
        assert rules.price_basket(menu, [WantedLine("0", 2, ("s",))], terms).total_fen == 1800


def test_an_open_price_costs_nothing_before_it_is_known() -> None:
    fish = replace(dish(0, 8800, []), price_kind=PriceKind.WEIGHED)
    menu = Menu("s", 1, (MenuCategory("c", "", "", "", (fish,)),))
    quote = rules.price_basket(menu, [WantedLine("0", 1)])
    assert (quote.total_fen, quote.lines[0].unit_price_fen) == (0, 8800)
    assert quote.lines[0].is_price_open


def test_least_quantities_steps_and_times_of_sale_bind_guests_and_not_staff() -> None:
    window = SaleWindow(spans=((time(6, 30), time(10)),))
    bun = replace(dish(0, 300, []), min_quantity=3, quantity_step=2, window=window)
    menu = Menu("s", 1, (MenuCategory("c", "", "", "", (bun,)),))

    def reasons(hour: int, *quantities: int) -> list[str]:
        wanted = [WantedLine("0", quantity) for quantity in quantities]
        moment = datetime(2026, 11, 2, hour, tzinfo=UTC)
        return [p.reason for p in rules.find_problems(menu, wanted, moment)]

    assert reasons(8, 3) == reasons(8, 5) == reasons(8, 2, 1) == []
    assert reasons(8, 2) == ["below_min"]
    assert reasons(8, 4) == reasons(8, 3, 1) == ["off_step"]
    assert reasons(10, 3) == ["off_hours"]
    assert rules.find_problems(menu, [WantedLine("0", 1)]) == []


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
