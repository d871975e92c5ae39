"""What guests do with their phones."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.core.errors import NotFound
from app.core.ids import new_id
from app.ordering import queries, service
from app.ordering.cart import queries as carts
from app.ordering.cart import service as cart_service
from app.ordering.cart.inputs import AddOperation, PartyOperation, PlaceCartInput
from app.ordering.inputs import LineInput
from app.tables.errors import PartyNeeded, SessionOver
from app.tables.queries import Presence
from tests.factories.carts import change, remove
from tests.machine.house import House, answers_for, scan_at, table_of

NUMBER = st.integers(0, 60)
DISHES = st.sampled_from(
    ["chicken", "tofu", "fish", "cucumber", "rice", "crab", "lobster", "noodles", "set"]
)


class Guests(House):
    """Phones at tables: they share a cart, order it, look, change their mind."""

    @rule(number=NUMBER)
    def scan(self, number: int) -> None:
        """A phone scans a table's code."""
        try:
            phone = scan_at(table_of(self.shop, number))
        except PartyNeeded:
            return  # Two parties sit there: the guest would have to say which.
        self.phones.append(phone)
        self.who.add(phone.actor.id)

    @precondition(lambda self: self.phones)
    @rule(number=NUMBER, dish=DISHES, quantity=st.integers(1, 4))
    def choose(self, number: int, dish: str, quantity: int) -> None:
        """A phone puts a dish into its party's cart."""
        phone = self._phone(number)
        line = LineInput(
            dish_id=self.shop.dish[dish].id,
            quantity=quantity,
            option_ids=answers_for(self.shop, dish, number),
        )
        wanted = AddOperation(kind="add", id=new_id(), line_id=new_id(), line=line)
        self.attempt(phone.actor, cart_service.change_cart, phone, [wanted])

    @precondition(lambda self: self.phones)
    @rule(number=NUMBER, which=NUMBER, delta=st.integers(-3, 3))
    def reconsider(self, number: int, which: int, delta: int) -> None:
        """A phone takes a line of the cart out, or changes its number."""
        phone = self._phone(number)
        view = carts.find_cart(phone.session_id)
        line = self.one_of(view.lines, which) if view else None
        if view is None or line is None:
            return
        seen = view.cart.version
        wanted = change(line.id, delta, seen) if delta else remove(line.id, seen)
        self.attempt(phone.actor, cart_service.change_cart, phone, [wanted])

    @precondition(lambda self: self.phones)
    @rule(number=NUMBER, covers=st.integers(1, 6), dish=DISHES, is_more=st.booleans())
    def order(self, number: int, covers: int, dish: str, is_more: bool) -> None:
        """A phone orders what it sees in the cart, and what it has not sent yet."""
        phone = self._phone(number)
        view = carts.find_cart(phone.session_id)
        unsent: list[AddOperation | PartyOperation] = [
            PartyOperation(kind="party", id=new_id(), covers=covers)
        ]
        if is_more or not view or not view.lines:
            answers = answers_for(self.shop, dish, number)
            line = LineInput(dish_id=self.shop.dish[dish].id, option_ids=answers)
            unsent.append(AddOperation(kind="add", id=new_id(), line_id=new_id(), line=line))
        version = view.cart.version if view else 0
        given = PlaceCartInput(cart_version=version, operations=tuple(unsent))
        key = new_id()
        placed = self.attempt(phone.actor, service.place_cart, phone, given, key=key)
        if placed is not None:
            assert not placed.replayed
            self.sent.append((phone, given, key, placed.order["id"]))
            made = queries.get_session_order(phone.store_id, phone.session_id, placed.order["id"])
            assert made.total_fen == placed.order["total_fen"]

    @precondition(lambda self: self.sent)
    @rule(number=NUMBER)
    def send_again(self, number: int) -> None:
        """A phone that heard no answer sends the same once more: it is the same order."""
        sent = self.one_of(self.sent, number)
        assert sent is not None
        phone, given, key, order_id = sent
        before = self.now
        again = service.place_cart(phone, given, key=key)
        assert again.replayed and again.order["id"] == order_id
        assert self.now.rows == before.rows

    @precondition(lambda self: self.phones and self.now.orders)
    @rule(number=NUMBER, which=NUMBER)
    def change_their_mind(self, number: int, which: int) -> None:
        """A phone cancels an order: its own party's, and no other one's."""
        phone = self._phone(number)
        order = self.one_of(self.now.orders, which)
        assert order is not None
        if order.table_session_id != phone.session_id:
            with pytest.raises(NotFound):
                queries.get_session_order(phone.store_id, phone.session_id, order.id)
            return
        found = queries.get_order(phone.store_id, order.id)
        self.attempt(phone.actor, service.cancel_order, found, actor=phone.actor)

    @precondition(lambda self: any(s.closed_at for s in self.now.sessions) and self.phones)
    @rule(number=NUMBER, dish=DISHES)
    def order_from_home(self, number: int, dish: str) -> None:
        """A phone whose party has left tries to order: nothing comes of it."""
        closed = {session.id for session in self.now.sessions if session.closed_at}
        phone = self.one_of([p for p in self.phones if p.session_id in closed], number)
        if phone is None:
            return
        line = LineInput(dish_id=self.shop.dish[dish].id)
        wanted = AddOperation(kind="add", id=new_id(), line_id=new_id(), line=line)
        given = PlaceCartInput(cart_version=0, operations=(wanted,))
        before = self.now
        with pytest.raises(SessionOver):
            service.place_cart(phone, given, key=new_id())
        assert self.now.rows == before.rows

    def _phone(self, number: int) -> Presence:
        found = self.likely(self.phones, number, lambda phone: self.is_here(phone.session_id))
        assert found is not None
        return found
