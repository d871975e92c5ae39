"""The second step: what the shop says of itself, its hours, its business day and its licences."""

from datetime import date, time
from typing import Annotated, Any

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from pydantic import BaseModel, Field, StringConstraints

from app.core.db import atomic
from app.core.errors import Invalid
from app.settings import queries, service
from app.setup import service as setup
from app.setup.settings import Step
from app.staff.rights import Right
from app.stores import queries as stores
from app.stores import service as stores_service
from app.stores.settings import HoursSettings, LicencesSettings
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.language import LANGUAGES
from app.web.setup import hours
from app.web.setup.blueprint import bp
from app.web.setup.frame import after, step_page

_SHOP = ("name", "name_en", "language", "address", "phone")
_LICENCES = ("business_name", "business_licence_no", "food_licence_no", "food_licence_until")
_TEXTS = (*_SHOP, *_LICENCES, "day_starts_at")

Words = Annotated[str, StringConstraints(strip_whitespace=True)]


class _Facts(BaseModel):
    """The shop's row, with the lengths that it holds."""

    name: Annotated[Words, Field(min_length=1, max_length=60)]
    name_en: Annotated[Words, Field(max_length=80)]
    address: Annotated[Words, Field(max_length=160)]
    phone: Annotated[Words, Field(max_length=40)]


class _Licences(BaseModel):
    """The licences' texts without the spaces that copying brings along."""

    business_name: Annotated[Words, Field(max_length=100)]
    business_licence_no: Annotated[Words, Field(max_length=40)]
    food_licence_no: Annotated[Words, Field(max_length=40)]


@bp.get("/setup/shop")
@staff_only(Right.SETTINGS)
def shop() -> ResponseReturnValue:
    """What is known of the shop."""
    store = stores.get_facts(require_staff().store_id)
    licences = queries.get(store.id, LicencesSettings)
    values: dict[str, Any] = {name: getattr(store, name) for name in _SHOP}
    values |= {name: getattr(licences, name) or "" for name in _LICENCES}
    values["day_starts_at"] = store.day_starts_at.strftime("%H:%M")
    values |= hours.values_of(queries.get(store.id, HoursSettings))
    return _form(Typed(values))


@bp.post("/setup/shop")
@staff_only(Right.SETTINGS)
def save_shop() -> ResponseReturnValue:
    """Keep it all, or nothing when something is wrong."""
    typed = Typed(typed_text(request.form, *_TEXTS, *hours.field_names()))
    with problems_into(typed):
        _save(typed.values)
        return redirect(after(Step.SHOP))
    return _form(typed), 422


def _form(typed: Typed) -> str:
    return step_page("setup/shop.html", Step.SHOP, typed=typed, hours=hours, languages=LANGUAGES)


@atomic
def _save(values: dict[str, Any]) -> None:
    actor = current_actor()
    facts = _Facts.model_validate(values).model_dump()
    language = values["language"] if values["language"] in LANGUAGES else LANGUAGES[0]
    day_starts_at = _day_start(values["day_starts_at"])
    chosen_hours = hours.read(values)
    licences = LicencesSettings(
        **_Licences.model_validate(values).model_dump(),
        food_licence_until=_last_day(values["food_licence_until"]),
    )
    stores_service.change_store(
        actor=actor, language=language, day_starts_at=day_starts_at, **facts
    )
    service.save(chosen_hours, actor=actor)
    service.save(licences, actor=actor)
    setup.note_done(Step.SHOP, actor=actor)


def _day_start(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        message = lazy_gettext("Write a time like 04:00.")
        raise Invalid({"day_starts_at": message}) from None


def _last_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid({"food_licence_until": lazy_gettext("Choose a day.")}) from None
