"""The menu as immutable facts, and what follows from them: no database, no clock."""

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from app.catalog.models import GroupKind, PriceKind, RequiredPer
from app.catalog.sale_windows import SaleWindow

_KJ = ("kj", "千焦")
_KJ_IN_KCAL = 4.184
_ENERGY = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(kcal|千卡|大卡|kj|千焦)", re.IGNORECASE)
# Counts by the id of a dish or an option; None is plenty.
Counts = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class MenuOption:
    """One answer: `price_fen` is added to the dish's price.

    A size's own price is `own_price_fen`; its `price_fen` is then what it differs by. In a set
    meal the answer is `portions` of the dish `part_id`, and `has_part` says whether that can be
    had. `remaining` is None when nobody counts.
    """

    id: str
    name: str
    name_en: str
    price_fen: int
    is_on_sale: bool
    remaining: int | None = None
    own_price_fen: int | None = None
    part_id: str | None = None
    portions: int = 1
    has_part: bool = True
    stock_left: int | None = None

    @property
    def left(self) -> int | None:
        """How many can be had, by its own count and by what it is made of; None for plenty."""
        return _fewer(self.remaining, self.stock_left)

    @property
    def available(self) -> bool:
        """Whether it can be chosen."""
        return self.is_on_sale and self.left != 0 and self.has_part


@dataclass(frozen=True, slots=True)
class MenuOptionGroup:
    """One question: between `min` and `max` of its options are chosen."""

    id: str
    name: str
    name_en: str
    min: int
    max: int
    options: tuple[MenuOption, ...]
    kind: GroupKind = GroupKind.OPTIONS
    may_repeat: bool = False

    @property
    def is_answerable(self) -> bool:
        """Whether enough of its options can be had."""
        able = sum(option.available for option in self.options)
        return able >= self.min or (able > 0 and self.may_repeat)


@dataclass(frozen=True, slots=True)
class MenuDish:
    """A dish as phones and orders see it.

    `remaining` is None when nobody counts, `stock_left` when its ingredients suffice for plenty.
    `picture` is the cover, the first of `pictures`. The dishes that always belong to a set meal
    are `included`, each as an option that names the dish; `is_complete` says whether they and
    enough of every required choice can be had.
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
    price_kind: PriceKind = PriceKind.FIXED
    pickup_price_fen: int | None = None
    packing_fee_fen: int = 0
    min_quantity: int = 1
    quantity_step: int = 1
    required_per: RequiredPer = RequiredPer.NOTHING
    nutrition: str = ""
    portion_hint: str = ""
    window: SaleWindow | None = None
    sold_recently: int = 0
    included: tuple[MenuOption, ...] = ()
    is_complete: bool = True
    stock_left: int | None = None

    @property
    def left(self) -> int | None:
        """How many can be had, by its own count and by what it is made of; None for plenty."""
        return _fewer(self.remaining, self.stock_left)

    @property
    def is_offered(self) -> bool:
        """Whether it can be ordered as far as nobody looks at its ingredients."""
        return self.is_available and self.remaining != 0 and self.is_complete

    @property
    def available(self) -> bool:
        """Whether at least one portion can be ordered."""
        return self.is_offered and self.stock_left != 0

    @property
    def is_set(self) -> bool:
        """Whether it is a set meal, made of other dishes."""
        return bool(self.included) or any(g.kind is GroupKind.SET for g in self.option_groups)

    @property
    def is_price_open(self) -> bool:
        """Whether its price is known only when it was weighed, or when staff say it."""
        return self.price_kind is not PriceKind.FIXED

    def is_sold_at(self, moment: datetime) -> bool:
        """Whether it is sold at `moment`, a moment on the shop's clock."""
        return self.window is None or self.window.is_open(moment)

    def pick(self, option_ids: Sequence[str]) -> tuple[MenuOption, ...]:
        """The chosen options in the order of the menu, one that is chosen twice twice."""
        if not option_ids:
            return ()
        return tuple(
            [
                option
                for group in self.option_groups
                for option in group.options
                if option.id in option_ids
                for _ in range(option_ids.count(option.id))
            ]
        )

    def parts_of(self, options: Sequence[MenuOption]) -> dict[str, int]:
        """The dishes that one portion is made of, with how many of each, by their ids."""
        parts: dict[str, int] = {}
        for option in (*self.included, *options):
            if option.part_id is not None:
                parts[option.part_id] = parts.get(option.part_id, 0) + option.portions
        return parts


