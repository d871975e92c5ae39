"""Arithmetic of stock: quantities, recipes, average cost, what can be made. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.inventory.models import BaseUnit, Policy

MILLI = 1000
WHOLE_BP = 10_000
MAX_QUANTITY = 10**12
# A recipe of a recipe of a recipe; deeper is a circle.
MAX_DEPTH = 8

# The units in which people write, as thousandths of the base unit.
UNITS: dict[BaseUnit, dict[str, int]] = {
    BaseUnit.GRAM: {"g": MILLI, "kg": 1000 * MILLI, "jin": 500 * MILLI},
    BaseUnit.MILLILITRE: {"ml": MILLI, "l": 1000 * MILLI},
    BaseUnit.PIECE: {"piece": MILLI},
}


class Circle(ValueError):
    """A recipe that needs what it makes. The text is the ingredient's id."""


@dataclass(frozen=True, slots=True)
class Part:
    """One ingredient of a recipe."""

    ingredient_id: str
    net: int
    yield_bp: int = WHOLE_BP


@dataclass(frozen=True, slots=True)
class RecipeFacts:
    """A recipe in use: `makes` None is one portion."""

    id: str
    version: int
    parts: tuple[Part, ...]
    makes: int | None = None
    factor_bp: int = WHOLE_BP
    waste_bp: int = 0


@dataclass(frozen=True, slots=True)
class IngredientFacts:
    """What orders need to know of an ingredient."""

    id: str
    name: str
    name_en: str
    unit: BaseUnit
    policy: Policy
    safety: int | None


@dataclass(frozen=True, slots=True)
class Stock:
    """What is there, what is promised, and what it is worth."""

    on_hand: int
    held: int
    value: int = 0
    cost: int = 0

    @property
    def free(self) -> int:
        """What can still be sold."""
        return self.on_hand - self.held


@dataclass(frozen=True, slots=True)
class Takes:
    """What one thing takes: quantities by ingredient, and the recipes that say so."""

    uses: Mapping[str, int] = field(default_factory=dict)
    recipe_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One order line as stock sees it; `ordered_id` is the line that was ordered, itself or a set.

    The options of a set meal's dishes are counted at the set itself; `set_sizes` are the set's
    options, whose sizes multiply its dishes too.
    """

    line_id: str
    dish_id: str | None
    option_ids: tuple[str, ...]
    quantity: int
    ordered_id: str = ""
    ordered_dish_id: str = ""
    set_sizes: tuple[str, ...] = ()


def gross_of(net: int, yield_bp: int, waste_bp: int = 0) -> int:
    """What must be taken from the shelf for `net`: net / yield × (1 + waste), half goes up."""
    above = net * (WHOLE_BP + waste_bp)
    return (2 * above + yield_bp) // (2 * yield_bp)


def divided(amount: int, part: int, whole: int) -> int:
    """`amount` × part / whole, rounded half away from nothing."""
    product, sign = abs(amount) * abs(part), 1 if amount * part >= 0 else -1
    return sign * ((2 * product + abs(whole)) // (2 * abs(whole))) if whole else 0


def takes_of(recipe: RecipeFacts) -> dict[str, int]:
    """What a recipe takes for one portion or one batch, by ingredient."""
    taken: dict[str, int] = {}
    for part in recipe.parts:
        gross = gross_of(part.net, part.yield_bp, recipe.waste_bp)
        taken[part.ingredient_id] = taken.get(part.ingredient_id, 0) + gross
    return taken


def scaled(uses: Mapping[str, int], factor_bp: int) -> dict[str, int]:
    """Every quantity × factor, half goes up."""
    return {each: divided(count, factor_bp, WHOLE_BP) for each, count in uses.items()}


def added(*many: Mapping[str, int]) -> dict[str, int]:
    """Quantities added up by ingredient."""
    total: dict[str, int] = {}
    for uses in many:
        for each, count in uses.items():
            total[each] = total.get(each, 0) + count
    return total


def portions_left(uses: Mapping[str, int], free: Mapping[str, int]) -> int | None:
    """How often `uses` can be taken from what is `free`; None when nothing limits it."""
    limits = [max(free[each], 0) // count for each, count in uses.items() if each in free and count]
    return min(limits, default=None)


def received(stock: Stock, quantity: int, value: int) -> Stock:
    """The stock after `quantity` worth `value` came in: the moving average cost.

    What came into a stock below nothing pays for what was used before it was written down: the
    rest has the price of what came.
    """
    on_hand = stock.on_hand + quantity
    cost = divided(value, 1000 * MILLI, quantity) if quantity else stock.cost
    if stock.on_hand >= 0 and on_hand > 0:
        total = stock.value + value
        return Stock(on_hand, stock.held, total, divided(total, 1000 * MILLI, on_hand))
    return Stock(on_hand, stock.held, worth(on_hand, cost), cost)


def worth(quantity: int, cost: int) -> int:
    """What a quantity is worth at a cost of 1000 base units, in thousandths of a fen."""
    return divided(quantity, cost, 1000 * MILLI)


def value_of_taken(stock: Stock, quantity: int) -> int:
    """What `quantity` taken out is worth: its share of the whole, so that nothing stays behind."""
    if 0 < quantity <= stock.on_hand:
        return divided(stock.value, quantity, stock.on_hand)
    return worth(quantity, stock.cost)


def refuse_circle(
    recipes: Mapping[str, RecipeFacts], made: str, wanted: Iterable[str], depth: int = 0
) -> None:
    """Object to a recipe for `made` that needs `made`, through others too. Raises Circle."""
    for each in wanted:
        if each == made or depth > MAX_DEPTH:
            raise Circle(each)
        recipe = recipes.get(each)
        if recipe is not None:
            parts = [part.ingredient_id for part in recipe.parts]
            refuse_circle(recipes, made, parts, depth + 1)


def parse_quantity(text: str, size: int = MILLI) -> int:
    """A written number of units of `size` as thousandths of the base unit: "1.5" kg → 1500000.

    Raises ValueError for what is no number, is negative, too large, or finer than a thousandth.
    """
    try:
        number = Decimal(text.strip().replace("，", ".").replace(",", ".")) * size
    except ArithmeticError:
        raise ValueError(text) from None
    if not number.is_finite() or number < 0 or number > MAX_QUANTITY or number != int(number):
        raise ValueError(text)
    return int(number)


def plain_number(quantity: int, size: int = MILLI) -> str:
    """A quantity as a number of units of `size`, without noughts at its end: 1500000, kg → 1.5."""
    number = (Decimal(quantity) / size).quantize(Decimal("0.001")).normalize()
    return f"{number:f}"
