"""Pricing a basket."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from app.catalog.rules import Menu, MenuDish, MenuOption, wrong_choices, wrong_quantity
from app.pricing.stages import Bill, Change, LineCharge, Stage, bill

PICKUP = "pickup"
PACKING_FEE = "packing_fee"
COVER_CHARGE = "cover_charge"
PICKUP_PRICE = "pickup_price"


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One line of a basket as the guest chose it.

    Staff may ask for something that is not on the menu (`open_item`, see `open_dish`), and have the
    kitchen wait with a dish (`is_held`). `added_by` is who put it into a shared cart.
    """

    dish_id: str
    quantity: int
    option_ids: tuple[str, ...] = ()
    note: str = ""
    open_item: MenuDish | None = None
    is_held: bool = False
    added_by: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its price: `unit_price_fen` is one portion with its options.

    `list_fen` is the whole line at the menu's price, `total_fen` after the line's own changes,
    `net_fen` with its share of the order's discounts (`shares`). A set meal has `parts`: the
    dishes it is made of, with how many of each for the whole line. A line whose price is open
    costs nothing until it was weighed; its `unit_price_fen` is then that of 500 g.
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
    packing_fee_fen: int = 0
    added_by: str = ""
    parts: tuple[tuple[MenuDish, int], ...] = ()

    @property
    def is_price_open(self) -> bool:
        """Whether staff still have to weigh it or to say its price."""
        return self.dish.is_price_open


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the order as a whole: its type, its fees, what it is rounded down to."""

    order_type: str = "dine_in"
    fees: tuple[Change, ...] = ()
    round_down_to_fen: int = 1


@dataclass(frozen=True, slots=True)
class Needed:
    """The portions that a basket takes: of dishes and of options, by their ids.

    `ordered` tells for each option, and each dish of a set meal, which dish was ordered.
    """

    dishes: dict[str, int] = field(default_factory=dict)
    options: dict[str, int] = field(default_factory=dict)
    ordered: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced basket; `needed` is what it takes of all that somebody counts."""

    lines: tuple[PricedLine, ...]
    adjustments: tuple[Change, ...]
    subtotal_fen: int
    total_fen: int
    needed: Needed = field(default_factory=Needed)


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why line `index` cannot be priced: `field` is wrong for `reason`."""

    index: int
    field: str
    reason: str
    dish: MenuDish | None = None


def find_problems(
    menu: Menu, wanted: list[WantedLine], moment: datetime | None = None
) -> list[LineProblem]:
    """Every line that this menu cannot serve as asked; sold-out dishes are not among them.

    With a `moment` on the shop's clock also those that the house does not sell so to guests: at
    another time only, or in other quantities, counted over all lines of a dish.
    """
    problems = []
    quantities = _quantities(wanted)
    for index, line in enumerate(wanted):
        if line.open_item is not None:
            continue
        dish = menu.dishes.get(line.dish_id)
        if dish is None:
            problems.append(LineProblem(index, "dish_id", "dish_unknown"))
            continue
        reason = wrong_choices(dish, line.option_ids)
        if reason is not None:
            problems.append(LineProblem(index, "option_ids", reason, dish))
        if moment is None:
            continue
        if not dish.is_sold_at(moment):
            problems.append(LineProblem(index, "dish_id", "off_hours", dish))
        # Told once, at the first line of the dish.
        reason = wrong_quantity(dish, quantities.pop(dish.id)) if dish.id in quantities else None
        if reason is not None:
            problems.append(LineProblem(index, "quantity", reason, dish))
    return problems


def price_basket(menu: Menu, wanted: list[WantedLine], terms: Terms = Terms()) -> Quote:
    """Price lines that have no problems. Raises KeyError for a dish that is not on the menu."""
    is_pickup = terms.order_type == PICKUP
    charged = [_charge(_dish(menu, line), line, is_pickup) for line in wanted]
    billed = bill(
        [LineCharge(each.list_fen, each.changes) for each in charged],
        fees=(*terms.fees, *_packing(charged)),
        round_down_to_fen=terms.round_down_to_fen,
    )
    return replace(_quote(menu, charged, billed), needed=counted(menu, portions(menu, wanted)))


def portions(menu: Menu, wanted: list[WantedLine]) -> Needed:
    """What a basket takes, set meals as their dishes too."""
    needed = Needed()
    for line in wanted:
        if line.open_item is not None:
            continue
        dish = menu.dishes[line.dish_id]
        options = dish.pick(line.option_ids)
        _add(needed.dishes, dish.id, line.quantity)
        for part_id, count in dish.parts_of(options).items():
            _add(needed.dishes, part_id, count * line.quantity)
            needed.ordered[part_id] = dish.id
        for option in options:
            _add(needed.options, option.id, line.quantity)
            needed.ordered[option.id] = dish.id
    return needed


def counted(menu: Menu, needed: Needed) -> Needed:
    """Only what somebody counts."""
    return Needed(
        {i: n for i, n in needed.dishes.items() if menu.dishes[i].remaining is not None},
        {i: n for i, n in needed.options.items() if menu.options[i].remaining is not None},
        needed.ordered,
    )


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


@dataclass(frozen=True, slots=True)
class _Charged:
    """A line before the stages of its order."""

    line: WantedLine
    dish: MenuDish
    options: tuple[MenuOption, ...]
    unit_fen: int
    list_fen: int
    changes: tuple[Change, ...]
    packing_fee_fen: int


def _charge(dish: MenuDish, line: WantedLine, is_pickup: bool) -> _Charged:
    options = dish.pick(line.option_ids)
    # A smaller portion may cost less than the list price, never less than nothing.
    unit = max(dish.price_fen + sum(option.price_fen for option in options), 0)
    packing = dish.packing_fee_fen if is_pickup else 0
    if dish.is_price_open:
        return _Charged(line, dish, options, unit, 0, (), packing)
    list_fen = unit * line.quantity
    changes: tuple[Change, ...] = ()
    # A size has its own price, which is the same however the food leaves the house.
    if is_pickup and dish.pickup_price_fen is not None and not any(map(_is_size, options)):
        unit = max(unit + dish.pickup_price_fen - dish.price_fen, 0)
        off = unit * line.quantity - list_fen
        if off:
            changes = (Change(Stage.CHANNEL, PICKUP_PRICE, PICKUP_PRICE, off),)
    return _Charged(line, dish, options, unit, list_fen, changes, packing)


def _is_size(option: MenuOption) -> bool:
    return option.own_price_fen is not None


def _packing(charged: list[_Charged]) -> tuple[Change, ...]:
    fen = sum(each.packing_fee_fen * each.line.quantity for each in charged)
    return (Change(Stage.FEE, PACKING_FEE, PACKING_FEE, fen),) if fen else ()


def _quantities(wanted: list[WantedLine]) -> dict[str, int]:
    quantities: dict[str, int] = {}
    for line in wanted:
        _add(quantities, line.dish_id, line.quantity)
    return quantities


def _add(counts: dict[str, int], key: str, count: int) -> None:
    counts[key] = counts.get(key, 0) + count


def _quote(menu: Menu, charged: list[_Charged], billed: Bill) -> Quote:
    lines = tuple(
        PricedLine(
            dish=each.dish,
            options=each.options,
            quantity=each.line.quantity,
            note=each.line.note,
            unit_price_fen=each.unit_fen,
            list_fen=each.list_fen,
            total_fen=priced.total_fen,
            net_fen=priced.net_fen,
            changes=each.changes,
            shares=priced.shares,
            is_held=each.line.is_held,
            added_by=each.line.added_by,
            packing_fee_fen=each.packing_fee_fen,
            parts=tuple(
                (menu.dishes[part_id], count * each.line.quantity)
                for part_id, count in each.dish.parts_of(each.options).items()
            ),
        )
        for each, priced in zip(charged, billed.lines, strict=True)
    )
    return Quote(lines, billed.adjustments, billed.subtotal_fen, billed.total_fen)