C = TypeVar("C", MenuDish, MenuOption)


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
    # The number of its last change that was not one of counts alone.
    content: int = field(default=-1, compare=False)

    @cached_property
    def dishes(self) -> dict[str, MenuDish]:
        """Every dish on the shelf by its id."""
        return {dish.id: dish for category in self.categories for dish in category.dishes}

    @cached_property
    def options(self) -> dict[str, MenuOption]:
        """Every option that a dish on the shelf offers, by its id."""
        groups = (group for dish in self.dishes.values() for group in dish.option_groups)
        return {option.id: option for group in groups for option in group.options}

    @cached_property
    def part_ids(self) -> frozenset[str]:
        """The ids of the dishes that set meals are made of."""
        options = (
            option
            for dish in self.dishes.values()
            if dish.is_set
            for option in (*dish.included, *(o for g in dish.option_groups for o in g.options))
        )
        return frozenset(option.part_id for option in options if option.part_id is not None)

    @cached_property
    def windowed(self) -> tuple[MenuDish, ...]:
        """The dishes that are not sold at all times."""
        return tuple(dish for dish in self.dishes.values() if dish.window is not None)

    def off_hours(self, moment: datetime) -> frozenset[str]:
        """The ids of the dishes that are not sold at `moment`, a moment on the shop's clock."""
        return frozenset(dish.id for dish in self.windowed if not dish.is_sold_at(moment))


def with_counts(menu: Menu, version: int, remaining: Counts, stock_left: Counts) -> Menu:
    """`menu` as `version`, with new counts for the dishes and options that are named."""

    def counted(dish: MenuDish) -> MenuDish:
        if dish.id in named:
            dish = _recounted(dish, remaining, stock_left)
        if has_options and any(o.id in named for g in dish.option_groups for o in g.options):
            groups = tuple(
                replace(g, options=tuple(_recounted(o, remaining, stock_left) for o in g.options))
                for g in dish.option_groups
            )
            dish = replace(dish, option_groups=groups)
        return dish

    named = remaining.keys() | stock_left.keys()
    has_options = not named <= menu.dishes.keys()
    touched = {menu.dishes[each].category_id for each in named if each in menu.dishes}
    categories = tuple(
        replace(category, dishes=tuple(map(counted, category.dishes)))
        if has_options or category.id in touched
        else category
        for category in menu.categories
    )
    if has_options or not named.isdisjoint(menu.part_ids):
        categories = settled(categories)
    counted_menu = Menu(menu.store_id, version, categories, content=menu.content)
    # Counts change nothing about what set meals are made of: it is not found anew at each order.
    counted_menu.__dict__["part_ids"] = menu.part_ids
    return counted_menu


def settled(categories: tuple[MenuCategory, ...]) -> tuple[MenuCategory, ...]:
    """The menu with what follows from its dishes for set meals and required choices.

    An answer of a set meal can be had while its dish can; a dish can be made while all that it
    includes and enough answers to each question can be had.
    """
    dishes = {dish.id: dish for category in categories for dish in category.dishes}

    def has_part(option: MenuOption) -> bool:
        part = dishes.get(option.part_id or "")
        if part is None or not part.is_available:
            return False
        return part.left is None or part.left >= option.portions

    def settle(dish: MenuDish) -> MenuDish:
        groups = dish.option_groups
        if dish.is_set:
            groups = tuple(_with_parts(group, has_part) for group in groups)
        is_complete = all(group.is_answerable for group in groups) and all(
            map(has_part, dish.included)
        )
        if groups == dish.option_groups and is_complete == dish.is_complete:
            return dish
        return replace(dish, option_groups=groups, is_complete=is_complete)

    return tuple(replace(c, dishes=tuple(map(settle, c.dishes))) for c in categories)


