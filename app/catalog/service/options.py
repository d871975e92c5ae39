"""Option groups: the questions that dishes ask, and which dishes ask them."""

from collections.abc import Collection

from flask_babel import lazy_gettext
from sqlalchemy import select

from app.catalog import queries
from app.catalog.inputs import OptionGroupInput, OptionInput
from app.catalog.models import Dish, DishOptionGroup, GroupKind, Option, OptionGroup
from app.catalog.service.history import recorded
from app.catalog.service.versions import touch_menu
from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.core.sequences import next_value


@atomic
def add_option_group(given: OptionGroupInput, *, actor: Actor) -> OptionGroup:
    """Add an option group that any dish may use."""
    with recorded("options.added", actor=actor, name=given.name):
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
    with recorded("options.changed", actor=actor, name=given.name):
        _fill_group(group, given)
        db.session.flush()
    audit.log("options.changed", actor=actor, target=("option_group", group.id), name=group.name)
    touch_menu(actor.store_id)
    return group


@atomic
def remove_option_group(group_id: str, *, actor: Actor) -> None:
    """Remove a group from every dish and for good. Raises NotFound."""
    group = queries.get_option_group(actor.store_id, group_id)
    with recorded("options.removed", actor=actor, name=group.name):
        for link in _links_of(group_id):
            db.session.delete(link)
        db.session.flush()
        db.session.delete(group)
    audit.log("options.removed", actor=actor, target=("option_group", group_id), name=group.name)
    touch_menu(actor.store_id)


@atomic
def offer_option_group(group_id: str, dish_ids: Collection[str], *, actor: Actor) -> None:
    """Make exactly these dishes ask a group's question; it comes last where it is new.

    Raises NotFound for a group or dish that is not the store's.
    """
    group = queries.get_option_group(actor.store_id, group_id)
    wanted = {queries.get_dish(actor.store_id, dish_id).id for dish_id in dish_ids}
    on_menu = {dish.id for dish in queries.list_dishes(actor.store_id)}
    links = {link.dish_id: link for link in _links_of(group_id) if link.dish_id in on_menu}
    with recorded("options.offered", actor=actor, name=group.name):
        for dish_id in links.keys() - wanted:
            db.session.delete(links[dish_id])
        for dish_id in sorted(wanted - links.keys()):
            add_link(queries.get_dish(actor.store_id, dish_id), group_id)
        db.session.flush()
    audit.log(
        "options.offered",
        actor=actor,
        target=("option_group", group_id),
        name=group.name,
        added=sorted(wanted - links.keys()),
        taken_away=sorted(links.keys() - wanted),
    )
    touch_menu(actor.store_id)


def add_link(dish: Dish, group_id: str) -> None:
    """Make a dish ask a group's question after those it asks."""
    last = max((link.position for link in dish.group_links), default=-1)
    dish.group_links.append(DishOptionGroup(group_id=group_id, position=last + 1))


def _links_of(group_id: str) -> list[DishOptionGroup]:
    query = select(DishOptionGroup).where(DishOptionGroup.group_id == group_id)
    return list(db.session.scalars(query))


def _fill_group(group: OptionGroup, given: OptionGroupInput) -> None:
    for each in given.options:
        if each.dish_id is not None:
            _refuse_set(queries.get_dish(group.store_id, each.dish_id))
    group.name, group.name_en = given.name, given.name_en
    group.kind, group.may_repeat = given.kind, given.may_repeat
    group.min_choices, group.max_choices = given.min_choices, given.max_choices
    known = {option.id: option for option in group.options}
    group.options = [_option(known, option) for option in given.options]
    for position, option in enumerate(group.options):
        option.position = position


def _refuse_set(dish: Dish) -> None:
    """A set meal is made of dishes, never of another set meal."""
    if any(link.group.kind in (GroupKind.SET, GroupKind.INCLUDED) for link in dish.group_links):
        message = lazy_gettext("A set meal cannot be part of another: choose single dishes.")
        raise Invalid({"options": message})


def _option(known: dict[str, Option], given: OptionInput) -> Option:
    option = known.get(given.id or "") or Option()
    option.name, option.name_en = given.name, given.name_en
    option.price_fen, option.is_available = given.price_fen, given.is_available
    option.remaining, option.dish_id, option.portions = (
        given.remaining,
        given.dish_id,
        given.portions,
    )
    if option.is_available:
        option.back_at = None
    return option
