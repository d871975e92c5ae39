"""The owner's choices: the shop's words, ordering, kitchen, and where printed codes lead."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from pydantic import BaseModel, Field, StringConstraints

from app.core.errors import Invalid
from app.kitchen.settings import KitchenSettings
from app.ordering.settings import OrderingSettings
from app.settings import queries, service
from app.staff.rights import Right
from app.stores import queries as stores
from app.stores import service as stores_service
from app.tables.settings import TablesSettings
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.cards import base_url
from app.web.backoffice.forms import Typed, problems_into, read_whole, typed_text
from app.web.schemes import reaches_only_here

_SHOP = ("name", "name_en", "address", "phone", "notice")
_MINUTES = ("warn_minutes", "late_minutes", "alarm_after_s")
_CART = ("cart_minutes", "cart_warn_minutes")
_TEXTS = (*_SHOP, *_MINUTES, *_CART, "pause_message", "public_url")

Words = Annotated[str, StringConstraints(strip_whitespace=True)]


class _Choices(BaseModel):
    """Everything on the page, with the bounds within which it makes sense."""

    name: Annotated[Words, Field(min_length=1, max_length=60)]
    name_en: Annotated[Words, Field(max_length=80)]
    address: Annotated[Words, Field(max_length=160)]
    phone: Annotated[Words, Field(max_length=40)]
    notice: Annotated[Words, Field(max_length=200)]
    is_paused: bool
    pause_message: Annotated[Words, Field(max_length=100)]
    warn_minutes: Annotated[int, Field(ge=1, le=240)]
    late_minutes: Annotated[int, Field(ge=1, le=480)]
    alarm_after_s: Annotated[int, Field(ge=5, le=600)]
    cart_minutes: Annotated[int, Field(ge=5, le=720)]
    cart_warn_minutes: Annotated[int, Field(ge=1, le=60)]
    public_url: Annotated[Words, Field(max_length=200)]


@bp.get("/backoffice/settings")
@staff_only(Right.SETTINGS)
def settings() -> ResponseReturnValue:
    """The owner's choices as they are."""
    store = stores.get_facts(require_staff().store_id)
    ordering = queries.get(store.id, OrderingSettings)
    kitchen = queries.get(store.id, KitchenSettings)
    values: dict[str, Any] = {name: getattr(store, name) for name in _SHOP}
    values |= {name: str(getattr(kitchen, name)) for name in _MINUTES}
    values |= {name: str(getattr(ordering, name)) for name in _CART}
    values |= {"is_paused": ordering.is_paused, "pause_message": ordering.pause_message}
    values["public_url"] = queries.get(store.id, TablesSettings).public_url
    return _form(Typed(values))


@bp.post("/backoffice/settings")
@staff_only(Right.SETTINGS)
def save_settings() -> ResponseReturnValue:
    """Keep the owner's choices; none when one of them is wrong."""
    values = typed_text(request.form, *_TEXTS)
    typed = Typed(values | {"is_paused": bool(request.form.get("is_paused"))})
    with problems_into(typed):
        _save(_read(typed))
        flash(gettext("Saved."), "success")
        return redirect(url_for(".settings"))
    return _form(typed), 422


def _form(typed: Typed) -> str:
    ordering = queries.get(require_staff().store_id, OrderingSettings)
    base = base_url()
    return page(
        "backoffice/settings/form.html",
        typed=typed,
        pay_mode=words.PAY_MODE[ordering.pay_mode.value],
        base=base,
        is_only_here=reaches_only_here(base),
    )


def _read(typed: Typed) -> _Choices:
    numbers = {name: read_whole(typed.values[name], name) for name in (*_MINUTES, *_CART)}
    choices = _Choices.model_validate(typed.values | numbers)
    if choices.late_minutes <= choices.warn_minutes:
        message = lazy_gettext("Red must come after amber.")
        raise Invalid({"late_minutes": message})
    if choices.cart_warn_minutes >= choices.cart_minutes:
        message = lazy_gettext("The warning must come before the cart is emptied.")
        raise Invalid({"cart_warn_minutes": message})
    return choices.model_copy(update={"public_url": _public_url(choices.public_url)})


def _public_url(text: str) -> str:
    """An address of a site without anything behind the host, "" for none. Raises Invalid."""
    if not text:
        return ""
    try:
        parts = urlsplit(text.rstrip("/"))
        is_site = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_site = False
    if not is_site or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        message = lazy_gettext("Write it like http://192.168.1.20:8000, without anything behind.")
        raise Invalid({"public_url": message})
    return f"{parts.scheme}://{parts.netloc}"


def _save(choices: _Choices) -> None:
    actor = current_actor()
    stores_service.change_store(actor=actor, **{name: getattr(choices, name) for name in _SHOP})
    ordering = queries.get(actor.store_id, OrderingSettings)
    pause = {"is_paused": choices.is_paused, "pause_message": choices.pause_message}
    cart = {name: getattr(choices, name) for name in _CART}
    service.save(ordering.model_copy(update=pause | cart), actor=actor)
    minutes = {name: getattr(choices, name) for name in _MINUTES}
    kitchen = queries.get(actor.store_id, KitchenSettings)
    service.save(kitchen.model_copy(update=minutes), actor=actor)
    service.save(TablesSettings(public_url=choices.public_url), actor=actor)
