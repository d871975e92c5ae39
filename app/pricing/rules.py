"""Pricing a basket."""

from dataclasses import dataclass

from app.catalog.rules import Menu, MenuDish, MenuOption, wrong_choices
from app.pricing.stages import Bill, Change, LineCharge, bill


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One line of a basket as the guest chose it.

    Staff may ask for something that is not on the menu (`open_item`, see `open_dish`), and have the
    kitchen wait with a dish (`is_held`).
    """

    dish_id: str
    quantity: int
    option_ids: tuple[str, ...] = ()
    note: str = ""
    open_item: MenuDish | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price: `unit_price_fen` is one portion with its options.

    `list_fen` is the whole line at the menu's price, `total_fen` after the line's own changes,
    `net_fen` with its share of the order's discounts (`shares`).
    """

    dish: MenuDish
    options: tuple[MenuOption, ...]
    quantity: int
    note: str
    unit_price_fen: int
    list_fen: int
    total_fen: int
    net_fen: int
    changes: tuple[Change, ...] = ()
    shares: tuple[Change, ...] = ()
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the order as a whole: its fees, and the multiple it is rounded down to."""

    fees: tuple[Change, ...] = ()
    round_down_to_fen: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced basket."""

    lines: tuple[PricedLine, ...]
    adjustments: tuple[Change, ...]
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
        if line.open_item is not None:
            continue
        dish = menu.dishes.get(line.dish_id)
        if dish is None:
            problems.append(LineProblem(index, "dish_id", "dish_unknown"))
            continue
        reason = wrong_choices(dish, list(line.option_ids))
        if reason is not None:
            problems.append(LineProblem(index, "option_ids", reason))
    return problems


def price_basket(menu: Menu, wanted: list[WantedLine], terms: Terms = Terms()) -> Quote:
    """Price lines that have no problems. Raises KeyError for a dish that is not on the menu."""
    charged = [_charge(_dish(menu, line), line) for line in wanted]
    billed = bill(
        [LineCharge(unit * line.quantity) for line, (unit, _) in zip(wanted, charged, strict=True)],
        fees=terms.fees,
        round_down_to_fen=terms.round_down_to_fen,
    )
    return _quote(menu, wanted, charged, billed)


def portions(wanted: list[WantedLine]) -> dict[str, int]:
    """How many portions of each dish a basket needs."""
    needed: dict[str, int] = {}
    for line in wanted:
        if line.open_item is not None:
            continue
        needed[line.dish_id] = needed.get(line.dish_id, 0) + line.quantity
    return needed


def open_dish(name: str, price_fen: int, station_id: str | None) -> MenuDish:
    """An open item 临时菜: something that staff sell once, at their price, made at that station."""
    return MenuDish(
        id="",
        category_id="",
        code="",
        name=name,
        name_en="",
        description="",
        description_en="",
        price_fen=price_fen,
        member_price_fen=None,
        picture=None,
        pinyin="",
        initials="",
        spice_level=0,
        tags=(),
        allergens=(),
        cook_minutes=0,
        station_id=station_id,
        is_available=True,
        remaining=None,
        option_groups=(),
    )


def _dish(menu: Menu, line: WantedLine) -> MenuDish:
    return line.open_item or menu.dishes[line.dish_id]


def _charge(dish: MenuDish, line: WantedLine) -> tuple[int, tuple[MenuOption, ...]]:
    """The price of one portion in fen, and the options that were chosen."""
    chosen = set(line.option_ids)
    options = tuple(o for group in dish.option_groups for o in group.options if o.id in chosen)
    # A smaller portion may cost less than the list price, never less than nothing.
    return max(dish.price_fen + sum(option.price_fen for option in options), 0), options


def _quote(
    menu: Menu,
    wanted: list[WantedLine],
    charged: list[tuple[int, tuple[MenuOption, ...]]],
    billed: Bill,
) -> Quote:
    lines = tuple(
        PricedLine(
            dish=_dish(menu, line),
            options=options,
            quantity=line.quantity,
            note=line.note,
            unit_price_fen=unit,
            list_fen=unit * line.quantity,
            total_fen=priced.total_fen,
            net_fen=priced.net_fen,
            shares=priced.shares,
            is_held=line.is_held,
        )
        for line, (unit, options), priced in zip(wanted, charged, billed.lines, strict=True)
    )
    return Quote(lines, billed.adjustments, billed.subtotal_fen, billed.total_fen)
