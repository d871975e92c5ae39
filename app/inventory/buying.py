"""What to buy: up to the target, for what the coming days are likely to use."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.core.db import db
from app.core.lazily import at_use
from app.inventory import papers, queries
from app.inventory.models import Ingredient, Movement, MovementKind
from app.inventory.rules import Stock
from app.stores import queries as stores

chinese_calendar = at_use("chinese_calendar")

WEEKS = 4
# The days after the delivery that it has to last for.
COVER_DAYS = 2
_USED = (MovementKind.CONSUME, MovementKind.USED_UP, MovementKind.WASTE, MovementKind.RESTOCK)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested for one ingredient, and the figures that say why."""

    ingredient: Ingredient
    stock: Stock
    coming: int
    forecast: int
    days: int
    wanted: int
    unit_name: str
    unit_size: int

    @property
    def units(self) -> int:
        """Whole purchase units, rounded up."""
        return -(-self.wanted // self.unit_size)


def is_workday(day: date) -> bool:
    """Whether people work on a day: not on holidays and weekends, but on make-up workdays.

    Years that the calendar does not know yet have only their weekends.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def used_by_day(store_id: str, since: date, until: date) -> dict[str, dict[date, int]]:
    """What was used of each ingredient on each business day, from the ledger."""
    query = (
        select(Movement.ingredient_id, Movement.business_date, func.sum(Movement.quantity))
        .where(
            Movement.store_id == store_id,
            Movement.kind.in_(_USED),
            Movement.business_date >= since,
            Movement.business_date <= until,
        )
        .group_by(Movement.ingredient_id, Movement.business_date)
    )
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for ingredient_id, day, quantity in db.session.execute(query):
        found[ingredient_id][day] = max(-int(quantity), 0)
    return found


def forecast(used: Mapping[date, int], open_days: set[date], day: date) -> int:
    """What a day is likely to use: the mean of like weekdays; on a holiday of days without work.

    `open_days` are the days on which the shop sold anything; without like days all are taken.
    """
    is_usual = is_workday(day) == (day.weekday() < 5)
    if is_usual:
        alike = [each for each in open_days if each.weekday() == day.weekday()]
    else:
        alike = [each for each in open_days if is_workday(each) == is_workday(day)]
    alike = alike or list(open_days)
    return -(-sum(used.get(each, 0) for each in alike) // len(alike)) if alike else 0


def suggest(store_id: str) -> list[Suggestion]:
    """What should be bought now, by supplier and name; nothing that is there or coming."""
    today = stores.get_facts(store_id).business_date()
    used = used_by_day(store_id, today - timedelta(weeks=WEEKS), today - timedelta(days=1))
    open_days = {day for by_day in used.values() for day in by_day}
    stocks, coming = queries.stocks_of(store_id), papers.coming(store_id)
    found = [
        _suggestion(each, stocks[each.id], coming.get(each.id, 0), used.get(each.id, {}),
                    open_days, today)
        for each in queries.list_ingredients(store_id)
    ]  # fmt: skip
    wanted = [each for each in found if each.wanted > 0]
    return sorted(wanted, key=lambda s: (_supplier(s.ingredient), s.ingredient.name))


def _suggestion(
    ingredient: Ingredient,
    stock: Stock,
    coming: int,
    used: Mapping[date, int],
    open_days: set[date],
    today: date,
) -> Suggestion:
    days = (ingredient.supplier.lead_days if ingredient.supplier else 1) + COVER_DAYS
    likely = sum(forecast(used, open_days, today + timedelta(days=n)) for n in range(days))
    level = max(ingredient.target or 0, (ingredient.safety or 0) + likely)
    free = stock.free + coming
    is_due = free < (ingredient.safety or 0) + likely or free < (ingredient.target or 0) // 2
    usual = next((u for u in ingredient.units if u.is_usual), None)
    return Suggestion(
        ingredient,
        stock,
        coming,
        likely,
        days,
        max(level - free, 0) if is_due else 0,
        usual.name if usual else "",
        usual.size if usual else 1000,
    )


def _supplier(ingredient: Ingredient) -> str:
    return ingredient.supplier.name if ingredient.supplier else ""
