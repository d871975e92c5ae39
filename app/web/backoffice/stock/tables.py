"""The figures of stock as tables to keep: each with its headings and the widths of its columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext

from app.core import money
from app.core.tabular import Cell
from app.inventory import queries
from app.inventory.paper_models import Purchase
from app.inventory.rules import MILLI, plain_number
from app.inventory.words import UNIT_WORDS, name_in, named
from app.reports.dish_costs import dish_costs
from app.reports.stock_figures import stock_figures
from app.web.backoffice.stock.reading import ordered_unit

_AMOUNT = 14


@dataclass(frozen=True, slots=True)
class Table:
    """A title, headings, rows, and how wide the columns are in characters."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]


def uses_table(store_id: str, since: date, until: date) -> Table:
    """The use of every ingredient: by recipes, really, and what the difference is worth."""
    headings = (
        gettext("Ingredient"),
        gettext("Unit"),
        gettext("Opening"),
        gettext("Came"),
        gettext("By recipes"),
        gettext("Waste"),
        gettext("Stocktake"),
        gettext("Actual use"),
        gettext("Closing"),
        gettext("Value of the use (yuan)"),
        gettext("Value of the waste (yuan)"),
        gettext("Value found by counting (yuan)"),
        gettext("Above recipes (%)"),
    )
    rows = [
        (
            named(use.ingredient),
            str(UNIT_WORDS[use.ingredient.unit.value]),
            *map(_number, (use.before, use.came, use.theory, use.wasted, use.found)),
            *map(_number, (use.actual, use.after)),
            *map(_yuan, (use.theory_value, use.wasted_value, use.found_value)),
            "" if use.loss_percent is None else Decimal(str(use.loss_percent)),
        )
        for use in stock_figures(store_id, since, until).uses
    ]
    return Table(gettext("Stock figures"), headings, rows, (22, 8, *[_AMOUNT] * 11))


def dishes_table(store_id: str, since: date, until: date) -> Table:
    """What each kind of portion brought in and what its ingredients cost."""
    headings = (
        gettext("Dish"),
        gettext("Size and extras"),
        gettext("Portions"),
        gettext("Brought in (yuan)"),
        gettext("Ingredients (yuan)"),
        gettext("Margin (%)"),
    )
    rows = [
        (
            named(dish),
            name_in(each.label, each.label_en),
            each.portions,
            _fen(each.net_fen),
            _fen(each.cost_fen),
            "" if each.margin_percent is None else each.margin_percent,
        )
        for dish in dish_costs(store_id, since, until)
        for each in dish.kinds
    ]
    return Table(gettext("Food cost by dish"), headings, rows, (24, 24, *[_AMOUNT] * 4))


def waste_table(store_id: str, since: date, until: date) -> Table:
    """What was written off for each reason."""
    headings = (gettext("Reason"), gettext("Times"), gettext("Value (yuan)"))
    rows = [
        (reason or gettext("No reason"), count, _yuan(value))
        for reason, count, value in stock_figures(store_id, since, until).waste
    ]
    return Table(gettext("Waste by reason"), headings, rows, (28, 10, _AMOUNT))


def value_table(store_id: str, _since: date, _until: date) -> Table:
    """What is there now and what it is worth."""
    headings = (
        gettext("Ingredient"),
        gettext("Category"),
        gettext("Unit"),
        gettext("There now"),
        gettext("Held"),
        gettext("Value (yuan)"),
    )
    stocks = queries.stocks_of(store_id)
    rows = [
        (
            named(each),
            name_in(each.category, each.category_en),
            str(UNIT_WORDS[each.unit.value]),
            _number(stocks[each.id].on_hand),
            _number(stocks[each.id].held),
            _yuan(stocks[each.id].value),
        )
        for each in queries.list_ingredients(store_id)
    ]
    return Table(gettext("Stock value now"), headings, rows, (22, 14, 8, *[_AMOUNT] * 3))


def purchase_table(purchase: Purchase) -> Table:
    """A purchase line by line: what was ordered in which unit, and what came of it."""
    headings = (
        gettext("Ingredient"),
        gettext("Ordered"),
        gettext("Unit"),
        gettext("Came"),
        gettext("Difference"),
    )
    rows = [
        (
            named(line.ingredient),
            _number(line.wanted, line.unit_size),
            ordered_unit(line),
            _number(line.received, line.unit_size),
            _number(line.received - line.wanted, line.unit_size),
        )
        for line in purchase.lines
    ]
    title = gettext("no. %(number)d", number=purchase.number)
    return Table(title, headings, rows, (24, 12, 12, 12, 12))


# What can be taken away from the page of figures, by the name in its address.
PARTS: dict[str, Callable[[str, date, date], Table]] = {
    "uses": uses_table,
    "dishes": dishes_table,
    "waste": waste_table,
    "value": value_table,
}


def _number(quantity: int, size: int = MILLI) -> Decimal:
    """A quantity as a number that a sheet can add up; one below nothing is no formula."""
    return Decimal(plain_number(quantity, size))


def _fen(fen: int) -> Decimal:
    return Decimal(money.show(fen))


def _yuan(value: int) -> Decimal:
    return _fen(value // 1000)
