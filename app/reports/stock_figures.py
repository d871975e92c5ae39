"""Figures of stock over business days: use, theory against reality, food cost, waste."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from app.core.db import db
from app.inventory import queries
from app.inventory.models import Ingredient, Movement, MovementKind
from app.reports.dish_costs import DishCost, dish_costs

_CAME = {MovementKind.OPENING, MovementKind.RECEIPT, MovementKind.SUPPLIER_RETURN}
_CAME |= {MovementKind.PRODUCE}
_THEORY = {MovementKind.CONSUME, MovementKind.RESTOCK, MovementKind.USED_UP}


@dataclass(slots=True)
class Use:
    """What became of one ingredient; quantities in thousandths, values of a fen."""

    ingredient: Ingredient
    before: int = 0
    came: int = 0
    theory: int = 0
    wasted: int = 0
    found: int = 0
    theory_value: int = 0
    wasted_value: int = 0
    found_value: int = 0
    moved: bool = False

    @property
    def after(self) -> int:
        """What is there at the end of the days."""
        return self.before + self.came - self.actual

    @property
    def actual(self) -> int:
        """What really went: the theory, what was written off, and what counts found missing."""
        return self.theory + self.wasted - self.found

    @property
    def loss_percent(self) -> float | None:
        """How much more went than recipes say, in percent."""
        if self.theory <= 0:
            return None
        return round(100 * (self.actual - self.theory) / self.theory, 1)


@dataclass(frozen=True, slots=True)
class StockFigures:
    """All figures of some days; values in thousandths of a fen."""

    uses: list[Use]
    dishes: list[DishCost]
    waste: list[tuple[str, int, int]]
    stock_value: int
    used_value: int = field(default=0)


def stock_figures(store_id: str, since: date, until: date) -> StockFigures:
    """The figures of the business days from `since` to `until`."""
    uses = _uses(store_id, since, until)
    stocks = queries.stocks_of(store_id)
    return StockFigures(
        uses=[each for each in uses if each.moved],
        dishes=dish_costs(store_id, since, until),
        waste=_waste(store_id, since, until),
        stock_value=sum(stock.value for stock in stocks.values()),
        used_value=sum(each.theory_value for each in uses),
    )


def _uses(store_id: str, since: date, until: date) -> list[Use]:
    known = {each.id: Use(each) for each in queries.list_ingredients(store_id)}
    # One expression at both places: Postgres takes two with equal values for different ones.
    earlier = Movement.business_date < since
    query = select(
        Movement.ingredient_id,
        Movement.kind,
        earlier,
        func.sum(Movement.quantity),
        func.sum(Movement.value),
    ).where(Movement.store_id == store_id, Movement.business_date <= until)
    query = query.group_by(Movement.ingredient_id, Movement.kind, earlier)
    for ingredient_id, kind, is_before, quantity, value in db.session.execute(query):
        use = known.get(ingredient_id)
        if use is not None:
            _add(use, kind, bool(is_before), int(quantity), int(value))
    return sorted(known.values(), key=lambda use: -use.theory_value)


def _add(use: Use, kind: MovementKind, is_before: bool, quantity: int, value: int) -> None:
    if is_before:
        use.before += quantity
        return
    use.moved = use.moved or quantity != 0
    if kind in _CAME:
        use.came += quantity
    elif kind in _THEORY:
        use.theory -= quantity
        use.theory_value -= value
    elif kind is MovementKind.WASTE:
        use.wasted -= quantity
        use.wasted_value -= value
    elif kind is MovementKind.STOCKTAKE:
        use.found += quantity
        use.found_value += value


def _waste(store_id: str, since: date, until: date) -> list[tuple[str, int, int]]:
    """Waste by reason: (reason, how often, value)."""
    query = (
        select(Movement.reason, func.count(Movement.id), func.sum(Movement.value))
        .where(
            Movement.store_id == store_id,
            Movement.kind == MovementKind.WASTE,
            Movement.business_date >= since,
            Movement.business_date <= until,
        )
        .group_by(Movement.reason)
    )
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for reason, count, value in db.session.execute(query):
        sums[reason][0] += int(count)
        sums[reason][1] -= int(value)
    return sorted(((r, c, v) for r, (c, v) in sums.items()), key=lambda row: -row[2])
