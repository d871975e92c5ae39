"""Recipes: which dishes have one and what they cost, and the editor of one."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.catalog import queries as catalog
from app.core.errors import NotFound
from app.inventory import queries
from app.inventory import service as inventory
from app.inventory.book import Book, load_book
from app.inventory.costs import ChoiceCost, choice_costs, cost_of
from app.inventory.inputs import RecipeInput, RecipeLineInput
from app.inventory.models import OwnerKind, Recipe
from app.inventory.rules import Stock
from app.inventory.words import name_in, named
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.backoffice.stock.reading import (
    read_level,
    read_percent,
    read_quantity,
    typed_number,
)

_TEXTS = ("makes", "factor", "waste", "note")
_COLUMNS = ("ingredient_id", "net", "yield")


@dataclass(frozen=True, slots=True)
class Row:
    """A dish, an option or an ingredient of the house with what its recipe costs (fen)."""

    kind: str
    id: str
    name: str
    under: str
    price_fen: int
    cost_fen: int | None

    @property
    def margin_percent(self) -> int | None:
        """What is left of the price after the ingredients, in percent."""
        if self.cost_fen is None or self.price_fen <= 0:
            return None
        return round(100 * (self.price_fen - self.cost_fen) / self.price_fen)


@dataclass(frozen=True, slots=True)
class Owner:
    """What a recipe makes, and where its name stands."""

    kind: OwnerKind
    id: str
    name: str
    price_fen: int = 0
    unit: str = ""


@bp.get("/backoffice/stock/recipes")
@staff_only(Right.STOCK)
def recipes() -> ResponseReturnValue:
    """Everything that can have a recipe, with its cost and margin."""
    store_id = require_staff().store_id
    sections = [
        (gettext("Dishes"), _dish_rows(store_id)),
        (gettext("Choices"), _option_rows(store_id)),
        (gettext("Made in the house"), _made_rows(store_id)),
    ]
    return page("backoffice/stock/recipes.html", sections=sections)


@bp.get("/backoffice/stock/recipes/<owner_kind>/<owner_id>")
@staff_only(Right.STOCK)
def recipe(owner_kind: str, owner_id: str) -> ResponseReturnValue:
    """The editor of a recipe."""
    owner = _owner(owner_kind, owner_id)
    found = queries.find_recipe(require_staff().store_id, owner.kind, owner_id)
    return _form(Typed(_values_of(found)), owner)


@bp.post("/backoffice/stock/recipes/<owner_kind>/<owner_id>")
@staff_only(Right.STOCK)
def save_recipe(owner_kind: str, owner_id: str) -> ResponseReturnValue:
    """Make this the recipe from now on."""
    owner = _owner(owner_kind, owner_id)
    typed = _typed()
    with problems_into(typed):
        inventory.save_recipe(_read(typed.values, owner), actor=current_actor())
        flash(gettext("Recipe saved. Orders that were placed keep the former one."), "success")
        return redirect(url_for(".recipe", owner_kind=owner_kind, owner_id=owner_id))
    return _form(typed, owner), 422


def _owner(kind: str, owner_id: str) -> Owner:
    store_id = require_staff().store_id
    if kind == OwnerKind.DISH:
        dish = catalog.get_dish(store_id, owner_id)
        return Owner(OwnerKind.DISH, dish.id, named(dish), dish.price_fen)
    if kind == OwnerKind.INGREDIENT:
        made = queries.get_ingredient(store_id, owner_id)
        return Owner(OwnerKind.INGREDIENT, made.id, named(made), unit=made.unit.value)
    option = catalog.find_option(store_id, owner_id) if kind == OwnerKind.OPTION else None
    if option is None:
        raise NotFound
    name = f"{named(option.group)} · {named(option)}"
    return Owner(OwnerKind.OPTION, option.id, name, max(option.price_fen, 0))


def _form(typed: Typed, owner: Owner) -> str:
    store_id = require_staff().store_id
    book, stocks = load_book(store_id), queries.stocks_of(store_id)
    uses = {
        OwnerKind.DISH: book.dish_uses.get(owner.id),
        OwnerKind.OPTION: book.option_uses.get(owner.id),
    }.get(owner.kind)
    return page(
        "backoffice/stock/recipe.html",
        typed=typed,
        owner=owner,
        known=queries.list_ingredients(store_id),
        cost=cost_of(uses, stocks) // 1000 if uses else None,
        choices=_choices(owner, book, stocks),
        versions=queries.list_versions(store_id, owner.kind, owner.id),
        names={each.id: each for each in queries.list_ingredients(store_id)},
        empty_row=dict.fromkeys(_COLUMNS, ""),
    )


def _choices(owner: Owner, book: Book, stocks: dict[str, Stock]) -> list[ChoiceCost]:
    """What the sizes, extras and answers of a dish cost."""
    menu = catalog.get_menu(require_staff().store_id)
    dish = menu.dishes.get(owner.id) if owner.kind is OwnerKind.DISH else None
    return list(choice_costs(book, menu, dish, stocks)) if dish is not None else []


def _typed() -> Typed:
    columns = [request.form.getlist(f"line_{name}") for name in _COLUMNS]
    rows = [dict(zip(_COLUMNS, cells, strict=True)) for cells in zip_longest(*columns)]
    kept = [row for row in rows if row["ingredient_id"]]
    return Typed(typed_text(request.form, *_TEXTS) | {"lines": kept})


def _read(values: dict[str, Any], owner: Owner) -> RecipeInput:
    return RecipeInput(
        owner_kind=owner.kind,
        owner_id=owner.id,
        lines=tuple(
            RecipeLineInput(
                ingredient_id=row["ingredient_id"],
                net=read_quantity(row["net"] or "", "lines"),
                yield_bp=read_percent(row["yield"] or "", "lines", default=10_000),
            )
            for row in values["lines"]
        ),
        makes=read_level(values["makes"], "makes", 1000),
        factor_bp=read_quantity(values["factor"] or "1", "factor", 10_000),
        waste_bp=read_percent(values["waste"], "waste", default=0),
        note=values["note"],
    )


def _values_of(found: Recipe | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys(_TEXTS, "") | {"lines": [dict.fromkeys(_COLUMNS, "")] * 3}
    return {
        "makes": typed_number(found.makes),
        "factor": typed_number(found.factor_bp, 10_000),
        "waste": typed_number(found.waste_bp, 100),
        "note": found.note,
        "lines": [
            {
                "ingredient_id": line.ingredient_id,
                "net": typed_number(line.net),
                "yield": typed_number(line.yield_bp, 100),
            }
            for line in found.lines
        ],
    }


def _dish_rows(store_id: str) -> list[Row]:
    book, stocks = load_book(store_id), queries.stocks_of(store_id)
    menu = catalog.get_menu(store_id)
    return [
        Row(
            "dish",
            dish.id,
            named(dish),
            named(dish.category),
            dish.price_fen,
            cost_of(uses, stocks) // 1000 if (uses := book.sold_as(menu, dish.id)) else None,
        )
        for dish in catalog.list_dishes(store_id)
    ]


def _option_rows(store_id: str) -> list[Row]:
    book, stocks = load_book(store_id), queries.stocks_of(store_id)
    return [
        Row(
            "option",
            option.id,
            named(option),
            named(group),
            max(option.price_fen, 0),
            cost_of(book.option_uses[option.id], stocks) // 1000
            if option.id in book.option_uses
            else None,
        )
        for group in catalog.list_option_groups(store_id)
        for option in group.options
        if option.dish_id is None
    ]


def _made_rows(store_id: str) -> list[Row]:
    book, stocks = load_book(store_id), queries.stocks_of(store_id)
    return [
        Row(
            "ingredient",
            each.id,
            named(each),
            name_in(each.category, each.category_en),
            0,
            cost_of(book.made_uses[each.id], stocks) // 1000 if each.id in book.made else None,
        )
        for each in queries.list_ingredients(store_id)
        if each.id in book.made
    ]
