"""Ordering what is in a table's shared cart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core import idempotency
from app.core.db import atomic
from app.core.errors import AppError, Invalid
from app.ordering import load, present, queries
from app.ordering.cart import guests
from app.ordering.cart.book import ORDERED, Book
from app.ordering.cart.inputs import PlaceCartInput
from app.ordering.cart.models import CartLine
from app.ordering.cart.queries import find_cart
from app.ordering.cart.rules import Change, changes_of, is_disturbed, removable
from app.ordering.cart.service import apply_all, open_book, tell
from app.ordering.errors import AlreadyOrdered, CartDiffers
from app.ordering.inputs import CartLineInput, LineInput, PlaceOrderInput
from app.ordering.models import OrderType
from app.ordering.service.placing import Placed, place_order, quote_basket, scope_of
from app.tables import queries as tables
from app.tables.queries import Presence


@dataclass(frozen=True, slots=True)
class _Portion:
    """How many of a line's portions are ordered now."""

    line: CartLine
    quantity: int


@atomic
def place_cart(
    presence: Presence, given: PlaceCartInput, *, key: str, limited: bool = True
) -> Placed:
    """Order the cart as the phone saw it; what others add meanwhile stays in the cart.

    Raises AlreadyOrdered when another phone was faster, CartDiffers when something that the phone
    saw was taken out or changed meanwhile, and whatever `place_order` raises.
    """
    command = given.command()
    hashed = idempotency.body_hash(command)
    earlier = idempotency.find_answer(presence.store_id, scope_of(presence), key, hashed)
    if earlier is not None:
        return Placed(earlier, replayed=True)
    presence = tables.settle(presence)
    book = open_book(presence.store_id, presence.session_id, presence.device_id)
    portions = _take(book, given)
    wanted = PlaceOrderInput(
        lines=tuple(_line(book, portion) for portion in portions),
        note=book.cart.note,
        covers=book.cart.covers,
        expected_total_fen=given.expected_total_fen,
        due_at=given.due_at,
    )
    try:
        placed = place_order(presence, wanted, key=key, limited=limited, command=command)
    except Invalid as refused:
        raise _named_by_lines(refused, portions) from refused
    _settle(book, portions, placed.order["id"])
    return placed


def cart_minutes(presence: Presence) -> int | None:
    """The cooking minutes of what is in the cart; None while it cannot be ordered as it is."""
    view = find_cart(presence.session_id)
    if view is None or not view.lines:
        return None
    wanted = [
        LineInput(**line.content, note=line.note, quantity=line.quantity).wanted()
        for line in view.lines
    ]
    order_type = OrderType.PICKUP if presence.is_pickup else OrderType.DINE_IN
    try:
        return load.cook_minutes(
            presence.store_id, quote_basket(presence.store_id, wanted, order_type)
        )
    except AppError:
        return None


def _take(book: Book, given: PlaceCartInput) -> list[_Portion]:
    """What the phone saw of each line, with its own operations applied."""
    _refuse_ordered(book, given.cart_version)
    apply_all(book, given.operations)
    is_seen = _seen(given)
    portions = []
    for line in book.lines.values():
        if is_disturbed(changes_of(line.changes), is_seen):
            raise CartDiffers
    for line in book.standing():
        quantity = removable(line.quantity, changes_of(line.changes), is_seen)
        if quantity:
            portions.append(_Portion(line, quantity))
    if not portions:
        raise CartDiffers
    return portions


def _refuse_ordered(book: Book, version: int) -> None:
    cart = book.cart
    if cart.ordered_id is None or cart.ordered_version <= version:
        return
    order = queries.get_order(cart.store_id, cart.ordered_id)
    raise AlreadyOrdered(order=present.order_json(order), by=guests.name_of(cart.ordered_by))


def _seen(given: PlaceCartInput) -> Callable[[Change], bool]:
    own = {operation.id for operation in given.operations}
    return lambda change: change.version <= given.cart_version or change.operation in own


def _line(book: Book, portion: _Portion) -> CartLineInput:
    line = portion.line
    chosen: dict[str, Any] = {**line.content, "note": line.note, "quantity": portion.quantity}
    return CartLineInput(**chosen, added_by=book.people[line.guest].key)


def _settle(book: Book, portions: list[_Portion], order_id: str) -> None:
    """Take out of the cart what was ordered; the number of guests stays for the next round."""
    cart = book.cart
    cart.version += 1
    for portion in portions:
        book.note_change(portion.line, f"{ORDERED}{order_id}", -portion.quantity)
    cart.note, cart.cleared = "", None
    cart.ordered_version, cart.ordered_id = cart.version, order_id
    cart.ordered_by = book.guest.key
    cart.touched_at = book.now
    tell(cart)


def _named_by_lines(refused: Invalid, portions: list[_Portion]) -> Invalid:
    """The same refusal with the cart's own line ids in the place of numbers."""
    fields = {}
    for path, message in refused.extra["fields"].items():
        parts = path.split(".")
        if parts[0] == "lines":
            parts[1] = portions[int(parts[1])].line.id
        fields[".".join(parts)] = message
    return Invalid(fields)
