"""Quantities and names in words, in the reader's language."""

from typing import Protocol

from flask_babel import LazyString, get_locale, lazy_gettext

from app.inventory.models import BaseUnit
from app.inventory.rules import MILLI, plain_number


class Named(Protocol):
    """Something that people named, and maybe in English too."""

    @property
    def name(self) -> str:
        """As the shop calls it."""

    @property
    def name_en(self) -> str:
        """In English, or nothing."""


UNIT_WORDS: dict[str, LazyString] = {
    "g": lazy_gettext("g"),
    "kg": lazy_gettext("kg"),
    "jin": lazy_gettext("jin (500 g)"),
    "ml": lazy_gettext("ml"),
    "l": lazy_gettext("L"),
    "piece": lazy_gettext("pcs"),
}
# The larger unit in which people think of more than this of the base unit.
_LARGER = {BaseUnit.GRAM: ("kg", 1000 * MILLI), BaseUnit.MILLILITRE: ("l", 1000 * MILLI)}


def quantity_text(quantity: int, unit: BaseUnit) -> str:
    """A quantity as people say it: 1500000 of grams → "1.5 kg"."""
    name, size = _LARGER.get(unit, (unit.value, MILLI))
    if abs(quantity) < size:
        name, size = unit.value, MILLI
    return f"{plain_number(quantity, size)} {UNIT_WORDS[name]}"


def named(thing: Named) -> str:
    """What something is called in the reader's language; not everything has an English name."""
    return name_in(thing.name, thing.name_en)


def name_in(name: str, name_en: str) -> str:
    """The one of two names that fits the reader's language."""
    return (name_en or name) if str(get_locale()) == "en" else name
