"""Rows of ingredients in the forms of papers: typed, read, shown again."""

from datetime import date
from itertools import zip_longest
from typing import Any

from flask import request
from flask_babel import gettext

from app.core.errors import Invalid
from app.inventory import queries
from app.inventory.inputs import PurchaseLineInput, ReceivedInput
from app.inventory.models import Ingredient
from app.inventory.paper_models import Purchase
from app.inventory.rules import plain_number
from app.inventory.service.receiving import expiry_of
from app.inventory.words import named
from app.web.backoffice.forms import read_fen
from app.web.backoffice.stock.reading import read_day, read_quantity, sizes_of

COLUMNS = ("ingredient_id", "count", "unit", "total", "expires_on", "batch")
_TYPED = ("count", "total", "expires_on", "batch")
EMPTY = dict.fromkeys(COLUMNS, "")


def typed_rows() -> list[dict[str, str]]:
    """The rows of the form as they were typed, those left empty too."""
    columns = [request.form.getlist(f"row_{name}") for name in COLUMNS]
    rows = [dict(zip(COLUMNS, cells, strict=True)) for cells in zip_longest(*columns, fillvalue="")]
    return rows or [EMPTY]


def _used(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows that are filled in. One begun is marked, and Invalid for `lines` raised."""
    for number, row in enumerate(rows, 1):
        has_name, has_count = bool(row["ingredient_id"]), bool(row["count"].strip())
        if has_name and not has_count:
            row["wrong"] = "count"
            message = gettext("Row %(number)d: write the quantity, or remove it.", number=number)
            raise Invalid({"lines": message})
        if not has_name and any(row[name].strip() for name in _TYPED):
            row["wrong"] = "ingredient_id"
            message = gettext("Row %(number)d: choose the ingredient, or remove it.", number=number)
            raise Invalid({"lines": message})
    return [row for row in rows if row["ingredient_id"]]


def received_of(store_id: str, rows: list[dict[str, str]], today: date) -> list[ReceivedInput]:
    """What was received by these rows. Raises NotFound, Invalid for `lines`."""
    found = []
    for row in _used(rows):
        ingredient = queries.get_ingredient(store_id, row["ingredient_id"])
        expires_on = read_day(row["expires_on"], "lines")
        found.append(
            ReceivedInput(
                ingredient_id=ingredient.id,
                quantity=read_quantity(row["count"], "lines", _size(ingredient, row["unit"])),
                total_fen=read_fen(row["total"] or "0", "lines"),
                batch=row["batch"],
                expires_on=expires_on or expiry_of(today, ingredient.shelf_life_days),
            )
        )
    return found


def wanted_of(store_id: str, rows: list[dict[str, str]]) -> list[PurchaseLineInput]:
    """What is ordered by these rows. Raises NotFound, Invalid for `lines`."""
    found = []
    for row in _used(rows):
        ingredient = queries.get_ingredient(store_id, row["ingredient_id"])
        name, size = _unit(ingredient, row["unit"])
        found.append(
            PurchaseLineInput(
                ingredient_id=ingredient.id,
                unit_name=name[:40],
                unit_size=size,
                wanted=read_quantity(row["count"], "lines", size),
            )
        )
    return found


def rows_of_purchase(purchase: Purchase) -> list[dict[str, Any]]:
    """What has not come yet of a purchase, ready to be received."""
    return [
        {
            **EMPTY,
            "ingredient_id": line.ingredient_id,
            "count": plain_number(line.wanted - line.received, line.unit_size),
            "unit": _unit_key(line.ingredient, line.unit_size),
        }
        for line in purchase.lines
        if line.wanted > line.received
    ]


def unit_choices(known: list[Ingredient]) -> dict[str, list[tuple[str, str]]]:
    """The units of each ingredient as (key, words), the usual one first."""
    return {
        each.id: [(key, words) for key, (words, _size_of) in sizes_of(each).items()]
        for each in known
    }


def place_choices(store_id: str) -> list[tuple[str, str]]:
    """The places as (id, name), the main one first."""
    return [(place.id, named(place)) for place in queries.list_places(store_id)]


def _unit(ingredient: Ingredient, key: str) -> tuple[str, int]:
    sizes = sizes_of(ingredient)
    return sizes.get(key) or next(iter(sizes.values()))


def _size(ingredient: Ingredient, key: str) -> int:
    return _unit(ingredient, key)[1]


def _unit_key(ingredient: Ingredient, size: int) -> str:
    return next((key for key, (_n, each) in sizes_of(ingredient).items() if each == size), "")
