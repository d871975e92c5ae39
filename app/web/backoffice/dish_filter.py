"""Which dishes of the menu's list are asked for: by category, words and state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString, lazy_gettext

from app.catalog.models import Dish

SHOWS: dict[str, LazyString] = {
    "on": lazy_gettext("On the menu"),
    "off": lazy_gettext("Off the menu"),
    "sold_out": lazy_gettext("Sold out"),
    "no_picture": lazy_gettext("Without a picture"),
    "no_station": lazy_gettext("Without a station"),
}
_IS_SHOWN: dict[str, Callable[[Dish], bool]] = {
    "on": lambda dish: dish.is_on_shelf,
    "off": lambda dish: not dish.is_on_shelf,
    "sold_out": lambda dish: not dish.is_available or dish.remaining == 0,
    "no_picture": lambda dish: dish.picture is None,
    "no_station": lambda dish: dish.route_id is None,
}


@dataclass(frozen=True, slots=True)
class DishFilter:
    """What is asked for; an empty field asks for all. `show` is one of `SHOWS`."""

    category: str = ""
    q: str = ""
    show: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "DishFilter":
        """The filter of an address or a form."""
        show = given.get("show", "")
        return cls(
            given.get("category", ""),
            given.get("q", "").strip(),
            show if show in SHOWS else "",
        )

    @property
    def query(self) -> dict[str, Any]:
        """The filter as arguments of an address; what is empty is left out."""
        return {
            "category": self.category or None,
            "q": self.q or None,
            "show": self.show or None,
        }

    def of_dishes(self, dishes: Iterable[Dish]) -> list[Dish]:
        """Those of the dishes that are asked for."""
        return [
            dish
            for dish in dishes
            if self._is_found(dish) and (not self.show or _IS_SHOWN[self.show](dish))
        ]

    def count_shows(self, dishes: Iterable[Dish]) -> dict[str, int]:
        """How many dishes each state has within the category and words."""
        found = [dish for dish in dishes if self._is_found(dish)]
        return {show: sum(map(test, found)) for show, test in _IS_SHOWN.items()}

    def _is_found(self, dish: Dish) -> bool:
        if self.category and dish.category_id != self.category:
            return False
        texts = (dish.name, dish.name_en, dish.code, dish.pinyin, dish.initials)
        search = self.q.lower()
        return not search or any(search in text.lower() for text in texts)
