"""Adding, changing and removing categories, dishes and option groups."""

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import func, select

from app.catalog import queries, rules
from app.catalog.inputs import CategoryInput, DishInput, OptionGroupInput, OptionInput
from app.catalog.models import (
    Category,
    Dish,
    DishOptionGroup,
    Option,
    OptionGroup,
    PriceChange,
)
from app.catalog.service.versions import touch_menu
from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid
from app.core.sequences import next_value


@atomic
def add_category(given: CategoryInput, *, actor: Actor) -> Category:
    """Add a category at the end. Raises Conflict when the name is in use."""
    _refuse_same_category_name(actor.store_id, given.name)
    category = Category(store_id=actor.store_id, **given.model_dump())
    category.position = next_value(actor.store_id, "category_position")
    db.session.add(category)
    db.session.flush()
    audit.log("category.added", actor=actor, target=("category", category.id), name=given.name)
    touch_menu(actor.store_id)
    return category


@atomic
def change_category(category_id: str, given: CategoryInput, *, actor: Actor) -> Category:
    """Change a category's words. Raises NotFound, Conflict when the name is in use."""
    category = queries.get_category(actor.store_id, category_id)
    _refuse_same_category_name(actor.store_id, given.name, except_id=category_id)
    for name, value in given.model_dump().items():
        setattr(category, name, value)
    audit.log("category.changed", actor=actor, target=("category", category.id), name=given.name)
    touch_menu(actor.store_id)
    return category


@atomic
def remove_category(category_id: str, *, actor: Actor) -> None:
    """Remove an empty category. Raises NotFound, Conflict while it holds dishes."""
    category = queries.get_category(actor.store_id, category_id)
    if queries.list_dishes(actor.store_id, category_id):
        raise Conflict(lazy_gettext("Move or remove the dishes of this category first."))
    archived = db.session.scalar(select(Dish.id).where(Dish.category_id == category_id).limit(1))
    if archived is not None:
        # Removed dishes stay for the sake of old orders, and so does the heading they were under.
        category.name = f"{category.name[:30]} #{category.id[-6:]}"
    else:
        db.session.delete(category)
    audit.log("category.removed", actor=actor, target=("category", category_id))
    touch_menu(actor.store_id)


@atomic
def add_dish(given: DishInput, *, actor: Actor) -> Dish:
    """Add a dish at the end of its category. Raises NotFound, Conflict when the code is in use."""
    dish = Dish(store_id=actor.store_id, position=next_value(actor.store_id, "dish_position"))
    db.session.add(dish)
    with db.session.no_autoflush:
        _fill(dish, given, actor)
    db.session.flush()
    target = ("dish", dish.id)
    audit.log("dish.added", actor=actor, target=target, name=dish.name, **prices_of(dish))
    touch_menu(actor.store_id)
    return dish


@atomic
def change_dish(dish_id: str, given: DishInput, *, actor: Actor) -> Dish:
    """Change a dish, keeping the history of its price. Raises NotFound, Conflict."""
    dish = queries.get_dish(actor.store_id, dish_id)
    before = prices_of(dish)
    _fill(dish, given, actor)
    db.session.flush()
    record_prices(dish, before, actor)
    audit.log("dish.changed", actor=actor, target=("dish", dish.id), **prices_of(dish))
    touch_menu(actor.store_id)
    return dish


@atomic
def remove_dish(dish_id: str, *, actor: Actor) -> None:
    """Take a dish off the menu for good; old orders keep it. Raises NotFound."""
    dish = queries.get_dish(actor.store_id, dish_id)
    dish.removed_at = clock.now()
    dish.is_on_shelf = False
    # Its code becomes free for another dish.
    dish.code = f"{dish.code[:30]}#{dish.id[-6:]}"
    audit.log("dish.removed", actor=actor, target=("dish", dish.id), name=dish.name)
    touch_menu(actor.store_id)


@atomic
def set_picture(dish_id: str, picture: str | None, *, actor: Actor) -> Dish:
    """Show the stored picture of that name with the dish, or none. Raises NotFound."""
    dish = queries.get_dish(actor.store_id, dish_id)
    dish.picture = picture
    audit.log("dish.picture", actor=actor, target=("dish", dish.id), picture=picture)
    touch_menu(actor.store_id)
    return dish


