"""Menus."""

from typing import Any

from app.catalog import service
from app.catalog.inputs import CategoryInput, DishInput, OptionGroupInput, OptionInput, StationInput
from app.catalog.models import Category, Dish, GroupKind, OptionGroup, Station
from app.core.actors import Actor


def make_station(actor: Actor, name: str) -> Station:
    """A kitchen station."""
    return service.add_station(StationInput(name=name), actor=actor)


def make_category(actor: Actor, name: str = "热菜") -> Category:
    """A category."""
    return service.add_category(CategoryInput(name=name), actor=actor)


def make_dish(
    actor: Actor,
    category: Category,
    name: str = "宫保鸡丁",
    price_fen: int = 3800,
    *,
    remaining: int | None = None,
    **more: Any,
) -> Dish:
    """A dish; `remaining` portions of it when it is counted."""
    given = DishInput(name=name, category_id=category.id, price_fen=price_fen, **more)
    dish = service.add_dish(given, actor=actor)
    if remaining is not None:
        dish = service.set_availability(dish.id, actor=actor, remaining=remaining)
    return dish


def make_option_group(
    actor: Actor,
    name: str = "辣度",
    options: tuple[tuple[str, int], ...] = (("微辣", 0), ("加辣", 200)),
    *,
    at_least: int = 0,
    at_most: int = 1,
) -> OptionGroup:
    """A group of options, each (name, price in fen)."""
    given = OptionGroupInput(
        name=name,
        min_choices=at_least,
        max_choices=at_most,
        options=tuple(OptionInput(name=text, price_fen=fen) for text, fen in options),
    )
    return service.add_option_group(given, actor=actor)


def make_sizes(actor: Actor, *sizes: tuple[str, int]) -> OptionGroup:
    """Sizes, each (name, own price in fen)."""
    given = OptionGroupInput(
        name="规格",
        min_choices=1,
        kind=GroupKind.SIZE,
        options=tuple(OptionInput(name=text, price_fen=fen) for text, fen in sizes),
    )
    return service.add_option_group(given, actor=actor)


def make_choice(
    actor: Actor, count: int, *parts: tuple[Dish, int, int], may_repeat: bool = False
) -> OptionGroup:
    """`count` of these dishes in a set meal, each (dish, portions, surcharge in fen)."""
    given = OptionGroupInput(
        name=f"任选{count}款",
        min_choices=count,
        max_choices=count,
        kind=GroupKind.SET,
        may_repeat=may_repeat,
        options=tuple(_part(*part) for part in parts),
    )
    return service.add_option_group(given, actor=actor)


def make_included(actor: Actor, *parts: tuple[Dish, int]) -> OptionGroup:
    """The dishes that a set meal always has, each (dish, portions)."""
    given = OptionGroupInput(
        name="套餐内含",
        kind=GroupKind.INCLUDED,
        options=tuple(_part(*part) for part in parts),
    )
    return service.add_option_group(given, actor=actor)


def _part(dish: Dish, portions: int, price_fen: int = 0) -> OptionInput:
    return OptionInput(name=dish.name, dish_id=dish.id, portions=portions, price_fen=price_fen)
