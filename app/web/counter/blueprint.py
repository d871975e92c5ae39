"""The blueprint of the counter's pages, and what all their templates are given."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from flask_babel import get_locale

from app.catalog.rules import MenuDish
from app.ordering.present import number_text, order_name
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import find_staff
from app.web.counter import words

bp = Blueprint("counter", __name__, url_prefix="/counter")


@bp.context_processor
def template_facts() -> dict[str, Any]:
    """The person at the counter, the store, its clock, and how things are called."""
    me = find_staff()
    if me is None:
        # The page of an error that came before the guard, such as a missing CSRF token.
        return {}
    store = stores.get_facts(me.store_id)
    return {
        "me": me,
        "Right": Right,
        "store": store,
        "local": store.local,
        "naming": naming,
        "dish_facts": dish_facts,
        "number_text": number_text,
        "order_name": order_name,
        "words": words,
    }


def naming(thing: Any) -> str:
    """What a dish, option, area or store is called in the reader's language."""
    if str(get_locale()) == "en":
        return str(_of(thing, "name_en") or _of(thing, "name"))
    return str(_of(thing, "name"))


def dish_facts(dish: MenuDish) -> dict[str, Any]:
    """What the order screen's basket has to know of a dish."""
    return {
        "id": dish.id,
        "name": naming(dish),
        "price_fen": dish.price_fen,
        "available": dish.available,
        "groups": [
            {
                "id": group.id,
                "name": naming(group),
                "min": group.min,
                "max": group.max,
                "options": [
                    {
                        "id": option.id,
                        "name": naming(option),
                        "price_fen": option.price_fen,
                        "available": option.available,
                    }
                    for option in group.options
                ],
            }
            for group in dish.option_groups
        ],
    }


def _of(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name)
