"""What is ordered for later: taken, moved to another time, begun early, or sent when it is due."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import Row

from app.core.ids import new_id
from app.ordering import queries, service, slots
from app.ordering.inputs import LineInput, PlaceOrderInput, StaffLineInput, StaffOrderInput
from app.ordering.models import OrderType
from app.staff.rights import Role
from app.tables import queries as tables
from tests.machine.guests import DISHES, NUMBER
from tests.machine.house import House, answers_for, scan_at


class Later(House):
    """Guests who pick up, now or later, and the staff who see to it."""

    @rule()
    def scan_to_pick_up(self) -> None:
        """A phone scans the code of the pick-up point."""
        point = tables.find_pickup_point(self.shop.id)
        assert point is not None
        phone = scan_at(point)
        self.phones.append(phone)
        self.who.add(phone.actor.id)

    @precondition(lambda self: any(phone.is_pickup for phone in self.phones))
    @rule(number=NUMBER, dish=DISHES, quantity=st.integers(1, 4), which=NUMBER)
    def order_ahead(self, number: int, dish: str, quantity: int, which: int) -> None:
        """A phone orders for a time that is offered, or that was a moment ago."""
        phone = self.one_of([each for each in self.phones if each.is_pickup], number)
        slot = self.one_of(slots.list_slots(self.shop.id, 1), which)
        if phone is None or slot is None:
            return
        line = LineInput(
            dish_id=self.shop.dish[dish].id,
            quantity=quantity,
            option_ids=answers_for(self.shop, dish, number),
        )
        given = PlaceOrderInput(lines=(line,), due_at=slot.at)
        self.attempt(phone.actor, service.place_order, phone, given, key=new_id())

    @rule(number=NUMBER, dish=DISHES, which=NUMBER)
    def take_ahead(self, number: int, dish: str, which: int) -> None:
        """The waiter takes an order for later; staff may promise more than a slot has."""
        waiter = self.shop.person(Role.WAITER)
        slot = self.one_of(slots.list_slots(self.shop.id, 0), which)
        if slot is None:
            return
        line = StaffLineInput(
            dish_id=self.shop.dish[dish].id, option_ids=answers_for(self.shop, dish, number)
        )
        given = StaffOrderInput(lines=(line,), order_type=OrderType.PICKUP, due_at=slot.at)
        self.attempt(waiter, service.place_staff_order, given, key=new_id(), actor=waiter)

    @precondition(lambda self: any(order.due_at for order in self.now.orders))
    @rule(number=NUMBER, which=NUMBER, by_guest=st.booleans())
    def collect_at_another_time(self, number: int, which: int, by_guest: bool) -> None:
        """The guest or the waiter moves it to another time."""
        order = self._ahead(number)
        slot = self.one_of(slots.list_slots(self.shop.id, 0), which)
        phone = next((p for p in self.phones if p.session_id == order.table_session_id), None)
        who = phone.actor if by_guest and phone else self.shop.person(Role.WAITER)
        if slot is not None:
            self.attempt(who, service.reschedule_order, order.id, slot.at, actor=who)

    @precondition(lambda self: any(order.due_at for order in self.now.orders))
    @rule(number=NUMBER)
    def begin_now(self, number: int) -> None:
        """The waiter lets the kitchen begin before it is due."""
        waiter = self.shop.person(Role.WAITER)
        self.attempt(waiter, service.begin_now, self._ahead(number).id, actor=waiter)

    @precondition(lambda self: any(order.due_at for order in self.now.orders))
    @rule(number=NUMBER)
    def think_better_of_it(self, number: int) -> None:
        """The phone that ordered for later cancels it."""
        order = self._ahead(number)
        phone = next((p for p in self.phones if p.session_id == order.table_session_id), None)
        if phone is not None:
            found = queries.get_order(self.shop.id, order.id)
            self.attempt(phone.actor, service.cancel_order, found, actor=phone.actor)

    def _ahead(self, number: int) -> Row[Any]:
        found = self.one_of([order for order in self.now.orders if order.due_at], number)
        assert found is not None
        return found
