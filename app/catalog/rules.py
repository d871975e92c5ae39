"""The menu as immutable facts, and what follows from them: no database, no clock."""

import importlib
from dataclasses import dataclass, field, replace
from functools import cached_property


@dataclass(frozen=True, slots=True)
class MenuOption:
    """One answer: `price_fen` is added to the dish's price."""

    id: str
    name: str
    name_en: str
    price_fen: int
    available: bool


@dataclass(frozen=True, slots=True)
class MenuOptionGroup:
    """One question: between `min` and `max` of its options are chosen."""

    id: str
    name: str
    name_en: str
    min: int
    max: int
    options: tuple[MenuOption, ...]


@dataclass(frozen=True, slots=True)
class MenuDish:
    """A dish as phones and orders see it. `remaining` is None when nobody counts.

    `picture` is the cover, the first of `pictures`.
    """

    id: str
    category_id: str
    code: str
    name: str
    name_en: str
    description: str
    description_en: str
    price_fen: int
    member_price_fen: int | None
    picture: str | None
    pinyin: str
    initials: str
    spice_level: int
    tags: tuple[str, ...]
    allergens: tuple[str, ...]
    cook_minutes: int
    station_id: str | None
    is_available: bool
    remaining: int | None
    option_groups: tuple[MenuOptionGroup, ...]
    pictures: tuple[str, ...] = ()

    @property
    def available(self) -> bool:
        """Whether at least one portion can be ordered."""
        return self.is_available and self.remaining != 0


@dataclass(frozen=True, slots=True)
class MenuCategory:
    """A heading and its dishes in order."""

    id: str
    name: str
    name_en: str
    icon: str
    dishes: tuple[MenuDish, ...]


@dataclass(frozen=True)
class Menu:
    """The whole menu of a store at one version."""

    store_id: str
    version: int
    categories: tuple[MenuCategory, ...]
    rendered: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def dishes(self) -> dict[str, MenuDish]:
        """Every dish on the shelf by its id."""
        return {dish.id: dish for category in self.categories for dish in category.dishes}


def with_remaining(menu: Menu, version: int, remaining: dict[str, int | None]) -> Menu:
    """`menu` as `version`, with new counts for the dishes named in `remaining`."""
    touched = {menu.dishes[dish_id].category_id for dish_id in remaining if dish_id in menu.dishes}

    def counted(dish: MenuDish) -> MenuDish:
        return replace(dish, remaining=remaining[dish.id]) if dish.id in remaining else dish

    categories = tuple(
        replace(category, dishes=tuple(counted(dish) for dish in category.dishes))
        if category.id in touched
        else category
        for category in menu.categories
    )
    return Menu(menu.store_id, version, categories)


def pinyin_of(name: str) -> tuple[str, str]:
    """The pinyin and the initials of a dish name: 宫保鸡丁 -> ("gongbaojiding", "gbjd")."""
    # Its dictionary takes half a second to load: the first dish that is saved waits for it, not
    # every start of the shop.
    library = importlib.import_module("pypinyin")
    full = library.lazy_pinyin(name, style=library.Style.NORMAL, errors="default")
    first = library.lazy_pinyin(name, style=library.Style.FIRST_LETTER, errors="default")
    return _letters("".join(full))[:400], _letters("".join(first))[:80]


def wrong_choices(dish: MenuDish, option_ids: list[str]) -> str | None:
    """Why `option_ids` do not answer the dish's questions, None when they do.

    The reason is one of "option_unknown", "option_twice", "option_unavailable", "too_few",
    "too_many".
    """
    if len(set(option_ids)) != len(option_ids):
        return "option_twice"
    by_id = {option.id: option for group in dish.option_groups for option in group.options}
    for option_id in option_ids:
        if option_id not in by_id:
            return "option_unknown"
        if not by_id[option_id].available:
            return "option_unavailable"
    for group in dish.option_groups:
        chosen = sum(option.id in option_ids for option in group.options)
        if chosen < group.min:
            return "too_few"
        if chosen > group.max:
            return "too_many"
    return None


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum() and char.isascii())
