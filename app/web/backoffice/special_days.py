"""Days that differ from their weekday: closed days, other hours, and holidays as suggestions."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, lazy_gettext

from app.core.errors import Invalid
from app.settings import queries, service
from app.staff.rights import Right
from app.stores import queries as stores
from app.stores.holidays import list_holidays
from app.stores.settings import HoursSettings, SpecialDay, SpecialDaysSettings
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.setup import hours

_SUGGESTS_FOR = 120
_ROW = "special"
_TIMES = tuple(f"{_ROW}_{end}{n}" for n in range(hours.RANGES) for end in ("opens", "closes"))


@bp.get("/backoffice/special-days")
@staff_only(Right.SETTINGS)
def special_days() -> ResponseReturnValue:
    """The days to come that differ, and the public holidays that nobody has decided about."""
    return _page(Typed({"day": "", "name": "", "mode": "closed", **dict.fromkeys(_TIMES, "")}))


@bp.post("/backoffice/special-days")
@staff_only(Right.SETTINGS)
def add_special_day() -> ResponseReturnValue:
    """Say how one day differs; what was said of it before is replaced."""
    typed = Typed(typed_text(request.form, "day", "name", "mode", *_TIMES))
    with problems_into(typed):
        given = _read(typed.values)
        service.save(_kept().having(given), actor=current_actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for(".special_days"))
    return _page(typed), 422


@bp.post("/backoffice/special-days/holidays")
@staff_only(Right.SETTINGS)
def close_on_holidays() -> ResponseReturnValue:
    """Close on the suggested holidays that were ticked."""
    ticked, kept, is_english = set(request.form.getlist("day")), _kept(), str(get_locale()) == "en"
    for each in list_holidays(_today(), _SUGGESTS_FOR):
        if each.day.isoformat() in ticked:
            name = each.name_en if is_english else each.name
            kept = kept.having(SpecialDay(day=each.day, name=name))
    service.save(kept, actor=current_actor())
    flash(gettext("Saved."), "success")
    return redirect(url_for(".special_days"))


@bp.post("/backoffice/special-days/<day>/remove")
@staff_only(Right.SETTINGS)
def remove_special_day(day: str) -> ResponseReturnValue:
    """Let a day be as its weekday again. A day that is not one is nothing to take back."""
    kept = [each for each in _kept().days if each.day.isoformat() != day]
    service.save(SpecialDaysSettings(days=tuple(kept)), actor=current_actor())
    flash(gettext("The day is like every other again."), "success")
    return redirect(url_for(".special_days"))


def _page(typed: Typed) -> str:
    store_id, today, kept = require_staff().store_id, _today(), _kept()
    holidays = [h for h in list_holidays(today, _SUGGESTS_FOR) if kept.on(h.day) is None]
    return page(
        "backoffice/settings/special_days.html",
        typed=typed,
        ahead=[each for each in kept.days if each.day >= today],
        holidays=holidays,
        knows_hours=queries.get(store_id, HoursSettings).is_known,
        ranges=range(hours.RANGES),
        is_english=str(get_locale()) == "en",
    )


def _read(values: dict[str, Any]) -> SpecialDay:
    try:
        day = date.fromisoformat(values["day"])
    except ValueError:
        raise Invalid({"day": lazy_gettext("Choose a day.")}) from None
    if not timedelta(0) <= day - _today() <= timedelta(days=730):
        raise Invalid({"day": lazy_gettext("Choose a day within the next two years.")})
    ranges = hours.read_day(values, _ROW) if values["mode"] == "own" else ()
    if values["mode"] == "own" and not ranges:
        raise Invalid({f"{_ROW}_hours": lazy_gettext("Give both times, like 11:00 and 14:00.")})
    return SpecialDay(day=day, ranges=ranges, name=values["name"].strip()[:40])


def _kept() -> SpecialDaysSettings:
    return queries.get(require_staff().store_id, SpecialDaysSettings)


def _today() -> date:
    return stores.get_facts(require_staff().store_id).business_date()
