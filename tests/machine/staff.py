"""What waiters and cooks do."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.core.ids import new_id
from app.ordering import queries, service
from app.ordering.cart import service as carts
from app.ordering.inputs import StaffLineInput, StaffOrderInput
from app.ordering.models import OrderType
from app.ordering.settings import OrderingSettings, PayMode
from app.payments.attempts import service as attempts
from app.payments.refunds import service as refunds
from app.settings import queries as settings
from app.settings import service as settings_service
from app.staff.rights import Role
from app.tables import service as tables
from tests.machine.guests import DISHES, NUMBER
from tests.machine.house import House, answers_for, table_of

STEPS = ["hold", "fire", "start", "done", "serve", "recall"]


class Staff(House):
    """The waiter at the counter, and the kitchen."""

    @rule(number=NUMBER)
    def open_table(self, number: int) -> None:
        """The waiter opens a table, or lets in the party that waits at it."""
        waiter = self.shop.person(Role.WAITER)
        table = table_of(self.shop, number)
        session = self.attempt(waiter, tables.open_table, table.id, actor=waiter)
        if session is not None:
            self.attempt(waiter, service.confirm_session_orders, session.id, actor=waiter)

    @rule(
        number=NUMBER, dish=DISHES, quantity=st.integers(1, 4), held=st.booleans(),
        pickup=st.booleans(),
    )  # fmt: skip
    def take_order(self, number: int, dish: str, quantity: int, held: bool, pickup: bool) -> None:
        """The waiter orders for guests, at a table or to take along."""
        waiter = self.shop.person(Role.WAITER)
        line = StaffLineInput(
            dish_id=self.shop.dish[dish].id,
            quantity=quantity,
            option_ids=answers_for(self.shop, dish, number),
            is_held=held,
        )
        given = StaffOrderInput(
            lines=(line,),
            table_id=None if pickup else table_of(self.shop, number).id,
            order_type=OrderType.PICKUP if pickup else OrderType.DINE_IN,
        )
        self.attempt(waiter, service.place_staff_order, given, key=new_id(), actor=waiter)

    @precondition(lambda self: self.now.lines)
    @rule(number=NUMBER, step=st.sampled_from(STEPS))
    def step(self, number: int, step: str) -> None:
        """The kitchen or the waiter takes a dish one step on, or back."""
        cook = self.shop.person(Role.KITCHEN)
        line = self.one_of(self.now.lines, number)
        assert line is not None
        self.attempt(cook, service.step_line, line.id, step, actor=cook)

    @precondition(lambda self: self.now.lines)
    @rule(number=NUMBER, part=st.integers(1, 3), to=st.sampled_from(["waste", "stock"]))
    def void(self, number: int, part: int, to: str) -> None:
        """The waiter takes a dish back, or some of its portions."""
        manager = self.shop.person(Role.MANAGER)
        line = self.one_of(self.now.lines, number)
        assert line is not None
        quantity = part if part < line.quantity else None
        self.attempt(
            manager, service.void_line, line.id,
            actor=manager, reason="不新鲜", quantity=quantity, of=line.quantity, to=to,
        )  # fmt: skip

    @precondition(lambda self: self.now.lines)
    @rule(number=NUMBER, kind=st.sampled_from(["rush", "fire"]))
    def call_for(self, number: int, kind: str) -> None:
        """The waiter hurries the kitchen, or calls for what is on hold."""
        waiter = self.shop.person(Role.WAITER)
        line = self.one_of(self.now.lines, number)
        assert line is not None
        verb = service.rush_lines if kind == "rush" else service.fire_lines
        self.attempt(waiter, verb, [line.id], actor=waiter)

    @precondition(lambda self: self.now.orders)
    @rule(number=NUMBER, reason=st.sampled_from(["客人走了", ""]))
    def cancel(self, number: int, reason: str) -> None:
        """The manager cancels an order."""
        manager = self.shop.person(Role.MANAGER)
        row = self.one_of(self.now.orders, number)
        assert row is not None
        order = queries.get_order(self.shop.id, row.id)
        self.attempt(manager, service.cancel_order, order, actor=manager, reason=reason)

    @precondition(lambda self: self.now.sessions)
    @rule(number=NUMBER, to=NUMBER)
    def move(self, number: int, to: int) -> None:
        """The waiter takes a party to another table."""
        waiter = self.shop.person(Role.WAITER)
        session = self.one_of(self.now.sessions, number)
        assert session is not None
        table = table_of(self.shop, to)
        self.attempt(waiter, tables.move_session, session.id, table.id, actor=waiter)

    @precondition(lambda self: self.now.sessions)
    @rule(number=NUMBER, accepts=st.booleans())
    def clear(self, number: int, accepts: bool) -> None:
        """The waiter clears a table, knowing what stays unpaid or not."""
        waiter = self.shop.person(Role.WAITER)
        session = self.one_of(self.now.sessions, number)
        assert session is not None
        all_of_it = {"accepted_due_fen": 10**9, "accepted_in_kitchen": 99} if accepts else {}
        self.attempt(waiter, service.clear_party, session.id, actor=waiter, **all_of_it)

    @rule(minutes=st.sampled_from([1, 4, 31, 200]))
    def wait(self, minutes: int) -> None:
        """Time goes by, and the jobs of the clock do their work."""
        self.clock.move(minutes=minutes)
        attempts.ask_due()
        attempts.expire_unpaid()
        refunds.carry_out_due()
        service.enter_due()
        tables.expire_sessions()
        carts.expire_carts()

    @rule(first=st.booleans())
    def change_pay_mode(self, first: bool) -> None:
        """The owner has guests pay before, or after."""
        owner = self.shop.person()
        chosen = settings.get(self.shop.id, OrderingSettings)
        mode = PayMode.BEFORE if first else PayMode.AFTER
        changed = chosen.model_copy(update={"pay_mode": mode})
        self.attempt(owner, settings_service.save, changed, actor=owner)
