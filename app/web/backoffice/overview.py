"""Today at a glance: the figures of a business day, live."""

from datetime import date, timedelta
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.reports import queries as reports
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import require_staff, staff_only
from app.web.backoffice import figures, words
from app.web.backoffice.blueprint import bp, page

_TOP_DISHES = 10


@bp.get("/backoffice")
@staff_only(Right.REPORTS)
def home() -> ResponseReturnValue:
    """The figures of a business day; today's when the address names none."""
    return page("backoffice/overview/home.html", **_day_facts())


@bp.get("/backoffice/day-figures")
@staff_only(Right.REPORTS)
def day_figures() -> ResponseReturnValue:
    """The figures alone, for keeping the page up to date."""
    return page("backoffice/overview/_figures.html", **_day_facts())


def wanted_day() -> tuple[date, date]:
    """The business day in the address, and today; a day that is none means today."""
    today = stores.get_facts(require_staff().store_id).business_date()
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today, today
    return (day if day.year >= 2000 else today), today


def neighbours(day: date, today: date) -> dict[str, Any]:
    """What a day picker shows: the day, the one before, and the next unless that is to come."""
    next_day = day + timedelta(days=1) if day < today else None
    return {
        "day": day,
        "today": today,
        "former_day": day - timedelta(days=1),
        "next_day": next_day,
    }


def _day_facts() -> dict[str, Any]:
    store = stores.get_facts(require_staff().store_id)
    day, today = wanted_day()
    report = reports.day_report(store.id, day)
    dishes = reports.top_dishes(store.id, day, _TOP_DISHES)
    most = max((dish["quantity"] for dish in dishes), default=0)
    taken_fen = sum(report["paid_by"].values())
    return {
        **neighbours(day, today),
        "report": report,
        "average_fen": figures.average(report["net_fen"], report["orders"]),
        "per_head_fen": figures.average(report["net_fen"], report["covers"]),
        "taken_fen": taken_fen,
        "channels": [
            (words.CHANNEL.get(name, name), fen, figures.share_of(fen, taken_fen))
            for name, fen in sorted(report["paid_by"].items(), key=lambda each: -each[1])
        ],
        "hours": figures.hour_bars(report["by_hour"], store.day_starts_at.hour),
        "dishes": [(dish, figures.share_of(dish["quantity"], most)) for dish in dishes],
    }