def is_offered(menu: Menu, dish: MenuDish) -> bool:
    """Whether a dish, and all that it includes, is sold as far as nobody looks at ingredients."""
    if dish.is_offered or dish.is_complete or not dish.included:
        return dish.is_offered
    parts = [(menu.dishes.get(option.part_id or ""), option) for option in dish.included]
    is_whole = all(
        part is not None
        and part.is_available
        and (part.remaining is None or part.remaining >= option.portions)
        for part, option in parts
    )
    is_sold = dish.is_available and dish.remaining != 0
    return is_sold and is_whole and all(group.is_answerable for group in dish.option_groups)


def _with_parts(group: MenuOptionGroup, has_part: Callable[[MenuOption], bool]) -> MenuOptionGroup:
    if group.kind is not GroupKind.SET:
        return group
    options = tuple(replace(option, has_part=has_part(option)) for option in group.options)
    return replace(group, options=options)


def alike(menu: Menu, dish_id: str, most: int = 3) -> list[MenuDish]:
    """What a guest may like instead of a dish: of its category, with its tags, near its price."""
    wanted = menu.dishes.get(dish_id)
    if wanted is None:
        return []
    others = [
        dish
        for dish in menu.dishes.values()
        if dish.id != dish_id and dish.available and dish.category_id == wanted.category_id
    ]

    def distance(dish: MenuDish) -> tuple[int, int, int]:
        shared = len(set(dish.tags) & set(wanted.tags))
        return (
            -shared,
            abs(dish.spice_level - wanted.spice_level),
            abs(dish.price_fen - wanted.price_fen),
        )

    return sorted(others, key=distance)[:most]


def _recounted(counted: C, remaining: Counts, stock_left: Counts) -> C:
    """A dish or an option with the counts that are named for it."""
    return replace(
        counted,
        remaining=remaining.get(counted.id, counted.remaining),
        stock_left=stock_left.get(counted.id, counted.stock_left),
    )


def _fewer(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def kcal_of(nutrition: str) -> int | None:
    """The energy that a nutrition text names, in kcal: "约 260 千卡", "1090 kJ"; else None."""
    found = _ENERGY.search(nutrition)
    if found is None:
        return None
    amount = float(found.group(1).replace(",", ""))
    return round(amount / _KJ_IN_KCAL if found.group(2).lower() in _KJ else amount)


def pinyin_of(name: str) -> tuple[str, str]:
    """The pinyin and the initials of a dish name: 宫保鸡丁 -> ("gongbaojiding", "gbjd")."""
    # Its dictionary takes half a second to load: the first dish that is saved waits for it, not
    # every start of the shop.
    library = importlib.import_module("pypinyin")
    full = library.lazy_pinyin(name, style=library.Style.NORMAL, errors="default")
    first = library.lazy_pinyin(name, style=library.Style.FIRST_LETTER, errors="default")
    return _letters("".join(full))[:400], _letters("".join(first))[:80]


def wrong_choices(dish: MenuDish, option_ids: Sequence[str]) -> str | None:
    """Why `option_ids` do not answer the dish's questions, None when they do.

    The reason is one of "option_unknown", "option_twice", "option_unavailable", "too_few",
    "too_many".
    """
    counts: dict[str, int] = {}
    for option_id in option_ids:
        counts[option_id] = counts.get(option_id, 0) + 1
    groups = {option.id: group for group in dish.option_groups for option in group.options}
    if any(count > 1 and not groups[i].may_repeat for i, count in counts.items() if i in groups):
        return "option_twice"
    if not counts.keys() <= groups.keys():
        return "option_unknown"
    if not all(option.available for option in dish.pick(option_ids)):
        return "option_unavailable"
    for group in dish.option_groups:
        chosen = sum([counts[option.id] for option in group.options if option.id in counts])
        if chosen < group.min:
            return "too_few"
        if chosen > group.max:
            return "too_many"
    return None


def wrong_quantity(dish: MenuDish, quantity: int) -> str | None:
    """Why so many portions of a dish are not sold, None when they are.

    The reason is "below_min" or "off_step".
    """
    if quantity < dish.min_quantity:
        return "below_min"
    return "off_step" if (quantity - dish.min_quantity) % dish.quantity_step else None


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum() and char.isascii())
