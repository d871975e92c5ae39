"""The order of categories and of the dishes under each."""

from collections.abc import Sequence

from flask_babel import lazy_gettext

from app.catalog import queries
from app.catalog.models import Category, Dish
from app.catalog.service.history import recorded
from app.catalog.service.versions import touch_menu
from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict


class Elsewhere(Conflict):
    """What a thing is to stand behind is not in this list any more.

    Extra member: `order`, the ids as they stand.
    """

    code = "elsewhere"
    message = lazy_gettext("Somebody moved or removed it meanwhile. This is the order now.")


@atomic
def move_category(category_id: str, after_id: str, *, actor: Actor) -> list[str]:
    """Put a category right behind another, first when `after_id` is empty; the ids in order.

    Saying what it stands behind, not the whole order, lets two people arrange at once. Raises
    NotFound, and Elsewhere when the other is gone.
    """
    category = queries.get_category(actor.store_id, category_id)
    listed = queries.list_categories(actor.store_id)
    with recorded("category.moved", actor=actor, name=category.name):
        _move(listed, category, after_id)
    audit.log("category.moved", actor=actor, target=("category", category_id), after=after_id)
    touch_menu(actor.store_id)
    return [each.id for each in queries.list_categories(actor.store_id)]


@atomic
def move_dish(dish_id: str, after_id: str, *, actor: Actor) -> list[str]:
    """Put a dish right behind another of its category, first when `after_id` is empty.

    Returns the ids of the category's dishes in order. Raises NotFound, and Elsewhere when the
    other is not in this category any more.
    """
    dish = queries.get_dish(actor.store_id, dish_id)
    listed = queries.list_dishes(actor.store_id, dish.category_id)
    with recorded("dish.moved", actor=actor, name=dish.name):
        _move(listed, dish, after_id)
    audit.log("dish.moved", actor=actor, target=("dish", dish_id), after=after_id)
    touch_menu(actor.store_id)
    return [each.id for each in queries.list_dishes(actor.store_id, dish.category_id)]


def _move(listed: Sequence[Category | Dish], moved: Category | Dish, after_id: str) -> None:
    """Renumber so that `moved` comes right behind; the places that are taken are given anew."""
    others = [each for each in listed if each.id != moved.id]
    ids = ["", *(each.id for each in others)]
    if after_id not in ids:
        raise Elsewhere(order=[each.id for each in listed])
    place = ids.index(after_id)
    # Positions are taken from the list itself: a new thing's number is above all of them.
    numbers = sorted(each.position for each in listed)
    if len(set(numbers)) < len(numbers):
        numbers = list(range(1, len(numbers) + 1))
    for number, each in zip(numbers, [*others[:place], moved, *others[place:]], strict=True):
        each.position = number
    db.session.flush()
