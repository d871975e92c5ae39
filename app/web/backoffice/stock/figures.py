"""Figures of stock; each opens to the rows it was made of."""

from datetime import date, timedelta

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.catalog import queries as catalog
from app.core.errors import Invalid
from app.core.tabular import csv_bytes, xlsx_bytes
from app.inventory import queries
from app.inventory.costs import cost_of
from app.reports.dish_costs import dish_costs
from app.reports.stock_figures import stock_figures
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.stock.reading import read_day
from app.web.backoffice.stock.tables import PARTS, Table


@bp.get("/backoffice/stock/figures")
@staff_only(Right.STOCK)
def stock_report() -> ResponseReturnValue:
    """The last seven business days, or those that are asked for."""
    since, until = _days()
    figures = stock_figures(require_staff().store_id, since, until)
    return page("backoffice/stock/figures.html", figures=figures, since=since, until=until)


@bp.get("/backoffice/stock/figures/dishes/<dish_id>")
@staff_only(Right.STOCK)
def stock_dish_cost(dish_id: str) -> ResponseReturnValue:
    """What a dish cost by size and extras, and the ingredients that went into it."""
    store_id, (since, until) = require_staff().store_id, _days()
    dish = catalog.get_any_dish(store_id, dish_id)
    found = dish_costs(store_id, since, until, dish.id)
    stocks = queries.stocks_of(store_id)
    uses = found[0].uses if found else {}
    return page(
        "backoffice/stock/dish_cost.html",
        dish=dish,
        cost=found[0] if found else None,
        known={each.id: each for each in queries.list_ingredients(store_id)},
        uses=[(each, n, cost_of({each: n}, stocks) // 1000) for each, n in uses.items()],
        since=since,
        until=until,
    )


@bp.get("/backoffice/stock/figures.csv")
@staff_only(Right.EXPORT)
def stock_report_csv() -> Response:
    """One part of the figures as CSV."""
    part, table = _table()
    name = f"kaifan-stock-{part}.csv"
    return download(csv_bytes(table.headings, table.rows), name, "text/csv")


@bp.get("/backoffice/stock/figures.xlsx")
@staff_only(Right.EXPORT)
def stock_report_xlsx() -> Response:
    """One part of the figures as a workbook."""
    part, table = _table()
    content = xlsx_bytes(table.title, table.headings, table.rows, table.widths)
    return download(content, f"kaifan-stock-{part}.xlsx", XLSX)


def _table() -> tuple[str, Table]:
    """The part that is asked for, the use of ingredients unless it is another."""
    asked = request.args.get("part", "")
    part = asked if asked in PARTS else "uses"
    return part, PARTS[part](require_staff().store_id, *_days())


def _days() -> tuple[date, date]:
    today = stores.get_facts(require_staff().store_id).business_date()
    found = []
    for name, default in (("since", today - timedelta(days=6)), ("until", today)):
        try:
            found.append(read_day(request.args.get(name, ""), name) or default)
        except Invalid:
            found.append(default)
    return min(found), max(found)
