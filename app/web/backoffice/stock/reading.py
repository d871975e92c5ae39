"""Quantities, percentages and days as people type them."""

from datetime import date

from flask_babel import lazy_gettext

from app.core.errors import Invalid
from app.inventory.buying import Suggestion
from app.inventory.models import BaseUnit, Ingredient
from app.inventory.paper_models import PurchaseLine
from app.inventory.rules import MILLI, UNITS, parse_quantity, plain_number
from app.inventory.words import UNIT_WORDS, named


def read_quantity(text: str, name: str, size: int = MILLI) -> int:
    """A number of units of `size` as a quantity. Raises Invalid for field `name`."""
    try:
        return parse_quantity(text, size)
    except ValueError:
        message = lazy_gettext("Write a number like 5 or 0.25.")
        raise Invalid({name: message}) from None


def read_level(text: str, name: str, size: int) -> int | None:
    """A quantity that may be left open. Raises Invalid."""
    return read_quantity(text, name, size) if text.strip() else None


def read_percent(text: str, name: str, *, default: int) -> int:
    """A percentage such as 85 or 85.5 as basis points. Raises Invalid."""
    return read_quantity(text.strip().removesuffix("%"), name, 100) if text.strip() else default


def read_day(text: str, name: str) -> date | None:
    """A day, None when empty. Raises Invalid."""
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        raise Invalid({name: lazy_gettext("Choose a day.")}) from None


def unit_size(base: BaseUnit, unit: str, name: str) -> int:
    """How much a written unit holds. Raises Invalid when it is of another kind."""
    size = UNITS[base].get(unit or base.value)
    if size is None:
        raise Invalid({name: lazy_gettext("This unit does not fit the base unit.")})
    return size


def sizes_of(ingredient: Ingredient) -> dict[str, tuple[str, int]]:
    """The units in which an ingredient is bought or counted: key → (words, size).

    The usual purchase unit stands first.
    """
    own = sorted(ingredient.units, key=lambda unit: not unit.is_usual)
    found = {unit.id: (named(unit), unit.size) for unit in own}
    plain = {name: (str(UNIT_WORDS[name]), size) for name, size in UNITS[ingredient.unit].items()}
    return {**found, **plain}


def ordered_unit(line: PurchaseLine) -> str:
    """The unit of a purchase's line in the reader's language; as it was written if it is gone."""
    own = next((unit for unit in line.ingredient.units if unit.name == line.unit_name), None)
    if own is not None:
        return named(own)
    sizes = UNITS[line.ingredient.unit].items()
    plain = next((str(UNIT_WORDS[key]) for key, size in sizes if size == line.unit_size), None)
    return plain or line.unit_name


def suggested_unit(suggestion: Suggestion) -> str:
    """The purchase unit in which buying is suggested, in the reader's language."""
    known = suggestion.ingredient.units
    own = next((unit for unit in known if unit.name == suggestion.unit_name), None)
    return named(own) if own is not None else suggestion.unit_name


def handy_unit(base: BaseUnit, *quantities: int | None) -> str:
    """The unit in which these quantities are shortest to write."""
    larger = {BaseUnit.GRAM: "kg", BaseUnit.MILLILITRE: "l"}.get(base)
    known = [each for each in quantities if each]
    is_large = larger is not None and known and min(known) >= UNITS[base][larger]
    return larger if larger is not None and is_large else base.value


def typed_number(quantity: int | None, size: int = MILLI) -> str:
    """A quantity as it stands in a field."""
    return "" if quantity is None else plain_number(quantity, size)
