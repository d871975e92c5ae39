"""Adding, changing and removing categories and dishes."""

from flask_babel import gettext, lazy_gettext
from sqlalchemy import func, select

from app.catalog import queries, rules
from app.catalog.inputs import CategoryInput, DishInput
from app.catalog.models import Category, Dish, DishOptionGroup, DishPicture
from app.catalog.service.history import recorded, retire
from app.catalog.service.prices import prices_of, record_prices
from app.catalog.service.versions import touch_menu
from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid
from app.core.sequences import next_value

# What a copy does not take over: what names the dish, and what happened to it.
_NOT_COPIED = {"id", "code", "position", "name", "is_on_shelf"}
_NOT_COPIED |= {"is_available", "remaining", "back_at", "sold_recently", "stock_left"}
_MAX_NAME = 80


@atomic
def add_category(given: CategoryInput, *, actor: Actor) -> Category:
    """Add a category at the end. Raises Conflict when the name is in use."""
    _refuse_same_category_name(actor.store_id, given.name)
    with recorded("category.added", actor=actor, name=given.name):
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
    with recorded("category.changed", actor=actor, name=given.name):
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
    with recorded("category.removed", actor=actor, name=category.name):
        if archived is not None:
            # Removed dishes stay for the sake of old orders, and so does their heading.
            category.name = f"{category.name[:30]} #{category.id[-6:]}"
        else:
            db.session.delete(category)
    audit.log("category.removed", actor=actor, target=("category", category_id))
    touch_menu(actor.store_id)


@atomic
def add_dish(given: DishInput, *, actor: Actor) -> Dish:
    """Add a dish at the end of its category. Raises NotFound, Conflict when the code is in use."""
    with recorded("dish.added", actor=actor, name=given.name):
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
def copy_dish(dish_id: str, *, actor: Actor) -> Dish:
    """Add a dish like another, with its choices and pictures, off the shelf and with a new code.

    Raises NotFound.
    """
    original = queries.get_dish(actor.store_id, dish_id)
    columns = {column.key for column in Dish.__table__.columns} - _NOT_COPIED
    name = gettext("%(name)s (copy)", name=original.name[: _MAX_NAME - 12])
    with recorded("dish.copied", actor=actor, name=name):
        dish = Dish(**{column: getattr(original, column) for column in columns})
        dish.name, dish.is_on_shelf = name, False
        dish.pinyin, dish.initials = rules.pinyin_of(name)
        dish.position = next_value(actor.store_id, "dish_position")
        for link in original.group_links:
            copied = DishOptionGroup(group_id=link.group_id, position=link.position)
            dish.group_links.append(copied)
        for shown in original.pictures:
            dish.pictures.append(DishPicture(name=shown.name, position=shown.position))
        with db.session.no_autoflush:
            dish.code = _free_code(dish, "")
        db.session.add(dish)
        db.session.flush()
    target = ("dish", dish.id)
    audit.log("dish.copied", actor=actor, target=target, name=dish.name, original=dish_id)
    touch_menu(actor.store_id)
    return dish


@atomic
def change_dish(dish_id: str, given: DishInput, *, actor: Actor) -> Dish:
    """Change a dish, keeping the history of its price. Raises NotFound, Conflict."""
    dish = queries.get_dish(actor.store_id, dish_id)
    before = prices_of(dish)
    with recorded("dish.changed", actor=actor, name=given.name):
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
    with recorded("dish.removed", actor=actor, name=dish.name):
        retire(dish)
    audit.log("dish.removed", actor=actor, target=("dish", dish.id), name=dish.name)
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
    values = given.model_dump(exclude={"group_ids", "code", "tags", "allergens", "sale_window"})
    for name, value in values.items():
        setattr(dish, name, value)
    window = given.sale_window
    dish.sale_window = window.as_json() if window and not window.is_always else None
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
