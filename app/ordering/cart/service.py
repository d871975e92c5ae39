"""The verbs of the shared cart."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from app.catalog import queries as catalog
from app.core import clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.ordering.cart import guests, queries
from app.ordering.cart.book import Book
from app.ordering.cart.inputs import Operation
from app.ordering.cart.models import Cart, CartGuest, CartLine, CartOperation
from app.ordering.events import CartChanged
from app.ordering.settings import OrderingSettings
from app.settings import queries as settings
from app.tables import queries as tables
from app.tables.queries import Presence

_NOBODY = "nobody"


@atomic
def change_cart(presence: Presence, operations: Iterable[Operation]) -> list[dict[str, Any]]:
    """Apply a phone's operations, each once; what each came to. Raises SessionOver."""
    presence = tables.settle(presence)
    book = open_book(presence.store_id, presence.session_id, presence.device_id)
    return apply_all(book, operations)


@atomic
def change_cart_for_guests(
    session_id: str, operations: Iterable[Operation], *, actor: Actor
) -> list[dict[str, Any]]:
    """Apply operations of a waiter to a party's cart. Raises NotFound, SessionOver."""
    tables.get_session(actor.store_id, session_id)
    tables.get_live_session(session_id)
    book = open_book(actor.store_id, session_id, guests.STAFF)
    return apply_all(book, operations)


def open_book(store_id: str, session_id: str, device_id: str) -> Book:
    """The session's cart, made when there is none, to be changed by a device in a transaction."""
    cart = db.session.get(Cart, session_id, populate_existing=True, with_for_update=True)
    now = clock.now()
    if cart is None:
        cart = Cart(
            session_id=session_id,
            store_id=store_id,
            version=0,
            note="",
            touched_at=now,
            aliases={},
            ordered_version=0,
            ordered_by="",
        )
        db.session.add(cart)
        db.session.flush()
    lines = db.session.scalars(
        select(CartLine)
        .where(CartLine.session_id == session_id)
        .execution_options(populate_existing=True)
    )
    people = queries.people_of(session_id)
    guest = next((each for each in people.values() if each.device_id == device_id), None)
    if guest is None:
        guest = _newcomer(cart, people, device_id)
    menu = catalog.get_menu(store_id)
    return Book(cart, {line.id: line for line in lines}, people, guest, menu, now)


def apply_all(book: Book, operations: Iterable[Operation]) -> list[dict[str, Any]]:
    """Apply operations that were not applied before, and give the answers of all."""
    wanted = list(operations)
    known = {
        row.id: row.outcome
        for row in db.session.scalars(
            select(CartOperation).where(
                CartOperation.session_id == book.cart.session_id,
                CartOperation.id.in_([each.id for each in wanted]),
            )
        )
    }
    before = book.cart.version
    for operation in wanted:
        if operation.id in known:
            continue
        outcome = known[operation.id] = {"id": operation.id, **book.apply(operation)}
        db.session.add(
            CartOperation(
                session_id=book.cart.session_id,
                id=operation.id,
                guest=book.guest.number,
                kind=operation.kind,
                outcome=outcome,
                applied_at=book.now,
            )
        )
    if book.cart.version != before:
        tell(book.cart)
    return [known[each.id] for each in wanted]


def tell(cart: Cart) -> None:
    """Write the cart, and say that it changed."""
    db.session.flush()
    events.publish(CartChanged(cart.store_id, cart.session_id, cart.version))


def expire_carts() -> int:
    """Empty the carts that nobody has touched for the owner's time; how many. Run by a job."""
    count = 0
    for store_id in queries.list_stores():
        kept = settings.get(store_id, OrderingSettings).cart_minutes
        before = clock.now() - timedelta(minutes=kept)
        for session_id in queries.list_untouched(store_id, before):
            count += _expire(store_id, session_id, kept)
    return count


@atomic
def _expire(store_id: str, session_id: str, minutes: int) -> bool:
    cart = db.session.get(Cart, session_id, populate_existing=True, with_for_update=True)
    # Somebody may have touched it since it was found.
    if cart is None or cart.touched_at > clock.now() - timedelta(minutes=minutes):
        return False
    nobody = CartGuest(session_id=session_id, number=0, device_id=_NOBODY, key="")
    lines = db.session.scalars(select(CartLine).where(CartLine.session_id == session_id))
    book = Book(
        cart,
        {line.id: line for line in lines},
        {},
        nobody,
        catalog.get_menu(store_id),
        clock.now(),
    )
    cart.version += 1
    book.clear(f"expired-{cart.version}", "expired", lambda _change: True)
    tell(cart)
    return True


@atomic
def drop_cart(session_id: str) -> None:
    """Forget the cart of a party that has left, and the names of its phones."""
    for model in (CartOperation, CartLine, CartGuest, Cart):
        db.session.execute(delete(model).where(model.session_id == session_id))


@atomic
def join_carts(from_session: str, into_session: str) -> None:
    """Put what one party has chosen into the cart of the party it joins 并台.

    Its phones are guests of the other session from then on. What they have sent is known there
    too, and whoever orders next looks at the joint cart first: nobody has seen all of it.
    """
    left = queries.find_cart(from_session)
    if left is None:
        return
    book = open_book(left.cart.store_id, into_session, guests.STAFF)
    book.cart.version = max(book.cart.version, left.cart.version) + 1
    for line in book.standing():
        book.note_change(line, f"joined-{line.id}", 0)
    db.session.execute(
        update(CartOperation)
        .where(CartOperation.session_id == from_session)
        .values(session_id=into_session)
    )
    last = max((line.position for line in book.lines.values()), default=0)
    for place, line in enumerate(left.lines, last + 1):
        moved = CartLine(
            session_id=into_session,
            id=line.id,
            position=place,
            guest=book.guest.number,
            content=line.content,
            note=line.note,
            name=line.name,
            name_en=line.name_en,
            quantity=0,
            changes=[],
        )
        db.session.add(moved)
        book.note_change(moved, f"join-{line.id}", line.quantity)
    tell(book.cart)
    drop_cart(from_session)


def _newcomer(cart: Cart, people: dict[int, CartGuest], device_id: str) -> CartGuest:
    taken = {each.key for each in people.values()}
    guest = CartGuest(
        session_id=cart.session_id,
        number=max(people, default=0) + 1,
        device_id=device_id,
        key=guests.STAFF if device_id == guests.STAFF else guests.pick(taken),
    )
    db.session.add(guest)
    people[guest.number] = guest
    return guest