@atomic
def add_option_group(given: OptionGroupInput, *, actor: Actor) -> OptionGroup:
    """Add an option group that any dish may use."""
    group = OptionGroup(store_id=actor.store_id, name=given.name)
    group.position = next_value(actor.store_id, "option_group_position")
    db.session.add(group)
    _fill_group(group, given)
    db.session.flush()
    audit.log("options.added", actor=actor, target=("option_group", group.id), name=group.name)
    touch_menu(actor.store_id)
    return group


@atomic
def change_option_group(group_id: str, given: OptionGroupInput, *, actor: Actor) -> OptionGroup:
    """Change a group for all dishes that use it. Raises NotFound."""
    group = queries.get_option_group(actor.store_id, group_id)
    _fill_group(group, given)
    db.session.flush()
    audit.log("options.changed", actor=actor, target=("option_group", group.id), name=group.name)
    touch_menu(actor.store_id)
    return group


@atomic
def remove_option_group(group_id: str, *, actor: Actor) -> None:
    """Remove a group from every dish and for good. Raises NotFound."""
    group = queries.get_option_group(actor.store_id, group_id)
    for link in db.session.scalars(
        select(DishOptionGroup).where(DishOptionGroup.group_id == group_id)
    ):
        db.session.delete(link)
    db.session.flush()
    db.session.delete(group)
    audit.log("options.removed", actor=actor, target=("option_group", group_id), name=group.name)
    touch_menu(actor.store_id)


def _refuse_same_category_name(store_id: str, name: str, except_id: str | None = None) -> None:
    same = select(Category.id).where(Category.store_id == store_id, Category.name == name)
    found = db.session.scalar(same)
    if found is not None and found != except_id:
        raise Conflict(lazy_gettext("A category of this name exists already."), code="name_taken")


def _fill(dish: Dish, given: DishInput, actor: Actor) -> None:
    store_id = actor.store_id
    queries.get_category(store_id, given.category_id)
    if given.station_id and given.station_id not in {s.id for s in queries.list_stations(store_id)}:
        raise Invalid({"station_id": lazy_gettext("This station does not exist.")})
    values = given.model_dump(exclude={"group_ids", "code", "tags", "allergens"})
    for name, value in values.items():
        setattr(dish, name, value)
    dish.tags, dish.allergens = list(given.tags), list(given.allergens)
    dish.pinyin, dish.initials = rules.pinyin_of(given.name)
    dish.code = _free_code(dish, given.code)
    wanted = dict.fromkeys(given.group_ids)
    for group_id in wanted:
        queries.get_option_group(store_id, group_id)
    kept = {link.group_id: link for link in dish.group_links}
    dish.group_links = [
        kept.get(group_id) or DishOptionGroup(group_id=group_id) for group_id in wanted
    ]
    for position, link in enumerate(dish.group_links):
        link.position = position


def _free_code(dish: Dish, wanted: str) -> str:
    code = wanted or dish.code or f"{next_value(dish.store_id, 'dish_code'):03d}"
    holder = db.session.scalar(
        select(Dish.id).where(Dish.store_id == dish.store_id, Dish.code == code)
    )
    if holder is not None and holder != dish.id:
        if wanted:
            raise Conflict(lazy_gettext("Another dish has this code."), code="code_taken")
        total = db.session.scalar(select(func.count(Dish.id)))
        code = f"{code}-{total}"
    return code


def _fill_group(group: OptionGroup, given: OptionGroupInput) -> None:
    group.name, group.name_en = given.name, given.name_en
    group.min_choices, group.max_choices = given.min_choices, given.max_choices
    known = {option.id: option for option in group.options}
    group.options = [_option(known, option) for option in given.options]
    for position, option in enumerate(group.options):
        option.position = position


def _option(known: dict[str, Option], given: OptionInput) -> Option:
    option = known.get(given.id or "") or Option()
    option.name, option.name_en = given.name, given.name_en
    option.price_fen, option.is_available = given.price_fen, given.is_available
    return option


def prices_of(dish: Dish) -> dict[str, Any]:
    """A dish's prices in fen, as its history keeps them."""
    return {"price_fen": dish.price_fen, "member_price_fen": dish.member_price_fen}


def record_prices(dish: Dish, before: dict[str, Any], actor: Actor) -> None:
    """Keep in the history that a dish's prices are no longer `before`."""
    after = prices_of(dish)
    if after != before:
        db.session.add(
            PriceChange(
                store_id=dish.store_id,
                dish_id=dish.id,
                at=clock.now(),
                actor_name=actor.name,
                before=before,
                after=after,
            )
        )
