"""Filters of templates that write stock: quantities, units, costs, photos."""

from flask import url_for
from flask_babel import gettext

from app.catalog.pictures import PAPER_EDGE
from app.core import money
from app.inventory.models import BaseUnit, Ingredient
from app.inventory.rules import Stock
from app.inventory.words import UNIT_WORDS, name_in, quantity_text

# Of a piece people say what one costs, of the others what a thousand (a kilogram) costs.
_FEN_MILLI = 1000


def quantity(amount: int, unit: BaseUnit) -> str:
    """A quantity as people say it."""
    return quantity_text(amount, unit)


def category_of(ingredient: Ingredient) -> str:
    """The category of an ingredient in the reader's language."""
    return name_in(ingredient.category, ingredient.category_en)


def unit_word(unit: str) -> str:
    """A unit's name."""
    return str(UNIT_WORDS[unit])


def unit_cost(stock: Stock, unit: BaseUnit) -> str:
    """The average cost in yuan, for as much as people name it by."""
    per = _FEN_MILLI * 1000 if unit is BaseUnit.PIECE else _FEN_MILLI
    return money.show((2 * stock.cost + per) // (2 * per))


def cost_unit(unit: BaseUnit) -> str:
    """By how much a cost is named."""
    words = {
        BaseUnit.GRAM: gettext("per kg"),
        BaseUnit.MILLILITRE: gettext("per litre"),
        BaseUnit.PIECE: gettext("each"),
    }
    return str(words[unit])


def paper_url(name: str) -> str:
    """The address of a photo that belongs to a paper."""
    return str(url_for("media.picture", name=name, width=PAPER_EDGE))
