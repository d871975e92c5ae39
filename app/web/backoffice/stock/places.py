"""Places where stock lies: their names, and what lies where."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.inventory import queries
from app.inventory import service as inventory
from app.inventory.inputs import PlaceInput
from app.inventory.models import Ingredient
from app.inventory.words import named
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text

_TEXTS = ("name", "name_en")


@dataclass(frozen=True, slots=True)
class Lying:
    """How much of an ingredient lies at a place."""

    ingredient: Ingredient
    place: str
    quantity: int


@bp.get("/backoffice/stock/places")
@staff_only(Right.STOCK)
def stock_places() -> ResponseReturnValue:
    """All places, the main one first, and the form of a new one."""
    return _list(Typed(dict.fromkeys(_TEXTS, "")))


@bp.post("/backoffice/stock/places")
@staff_only(Right.STOCK)
def add_stock_place() -> ResponseReturnValue:
    """Add a place where stock lies."""
    typed = Typed(typed_text(request.form, *_TEXTS))
    with problems_into(typed):
        inventory.add_place(PlaceInput(**typed.values), actor=current_actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for(".stock_places"))
    return _list(typed), 422


@bp.get("/backoffice/stock/places/<place_id>")
@staff_only(Right.STOCK)
def stock_place(place_id: str) -> ResponseReturnValue:
    """The form of a place, and what lies there."""
    found = queries.get_place(require_staff().store_id, place_id)
    return _form(Typed({name: getattr(found, name) for name in _TEXTS}), place_id)


@bp.post("/backoffice/stock/places/<place_id>")
@staff_only(Right.STOCK)
def change_stock_place(place_id: str) -> ResponseReturnValue:
    """Give a place another name."""
    queries.get_place(require_staff().store_id, place_id)
    typed = Typed(typed_text(request.form, *_TEXTS))
    with problems_into(typed):
        inventory.change_place(place_id, PlaceInput(**typed.values), actor=current_actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for(".stock_places"))
    return _form(typed, place_id), 422


def lying_rows(store_id: str, ingredient_id: str = "", place_id: str = "") -> list[Lying]:
    """What lies at named places, of one ingredient or of all, by ingredient and place."""
    places = {place.id: place for place in queries.list_places(store_id)}
    order = {each: position for position, each in enumerate(places)}
    balances = queries.place_balances(store_id, ingredient_id)
    return [
        Lying(ingredient, named(places[where]), balances[ingredient.id, where])
        for ingredient in queries.list_ingredients(store_id)
        for where in sorted(order, key=order.__getitem__)
        if balances.get((ingredient.id, where)) and place_id in ("", where)
    ]


def _list(typed: Typed) -> str:
    store_id = require_staff().store_id
    lying = lying_rows(store_id)
    places = queries.list_places(store_id)
    counts = {p.id: sum(each.place == named(p) for each in lying) for p in places}
    return page("backoffice/stock/places.html", typed=typed, places=places, counts=counts)


def _form(typed: Typed, place_id: str) -> str:
    store_id = require_staff().store_id
    return page(
        "backoffice/stock/place.html",
        typed=typed,
        place=queries.get_place(store_id, place_id),
        is_main=place_id == queries.main_place_id(store_id),
        lying=lying_rows(store_id, place_id=place_id),
    )
