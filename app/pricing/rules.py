"""Pricing a basket."""

from dataclasses import dataclass

from app.catalog.rules import Menu, MenuDish, MenuOption, wrong_choices


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One line of a basket as the guest chose it."""

    dish_id: str
    quantity: int
    option_ids: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price: `unit_price_fen` is one portion with its options."""

    dish: MenuDish
    options: tuple[MenuOption, ...]
    quantity: int
    note: str
    unit_price_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A named difference between the sum of the lines and the total, in fen."""

    label: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced basket."""

    lines: tuple[PricedLine, ...]
    adjustments: tuple[Adjustment, ...]
    subtotal_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why line `index` cannot be priced: `field` is wrong for `reason`."""

    index: int
    field: str
    reason: str


def find_problems(menu: Menu, wanted: list[WantedLine]) -> list[LineProblem]:
    """Every line that this menu cannot serve as asked; sold-out dishes are not among them."""
    problems = []
    for index, line in enumerate(wanted):
        dish = menu.dishes.get(line.dish_id)
        if dish is None:
            problems.append(LineProblem(index, "dish_id", "dish_unknown"))
            continue
        reason = wrong_choices(dish, list(line.option_ids))
        if reason is not None:
            problems.append(LineProblem(index, "option_ids", reason))
    return problems


def price_basket(menu: Menu, wanted: list[WantedLine]) -> Quote:
    """Price lines that have no problems. Raises KeyError for a dish that is not on the menu."""
    lines = tuple(_price_line(menu.dishes[line.dish_id], line) for line in wanted)
    subtotal = sum(line.total_fen for line in lines)
    return Quote(lines, (), subtotal, subtotal)


def portions(wanted: list[WantedLine]) -> dict[str, int]:
    """How many portions of each dish a basket needs."""
    needed: dict[str, int] = {}
    for line in wanted:
        needed[line.dish_id] = needed.get(line.dish_id, 0) + line.quantity
    return needed


def _price_line(dish: MenuDish, line: WantedLine) -> PricedLine:
    chosen = set(line.option_ids)
    options = tuple(o for group in dish.option_groups for o in group.options if o.id in chosen)
    # A smaller portion may cost less than the list price, never less than nothing.
    unit = max(dish.price_fen + sum(option.price_fen for option in options), 0)
    return PricedLine(dish, options, line.quantity, line.note, unit, unit * line.quantity)
