"""What a shop may begin with: three stations, and which of them most likely makes a category."""

from collections.abc import Sequence
from enum import StrEnum

from flask_babel import get_locale, gettext

from app.catalog.inputs import StationInput
from app.catalog.models import Category, Station


class _Kind(StrEnum):
    """What a kitchen separates first: the stove, the cold board and the bar."""

    HOT = "hot"
    COLD = "cold"
    DRINKS = "drinks"


# A name that has one of these in it is of that kind; any other is hot.
_SIGNS = {
    _Kind.COLD: ("凉", "冷", "卤", "沙拉", "cold", "salad"),
    _Kind.DRINKS: ("饮", "酒", "茶", "drink", "beverage", "beer", "wine", "tea"),
}


def suggest_stations() -> list[StationInput]:
    """The stations of a usual kitchen, named in the reader's language, in Chinese also in English.

    A slip for a cook who reads English takes the English name.
    """
    named = (
        (gettext("Hot dishes"), "Hot dishes"),
        (gettext("Cold dishes"), "Cold dishes"),
        (gettext("Drinks"), "Drinks"),
    )
    is_english = str(get_locale()) == "en"
    return [StationInput(name=name, name_en="" if is_english else word) for name, word in named]


def guess_station(category: Category, stations: Sequence[Station]) -> str | None:
    """The station that the category has, or the likeliest by its name; None without stations."""
    if category.station_id is not None or not stations:
        return category.station_id
    wanted = _kind_of(category.name, category.name_en)
    alike = (each for each in stations if _kind_of(each.name, each.name_en) is wanted)
    return next(alike, stations[0]).id


def _kind_of(*names: str) -> _Kind:
    text = " ".join(names).lower()
    found = (kind for kind, signs in _SIGNS.items() if any(sign in text for sign in signs))
    return next(found, _Kind.HOT)
