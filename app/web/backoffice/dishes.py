"""One dish: everything about it in one form, its picture, its price history."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict

from app.catalog import queries
from app.catalog import service as catalog
from app.catalog.inputs import DishInput
from app.catalog.models import Category, Dish, Station
from app.core import money
from app.core.errors import Invalid
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import dish_selling
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import (
    Typed,
    each_read,
    problems_into,
    read_fen,
    read_list,
    read_whole,
    refuse_if_wrong,
    typed_text,
)
from app.web.backoffice.pictures import (
    brought_pictures,
    keep_pictures,
    store_pictures,
    uploaded_pictures,
)
from app.web.backoffice.undoing import flash_undoable
from app.web.diner.choices import ALLERGENS, TAGS
from app.web.formats import named

_TEXTS = (
    "name",
    "name_en",
    "code",
    "description",
    "description_en",
    "category_id",
    "station_id",
    "price",
    "member_price",
    "spice_level",
    "cook_minutes",
    "more_tags",
    "more_allergens",
    *dish_selling.TEXTS,
)
_SELLING = {*dish_selling.TEXTS, "sale_days"}


@bp.get("/backoffice/dishes/new")
@staff_only(Right.MENU)
def new_dish() -> ResponseReturnValue:
    """An empty form for a dish, in the category it was asked for."""
    values: dict[str, Any] = dict.fromkeys(_TEXTS, "")
    values |= {"category_id": request.args.get("category", ""), "spice_level": "0"}
    values |= {"cook_minutes": "10", "is_on_shelf": True, "group_ids": []}
    values |= {"tags": [], "allergens": []} | dish_selling.DEFAULTS
    return _form(Typed(values))


@bp.post("/backoffice/dishes/new")
@staff_only(Right.MENU)
def add_dish() -> ResponseReturnValue:
    """Add a dish, with its picture when one was chosen."""
    typed = _typed(request.form)
    brought: list[bytes] = each_read(typed, brought_pictures, otherwise=[])
    with problems_into(typed):
        given, names = _read(typed), store_pictures(brought)
        dish = catalog.add_dish(given, actor=current_actor())
        for name in names:
            catalog.add_picture(dish.id, name, actor=current_actor())
        flash_undoable(gettext("Dish added."))
        return redirect(url_for(".dish", dish_id=dish.id))
    if "picture" not in typed.errors:
        typed.values["kept_pictures"] = keep_pictures(brought)
    return _form(typed), 422


@bp.get("/backoffice/dishes/<dish_id>")
@staff_only(Right.MENU)
def dish(dish_id: str) -> ResponseReturnValue:
    """The form of a dish and its price history."""
    found = queries.get_dish(_store_id(), dish_id)
    return _form(Typed(_values_of(found)), found)


@bp.post("/backoffice/dishes/<dish_id>")
@staff_only(Right.MENU)
def change_dish(dish_id: str) -> ResponseReturnValue:
    """Change a dish, and its picture when another was chosen."""
    found = queries.get_dish(_store_id(), dish_id)
    typed = _typed(request.form)
    with problems_into(typed):
        given, names = _read(typed), uploaded_pictures()
        catalog.change_dish(dish_id, given, actor=current_actor())
        for name in names:
            catalog.add_picture(dish_id, name, actor=current_actor())
        flash_undoable(gettext("Saved."))
        return redirect(url_for(".dish", dish_id=dish_id))
    return _form(typed, found), 422


@bp.post("/backoffice/dishes/<dish_id>/copy")
@staff_only(Right.MENU)
def copy_dish(dish_id: str) -> ResponseReturnValue:
    """Add a dish like this one, off the shelf, and go on with it."""
    added = catalog.copy_dish(dish_id, actor=current_actor())
    flash_undoable(gettext("Copied. The copy is off the menu until you put it on."))
    return redirect(url_for(".dish", dish_id=added.id))


@bp.post("/backoffice/dishes/<dish_id>/remove")
@staff_only(Right.MENU)
def remove_dish(dish_id: str) -> ResponseReturnValue:
    """Take a dish off the menu for good."""
    category_id = queries.get_dish(_store_id(), dish_id).category_id
    catalog.remove_dish(dish_id, actor=current_actor())
    flash_undoable(gettext("Dish removed. Old orders keep it."))
    return redirect(url_for(".menu", category=category_id))


def _form(typed: Typed, found: Dish | None = None) -> str:
    store_id = _store_id()
    return page(
        "backoffice/menu/dish.html",
        typed=typed,
        dish=found,
        category_choices=[("", gettext("Choose…")), *_choices(queries.list_categories(store_id))],
        station_choices=[("", gettext("Any station")), *_choices(queries.list_stations(store_id))],
        groups=queries.list_option_groups(store_id),
        known_tags=TAGS,
        known_allergens=ALLERGENS,
        selling=dish_selling,
        prices=queries.list_price_changes(store_id, found.id) if found else [],
    )


def _choices(rows: Sequence[Category | Station]) -> list[tuple[str, str]]:
    return [(row.id, named(row)) for row in rows]


def _typed(form: MultiDict[str, str]) -> Typed:
    values = typed_text(form, *_TEXTS)
    values["is_on_shelf"] = bool(form.get("is_on_shelf"))
    values |= {name: form.getlist(name) for name in ("group_ids", "tags", "allergens", "sale_days")}
    return Typed(values)


def _values_of(found: Dish) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(found, name, "") for name in _TEXTS}
    member = found.member_price_fen
    return (
        values
        | dish_selling.values_of(found)
        | {
            "station_id": found.station_id or "",
            "price": money.short(found.price_fen),
            "member_price": "" if member is None else money.short(member),
            "tags": found.tags,
            "allergens": found.allergens,
            "more_tags": "，".join(tag for tag in found.tags if tag not in TAGS),
            "more_allergens": "，".join(each for each in found.allergens if each not in ALLERGENS),
            "is_on_shelf": found.is_on_shelf,
            "group_ids": [link.group_id for link in found.group_links],
        }
    )


def _read(typed: Typed) -> DishInput:
    """The dish as it was typed. Raises Invalid for all that is wrong, not for the first alone."""
    values = dict(typed.values)
    each_read(typed, _check_category, values["category_id"], otherwise=None)
    selling = dish_selling.read(typed)
    values = {name: values[name] for name in values if name not in _SELLING}
    price, member = values.pop("price"), values.pop("member_price").strip()
    tags = tuple(tag for tag in values["tags"] if tag in TAGS)
    allergens = tuple(each for each in values["allergens"] if each in ALLERGENS)
    fields = values | {
        **selling,
        "price_fen": each_read(typed, read_fen, price, "price", otherwise=0),
        "member_price_fen": _member_fen(typed, member),
        "station_id": values["station_id"] or None,
        "spice_level": _whole(typed, "spice_level", default=0),
        "cook_minutes": _whole(typed, "cook_minutes", default=10),
        "tags": tags + read_list(values.pop("more_tags")),
        "allergens": allergens + read_list(values.pop("more_allergens")),
        "group_ids": tuple(values["group_ids"]),
    }
    with problems_into(typed):
        given = DishInput(**fields)
    refuse_if_wrong(typed)
    return given


def _check_category(category_id: str) -> None:
    if category_id not in {each.id for each in queries.list_categories(_store_id())}:
        raise Invalid({"category_id": lazy_gettext("Choose a category.")})


def _member_fen(typed: Typed, text: str) -> int | None:
    return each_read(typed, read_fen, text, "member_price", otherwise=0) if text else None


def _whole(typed: Typed, name: str, *, default: int) -> int:
    text = typed.values[name]
    return each_read(typed, read_whole, text, name, default=default, otherwise=default)


def _store_id() -> str:
    return require_staff().store_id
