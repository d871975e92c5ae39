"""The menu as JSON."""

import hashlib
import json
from typing import Any

from app.catalog.models import Dish
from app.catalog.rules import Menu, MenuDish


def menu_json(menu: Menu) -> tuple[bytes, str]:
    """The menu as JSON bytes and their ETag, made once per version of the menu."""
    held = menu.rendered.get("json")
    if held is None:
        body = json.dumps(_menu(menu), ensure_ascii=False, separators=(",", ":")).encode()
        held = (body, hashlib.sha256(body).hexdigest()[:32])
        menu.rendered["json"] = held
    assert isinstance(held, tuple)
    return held


def dish_state(dish: Dish) -> dict[str, Any]:
    """A dish's availability, as the answer to changing it."""
    return {
        "id": dish.id,
        "name": dish.name,
        "available": dish.is_available and dish.remaining != 0,
        "remaining": dish.remaining,
    }


def _menu(menu: Menu) -> dict[str, Any]:
    return {
        "version": menu.version,
        "categories": [
            {
                "id": category.id,
                "name": category.name,
                "name_en": category.name_en,
                "icon": category.icon,
                "dishes": [_dish(dish) for dish in category.dishes],
            }
            for category in menu.categories
        ],
    }


def _dish(dish: MenuDish) -> dict[str, Any]:
    return {
        "id": dish.id,
        "code": dish.code,
        "name": dish.name,
        "name_en": dish.name_en,
        "description": dish.description,
        "description_en": dish.description_en,
        "price_fen": dish.price_fen,
        "member_price_fen": dish.member_price_fen,
        "available": dish.available,
        "remaining": dish.remaining,
        "picture": dish.picture,
        "pictures": list(dish.pictures),
        "spice_level": dish.spice_level,
        "tags": list(dish.tags),
        "allergens": list(dish.allergens),
        "option_groups": [
            {
                "id": group.id,
                "name": group.name,
                "name_en": group.name_en,
                "min": group.min,
                "max": group.max,
                "options": [
                    {
                        "id": option.id,
                        "name": option.name,
                        "name_en": option.name_en,
                        "price_fen": option.price_fen,
                        "available": option.available,
                    }
                    for option in group.options
                ],
            }
            for group in dish.option_groups
        ],
    }
