"""A cart as JSON."""

from datetime import datetime, timedelta
from typing import Any

from app.core import clock
from app.ordering.cart import guests
from app.ordering.cart.models import Cart, CartLine
from app.ordering.cart.queries import CartView
from app.ordering.settings import OrderingSettings

# What was cleared can be put back for this long.
RESTORE_FOR = timedelta(minutes=30)


def cart_json(
    view: CartView | None, device_id: str, order_round: int, chosen: OrderingSettings
) -> dict[str, Any]:
    """The cart as the phone `device_id` sees it; `order_round` is what it will become."""
    if view is None:
        return {**_EMPTY, "round": order_round, "warn_s": chosen.cart_warn_minutes * 60}
    cart = view.cart
    me = next((n for n, guest in view.people.items() if guest.device_id == device_id), None)
    return {
        "version": cart.version,
        "round": order_round,
        "me": me,
        "note": cart.note,
        "covers": cart.covers,
        "people": [
            {
                "id": number,
                "key": guest.key,
                "name": guests.name_of(guest.key),
                "colour": guests.colour_of(guest.key),
            }
            for number, guest in view.people.items()
        ],
        "lines": [line_json(line) for line in view.lines],
        "expires_s": _expires_s(cart, chosen) if view.lines else None,
        "warn_s": chosen.cart_warn_minutes * 60,
        "cleared": _cleared_json(cart),
        "ordered": _ordered_json(cart),
    }


def line_json(line: CartLine) -> dict[str, Any]:
    """A line of a cart."""
    return {
        **line.content,
        "id": line.id,
        "note": line.note,
        "quantity": line.quantity,
        "name": line.name,
        "name_en": line.name_en,
        "by": line.guest,
    }


def _expires_s(cart: Cart, chosen: OrderingSettings) -> int:
    left = cart.touched_at + timedelta(minutes=chosen.cart_minutes) - clock.now()
    return max(0, int(left.total_seconds()))


def _cleared_json(cart: Cart) -> dict[str, Any] | None:
    if cart.cleared is None:
        return None
    if clock.now() - datetime.fromisoformat(cart.cleared["at"]) > RESTORE_FOR:
        return None
    return {
        "id": cart.cleared["id"],
        "why": cart.cleared["why"],
        "by": guests.name_of(cart.cleared["by"]),
        "count": sum(cart.cleared["lines"].values()),
    }


def _ordered_json(cart: Cart) -> dict[str, Any] | None:
    if cart.ordered_id is None:
        return None
    by = cart.ordered_by
    return {"id": cart.ordered_id, "key": by, "by": guests.name_of(by)}


_EMPTY: dict[str, Any] = {
    "version": 0,
    "me": None,
    "note": "",
    "covers": None,
    "people": [],
    "lines": [],
    "expires_s": None,
    "cleared": None,
    "ordered": None,
}
