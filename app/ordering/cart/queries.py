"""Reading carts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from app.core.db import db
from app.ordering.cart.models import Cart, CartGuest, CartLine


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart as it is shown: its standing lines in order, and its guests by their numbers."""

    cart: Cart
    lines: tuple[CartLine, ...]
    people: dict[int, CartGuest]


def find_cart(session_id: str) -> CartView | None:
    """The cart of a table session with what stands in it; None before the first operation."""
    cart = db.session.get(Cart, session_id, populate_existing=True)
    if cart is None:
        return None
    query = (
        select(CartLine)
        .where(CartLine.session_id == session_id, CartLine.quantity > 0)
        .order_by(CartLine.position, CartLine.id)
        .execution_options(populate_existing=True)
    )
    return CartView(cart, tuple(db.session.scalars(query)), people_of(session_id))


def people_of(session_id: str) -> dict[int, CartGuest]:
    """The guests of a cart by their numbers."""
    query = (
        select(CartGuest)
        .where(CartGuest.session_id == session_id)
        .order_by(CartGuest.number)
        .execution_options(populate_existing=True)
    )
    return {guest.number: guest for guest in db.session.scalars(query)}


def find_guest_key(session_id: str, device_id: str) -> str:
    """The name that a phone has in a cart, "" when it put nothing in."""
    query = select(CartGuest.key).where(
        CartGuest.session_id == session_id, CartGuest.device_id == device_id
    )
    return db.session.scalars(query).one_or_none() or ""


def list_untouched(store_id: str, before: datetime) -> list[str]:
    """The sessions whose carts hold something that nobody has touched since `before`."""
    holds = exists().where(CartLine.session_id == Cart.session_id, CartLine.quantity > 0)
    query = select(Cart.session_id).where(
        Cart.store_id == store_id, Cart.touched_at <= before, holds
    )
    return list(db.session.scalars(query))


def list_stores() -> list[str]:
    """The stores that have carts."""
    return list(db.session.scalars(select(Cart.store_id).distinct()))
