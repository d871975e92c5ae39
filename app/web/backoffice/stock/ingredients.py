"""The list of ingredients, and the form of one."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict

from app.core.errors import Conflict
from app.inventory import papers, queries
from app.inventory import service as inventory
from app.inventory.inputs import IngredientInput, UnitInput
from app.inventory.models import BaseUnit, Ingredient, Policy
from app.inventory.rules import Stock
from app.inventory.words import UNIT_WORDS, named
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import (
    Typed,
    problems_into,
    read_fen,
    read_one_of,
    read_whole,
    typed_text,
)
from app.web.backoffice.stock.places import lying_rows
from app.web.backoffice.stock.reading import (
    handy_unit,
    read_level,
    read_quantity,
    typed_number,
    unit_size,
)

POLICIES = (
    (Policy.BLOCK.value, lazy_gettext("Sold out: the dish cannot be ordered")),
    (Policy.WARN.value, lazy_gettext("Keep selling, and tell me")),
    (Policy.ALLOW.value, lazy_gettext("Keep selling; I do not count it closely")),
)
_TEXTS = (
    *("name", "name_en", "category", "category_en", "unit", "policy", "barcode", "supplier_id"),
    *("safety", "target", "level_unit", "shelf_life_days", "on_hand", "value"),
)
_PLAIN = ("name", "name_en", "category", "category_en", "barcode")
_UNIT_COLUMNS = ("name", "name_en", "size", "unit")


@dataclass(frozen=True, slots=True)
class Row:
    """One ingredient of the list with what is there of it."""

    ingredient: Ingredient
    stock: Stock

    @property
    def is_low(self) -> bool:
        """Whether what is free lies below the safety level, or below nothing."""
        return self.stock.free < max(self.ingredient.safety or 0, 0)

    @property
    def is_out(self) -> bool:
        """Whether nothing is free."""
        return self.stock.free <= 0


@bp.get("/backoffice/stock")
@staff_only(Right.STOCK)
def stock() -> ResponseReturnValue:
    """All ingredients with what is there; searched, by category, or only what runs short."""
    store_id = require_staff().store_id
    chosen = {name: request.args.get(name, "") for name in ("q", "category", "state")}
    rows = _rows(store_id, chosen["q"], chosen["category"])
    shown = [row for row in rows if _fits(row, chosen["state"])]
    return page(
        "backoffice/stock/list.html",
        rows=shown,
        chosen=chosen,
        categories=queries.list_categories(store_id),
        value=sum(row.stock.value for row in shown) // 1000,
        low=sum(row.is_low for row in rows),
    )


@bp.get("/backoffice/stock/new")
@staff_only(Right.STOCK)
def new_ingredient() -> ResponseReturnValue:
    """An empty form for an ingredient."""
    values = dict.fromkeys(_TEXTS, "") | {"unit": "g", "policy": "block", "level_unit": "kg"}
    return _form(Typed(values | {"units": [dict.fromkeys(_UNIT_COLUMNS, "")]}))


@bp.post("/backoffice/stock/new")
@staff_only(Right.STOCK)
def add_ingredient() -> ResponseReturnValue:
    """Add an ingredient with what is there of it."""
    typed = _typed(request.form)
    with problems_into(typed):
        given = _read(typed.values, read_one_of(BaseUnit, typed.values["unit"] or "g", "unit"))
        size = unit_size(given.unit, typed.values["level_unit"], "level_unit")
        inventory.add_ingredient(
            given,
            actor=current_actor(),
            on_hand=read_level(typed.values["on_hand"], "on_hand", size) or 0,
            value_fen=read_fen(typed.values["value"] or "0", "value"),
        )
        flash(gettext("Ingredient added."), "success")
        return redirect(url_for(".stock"))
    return _form(typed), 422


@bp.get("/backoffice/stock/ingredients/<ingredient_id>")
@staff_only(Right.STOCK)
def ingredient(ingredient_id: str) -> ResponseReturnValue:
    """What is there of an ingredient, and its form."""
    found = queries.get_ingredient(require_staff().store_id, ingredient_id)
    return _form(Typed(_values_of(found)), found)


@bp.post("/backoffice/stock/ingredients/<ingredient_id>")
@staff_only(Right.STOCK)
def change_ingredient(ingredient_id: str) -> ResponseReturnValue:
    """Change an ingredient; its base unit stays."""
    found = queries.get_ingredient(require_staff().store_id, ingredient_id)
    typed = _typed(request.form)
    with problems_into(typed):
        given = _read(typed.values, found.unit)
        inventory.change_ingredient(ingredient_id, given, actor=current_actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for(".ingredient", ingredient_id=ingredient_id))
    return _form(typed, found), 422


@bp.post("/backoffice/stock/ingredients/<ingredient_id>/remove")
@staff_only(Right.STOCK)
def remove_ingredient(ingredient_id: str) -> ResponseReturnValue:
    """Remove an ingredient that no recipe needs."""
    try:
        inventory.remove_ingredient(ingredient_id, actor=current_actor())
    except Conflict as error:
        flash(str(error.message), "danger")
        return redirect(url_for(".ingredient", ingredient_id=ingredient_id))
    flash(gettext("Ingredient removed. Its movements are kept."), "success")
    return redirect(url_for(".stock"))


def _rows(store_id: str, find: str, category: str) -> list[Row]:
    stocks = queries.stocks_of(store_id)
    found = queries.list_ingredients(store_id, find=find, category=category)
    return [Row(each, stocks[each.id]) for each in found]


def _fits(row: Row, state: str) -> bool:
    return {"low": row.is_low, "out": row.is_out}.get(state, True)


def _form(typed: Typed, found: Ingredient | None = None) -> str:
    store_id = require_staff().store_id
    suppliers = [(each.id, named(each)) for each in queries.list_suppliers(store_id)]
    return page(
        "backoffice/stock/ingredient.html",
        typed=typed,
        ingredient=found,
        stock=queries.stocks_of(store_id)[found.id] if found else None,
        prices=papers.price_history(store_id, found.id) if found else [],
        units=[(each.value, UNIT_WORDS[each.value]) for each in BaseUnit],
        all_units=list(UNIT_WORDS.items()),
        policies=POLICIES,
        suppliers=[("", gettext("No usual supplier")), *suppliers],
        categories=queries.list_categories(store_id),
        empty_row=dict.fromkeys(_UNIT_COLUMNS, ""),
        lying=lying_rows(store_id, found.id) if found else [],
    )


def _typed(form: MultiDict[str, str]) -> Typed:
    columns = [form.getlist(f"unit_{name}") for name in _UNIT_COLUMNS]
    rows = [dict(zip(_UNIT_COLUMNS, cells, strict=True)) for cells in zip_longest(*columns)]
    kept = [row for row in rows if (row["name"] or "").strip() or (row["size"] or "").strip()]
    return Typed(typed_text(form, *_TEXTS) | {"units": kept})


def _read(values: dict[str, Any], unit: BaseUnit) -> IngredientInput:
    size = unit_size(unit, values["level_unit"], "level_unit")
    days = values["shelf_life_days"]
    return IngredientInput(
        name=values["name"],
        name_en=values["name_en"],
        category=values["category"],
        category_en=values["category_en"],
        unit=unit,
        policy=read_one_of(Policy, values["policy"] or "block", "policy"),
        barcode=values["barcode"],
        safety=read_level(values["safety"], "safety", size),
        target=read_level(values["target"], "target", size),
        shelf_life_days=read_whole(days, "shelf_life_days") if days.strip() else None,
        supplier_id=values["supplier_id"] or None,
        units=tuple(
            UnitInput(
                name=row["name"],
                name_en=row["name_en"] or "",
                size=read_quantity(row["size"], "units", unit_size(unit, row["unit"], "units")),
                is_usual=place == 0,
            )
            for place, row in enumerate(values["units"])
        ),
    )


def _values_of(found: Ingredient) -> dict[str, Any]:
    handy = handy_unit(found.unit, found.safety, found.target)
    size = unit_size(found.unit, handy, "level_unit")
    days = found.shelf_life_days
    own = sorted(found.units, key=lambda unit: not unit.is_usual)
    units = []
    for unit in own:
        written = handy_unit(found.unit, unit.size)
        number = typed_number(unit.size, unit_size(found.unit, written, "units"))
        names = {"name": unit.name, "name_en": unit.name_en}
        units.append({**names, "size": number, "unit": written})
    return {
        **{name: getattr(found, name) for name in _PLAIN},
        "unit": found.unit.value,
        "policy": found.policy.value,
        "supplier_id": found.supplier_id or "",
        "safety": typed_number(found.safety, size),
        "target": typed_number(found.target, size),
        "level_unit": handy,
        "shelf_life_days": "" if days is None else str(days),
        "units": units,
    }
