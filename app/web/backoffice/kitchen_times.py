"""The report of the kitchen's times: by dish, station or hour, as a page and as a file."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, get_locale, gettext, lazy_gettext

from app.core import audit
from app.core.tabular import Cell, csv_bytes
from app.reports import kitchen_times
from app.reports.kitchen_times import By, Row, Span
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import download

_BY: dict[By, LazyString] = {
    By.DISH: lazy_gettext("By dish"),
    By.STATION: lazy_gettext("By station"),
    By.HOUR: lazy_gettext("By hour"),
}
_PERCENTS = (80, 90, 95, 99)
_DAYS = (1, 7, 30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what makes no sense is the usual."""

    by: By
    percent: int
    days: int
    first: date
    last: date

    @property
    def link(self) -> dict[str, Any]:
        """The same as an address."""
        return {"by": self.by.value, "percent": self.percent, "days": self.days}


@bp.get("/backoffice/kitchen/times")
@staff_only(Right.REPORTS)
def kitchen_times_page() -> ResponseReturnValue:
    """Queue, cooking and serving times, the slowest first."""
    store_id = require_staff().store_id
    asked = _asked(store_id)
    rows = kitchen_times.report(store_id, asked.first, asked.last, asked.by, asked.percent)
    return page(
        "backoffice/kitchen/times.html",
        rows=rows,
        asked=asked,
        kinds=_BY,
        percents=_PERCENTS,
        spans=_DAYS,
        minutes=minutes,
        naming=_naming,
    )


@bp.get("/backoffice/kitchen/times.csv")
@staff_only(Right.EXPORT)
def kitchen_times_csv() -> Response:
    """The same rows as CSV; times in seconds. Raises Denied without the right to reports."""
    store_id = require_staff(Right.REPORTS).store_id
    asked = _asked(store_id)
    rows = kitchen_times.report(store_id, asked.first, asked.last, asked.by, asked.percent)
    content = csv_bytes(_headings(asked), (_cells(row) for row in rows))
    audit.log_alone(
        "kitchen_times.exported", actor=current_actor(), target=("report", "kitchen_times"),
        asked=asked.link,
    )  # fmt: skip
    name = f"kaifan-kitchen-times-{asked.by.value}-{asked.first}-{asked.last}.csv"
    return download(content, name, "text/csv")


def minutes(seconds: float | None) -> str:
    """A time as a cook says it: minutes and seconds, "–" where nothing was measured."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _asked(store_id: str) -> Asked:
    given = request.args
    by = next((each for each in By if each.value == given.get("by")), By.DISH)
    percent = given.get("percent", 90, type=int)
    days = given.get("days", 7, type=int)
    days = days if days in _DAYS else 7
    last = stores.get_facts(store_id).business_date()
    first = last - timedelta(days=days - 1)
    return Asked(by, percent if percent in _PERCENTS else 90, days, first, last)


def _naming(row: Row) -> str:
    is_english = str(get_locale()) == "en"
    return (row.name_en if is_english else "") or row.name or gettext("No station")


def _headings(asked: Asked) -> list[str]:
    named = {
        By.DISH: gettext("Dish"),
        By.STATION: gettext("Station"),
        By.HOUR: gettext("Hour"),
    }
    found = [named[asked.by], gettext("Dishes")]
    for span in (gettext("Waiting"), gettext("Cooking time"), gettext("Order to done"),
                 gettext("Done to served")):  # fmt: skip
        found += [
            gettext("%(span)s: measured", span=span),
            gettext("%(span)s: median, s", span=span),
            gettext("%(span)s: %(n)d %%, s", span=span, n=asked.percent),
        ]
    return found


def _cells(row: Row) -> list[Cell]:
    found: list[Cell] = [_naming(row), row.dishes]
    for span in (row.queue, row.cook, row.made, row.serve):
        found += _figures(span)
    return found


def _figures(span: Span) -> list[Cell]:
    return [span.count, *("" if each is None else round(each) for each in (span.median, span.high))]
