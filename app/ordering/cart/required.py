"""Dishes that the house puts into a party's first order 必点; the guests may take them out.

They come with the number of guests and follow it, as long as nobody has changed them by hand.
"""

from typing import Any

from app.catalog.models import RequiredPer
from app.catalog.rules import Menu, MenuDish
from app.core.db import db
from app.ordering.cart.models import Cart, CartLine

REQUIRED = "is_required"


def line_id(dish: MenuDish) -> str:
    """The line of a required dish: one in a cart, whichever phone brought it."""
    return f"must-{dish.id}"


def is_offered(dish: MenuDish) -> bool:
    """Whether a dish goes into carts by itself: one that can be had and asks nothing."""
    return (
        dish.required_per is not RequiredPer.NOTHING
        and dish.available
        and not any(group.min for group in dish.option_groups)
    )


def portions_of(dish: MenuDish, covers: int) -> int:
    """How many portions a party gets: its own steps are kept."""
    wanted = covers if dish.required_per is RequiredPer.HEAD else 1
    over = max(wanted - dish.min_quantity, 0)
    steps = -(-over // dish.quantity_step)
    return dish.min_quantity + steps * dish.quantity_step


def required_json(menu: Menu) -> list[dict[str, Any]]:
    """The required dishes for a screen on which staff order: how many by themselves, and steps."""
    return [
        {
            "id": dish.id,
            "per_head": dish.required_per is RequiredPer.HEAD,
            "least": dish.min_quantity,
            "step": dish.quantity_step,
        }
        for dish in filter(is_offered, menu.dishes.values())
    ]


def new_line(cart: Cart, dish: MenuDish, guest: int, position: int) -> CartLine:
    """The empty line of a required dish, to be filled."""
    line = CartLine(
        session_id=cart.session_id,
        id=line_id(dish),
        position=position,
        guest=guest,
        content={"dish_id": dish.id, "option_ids": [], REQUIRED: True},
        note="",
        name=dish.name,
        name_en=dish.name_en,
        quantity=0,
        changes=[],
    )
    db.session.add(line)
    return line
