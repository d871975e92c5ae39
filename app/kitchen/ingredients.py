"""What dishes are made of, as the recipe book says: for the cook's totals by ingredient."""

from dataclasses import dataclass

from app.inventory.book import get_book
from app.inventory.models import BaseUnit
from app.inventory.rules import MILLI

# Cooks think in kilograms and litres once it is more than one.
_LARGER = {BaseUnit.GRAM: "kg", BaseUnit.MILLILITRE: "L"}
_SHORT = {BaseUnit.GRAM: "g", BaseUnit.MILLILITRE: "ml", BaseUnit.PIECE: ""}


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of an ingredient goes into the pot for one portion, in its `unit`.

    `larger` names a thousand of that unit, "" when nobody would say so.
    """

    name: str
    name_en: str
    amount: float
    unit: str
    larger: str


def recipes_of(store_id: str, dish_ids: set[str]) -> dict[str, list[Portion]]:
    """By dish id, what one portion takes; dishes without a recipe are not in it."""
    if not dish_ids:
        return {}
    book = get_book(store_id)
    found: dict[str, list[Portion]] = {}
    for dish_id in dish_ids & book.dishes.keys():
        parts = [
            (book.ingredients[part.ingredient_id], part.net)
            for part in book.dishes[dish_id].parts
            if part.ingredient_id in book.ingredients
        ]
        found[dish_id] = [
            Portion(each.name, each.name_en, net / MILLI, _SHORT[each.unit],
                    _LARGER.get(each.unit, ""))
            for each, net in parts
        ]  # fmt: skip
    return found
