"""The menu as JSON."""

import hashlib
import json
import threading
from typing import Any

from app.catalog.models import Dish, GroupKind, PriceKind, RequiredPer
from app.catalog.rules import Menu, MenuDish, MenuOption, MenuOptionGroup

_writing = threading.Lock()


def menu_json(menu: Menu, off_hours: frozenset[str] = frozenset()) -> tuple[bytes, str]:
    """The menu as JSON bytes and their ETag, made once per version of the menu.

    Dishes whose ids are in `off_hours` are not sold at this time.
    """
    name = f"json.{','.join(sorted(off_hours))}"
    held = menu.rendered.get(name)
    if held is None:
        # Every phone asks at once when something changed: it is written once for all of them.
        with _writing:
            held = menu.rendered.get(name)
            if held is None:
                held = menu.rendered[name] = _written(menu, off_hours)
    assert isinstance(held, tuple)
    return held


def _written(menu: Menu, off_hours: frozenset[str]) -> tuple[bytes, str]:
    body = json.dumps(_menu(menu, off_hours), ensure_ascii=False, separators=(",", ":")).encode()
    return body, hashlib.sha256(body).hexdigest()[:32]


def dish_state(dish: Dish) -> dict[str, Any]:
    """A dish's availability, as the answer to changing it."""
    return {
        "id": dish.id,
        "name": dish.name,
        "available": dish.is_available and dish.left != 0,
        "remaining": dish.left,
    }


def _menu(menu: Menu, off_hours: frozenset[str]) -> dict[str, Any]:
    return {
        "version": menu.version,
        "categories": [
            {
                "id": category.id,
                "name": category.name,
                "name_en": category.name_en,
                "icon": category.icon,
                "dishes": [_dish(dish, dish.id in off_hours) for dish in category.dishes],
            }
            for category in menu.categories
        ],
    }


def _dish(dish: MenuDish, is_off_hours: bool) -> dict[str, Any]:
    return {
        "id": dish.id,
        "code": dish.code,
        "name": dish.name,
        "name_en": dish.name_en,
        "description": dish.description,
        "description_en": dish.description_en,
        "price_fen": dish.price_fen,
        "member_price_fen": dish.member_price_fen,
        "available": dish.available and not is_off_hours,
        "remaining": dish.left,
        "picture": dish.picture,
        "pictures": list(dish.pictures),
        "spice_level": dish.spice_level,
        "tags": list(dish.tags),
        "allergens": list(dish.allergens),
        "option_groups": [_group(group) for group in dish.option_groups],
        **_told(
            price_kind=dish.price_kind.value if dish.price_kind is not PriceKind.FIXED else "",
            pickup_price_fen=dish.pickup_price_fen,
            packing_fee_fen=dish.packing_fee_fen,
            min_quantity=dish.min_quantity if dish.min_quantity > 1 else 0,
            quantity_step=dish.quantity_step if dish.quantity_step > 1 else 0,
            required_per=_required(dish),
            nutrition=dish.nutrition,
            portion_hint=dish.portion_hint,
            sale_window=dish.window.as_json() if dish.window else None,
            is_off_hours=is_off_hours,
            sold_recently=dish.sold_recently,
            included=[_option(option) for option in dish.included],
        ),
    }


def _required(dish: MenuDish) -> str:
    return "" if dish.required_per is RequiredPer.NOTHING else dish.required_per.value


def _group(group: MenuOptionGroup) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "name_en": group.name_en,
        "min": group.min,
        "max": group.max,
        "options": [_option(option) for option in group.options],
        **_told(
            kind=group.kind.value if group.kind is not GroupKind.OPTIONS else "",
            may_repeat=group.may_repeat,
        ),
    }


def _option(option: MenuOption) -> dict[str, Any]:
    return {
        "id": option.id,
        "name": option.name,
        "name_en": option.name_en,
        "price_fen": option.price_fen,
        "available": option.available,
        **({"remaining": option.left} if option.left is not None else {}),
        **_told(
            own_price_fen=option.own_price_fen,
            dish_id=option.part_id,
            portions=option.portions if option.portions > 1 else 0,
        ),
    }


def _told(**members: Any) -> dict[str, Any]:
    """Those members that say something: the menu goes to every phone and stays light."""
    return {name: value for name, value in members.items() if value}
