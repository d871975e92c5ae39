"""Figures of stock; each opens to the rows it was made of."""

from datetime import date, timedelta

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import money
from app.core.errors import Invalid
from app.core.tabular import csv_bytes, xlsx_bytes
from app.inventory.rules import plain_number
from app.inventory.words import UNIT_WORDS
from app.reports.stock_figures import stock_figures
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.stock.reading import read_day

_WIDTHS = (22, 8, 14, 14, 14, 14, 14, 14, 14, 14)


@bp.get("/backoffice/stock/figures")
@staff_only(Right.STOCK)
def stock_report() -> ResponseReturnValue:
    """The last seven business days, or those that are asked for."""
    since, until = _days()
    figures = stock_figures(require_staff().store_id, since, until)
    return page("backoffice/stock/figures.html", figures=figures, since=since, until=until)


@bp.get("/backoffice/stock/figures.csv")
@staff_only(Right.EXPORT)
def stock_report_csv() -> Response:
    """The use of every ingredient, as CSV."""
    return download(csv_bytes(_headings(), _cells()), "kaifan-stock-figures.csv", "text/csv")


@bp.get("/backoffice/stock/figures.xlsx")
@staff_only(Right.EXPORT)
def stock_report_xlsx() -> Response:
    """The use of every ingredient, as a workbook."""
    content = xlsx_bytes(gettext("Stock figures"), _headings(), _cells(), _WIDTHS)
    return download(content, "kaifan-stock-figures.xlsx", XLSX)


def _days() -> tuple[date, date]:
    today = stores.get_facts(require_staff().store_id).business_date()
    found = []
    for name, default in (("since", today - timedelta(days=6)), ("until", today)):
        try:
            found.append(read_day(request.args.get(name, ""), name) or default)
        except Invalid:
            found.append(default)
    return min(found), max(found)


def _headings() -> tuple[str, ...]:
    return (
        gettext("Ingredient"),
        gettext("Unit"),
        gettext("At the beginning"),
        gettext("Came"),
        gettext("By recipes"),
        gettext("Waste"),
        gettext("Found by counting"),
        gettext("Really used"),
        gettext("At the end"),
        gettext("Value of the use (yuan)"),
    )


def _cells() -> list[tuple[str, ...]]:
    figures = stock_figures(require_staff().store_id, *_days())
    return [
        (
            use.ingredient.name,
            str(UNIT_WORDS[use.ingredient.unit.value]),
            *(
                plain_number(each)
                for each in (
                    use.before,
                    use.came,
                    use.theory,
                    use.wasted,
                    use.found,
                    use.actual,
                    use.after,
                )
            ),
            money.show(use.theory_value // 1000),
        )
        for use in figures.uses
    ]
