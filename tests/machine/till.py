"""What is done about money: prices, discounts, payments."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.core.ids import new_id
from app.ordering import service
from app.ordering.service import BillScope
from app.payments import service as payments
from app.payments.inputs import PaymentInput
from app.payments.models import Channel
from app.staff.rights import Role
from tests.machine.guests import NUMBER
from tests.machine.house import House

FEN = st.sampled_from([1, 99, 250, 1000, 8888])


class Till(House):
    """The cashier and the manager."""

    @precondition(lambda self: self.now.lines)
    @rule(number=NUMBER, part=st.integers(1, 3), back=st.booleans())
    def comp(self, number: int, part: int, back: bool) -> None:
        """A dish, or a portion of it, is given for nothing; or charged for after all."""
        manager = self.shop.person(Role.MANAGER)
        line = self.one_of(self.now.lines, number)
        assert line is not None
        if back:
            self.attempt(manager, service.withdraw_comp, line.id, actor=manager)
            return
        quantity = part if part < line.quantity else None
        self.attempt(
            manager, service.comp_line, line.id, actor=manager, reason="招待", quantity=quantity,
            of=line.quantity,
        )  # fmt: skip

    @precondition(lambda self: self.now.lines)
    @rule(number=NUMBER, fen=FEN)
    def change_price(self, number: int, fen: int) -> None:
        """Another price for each portion."""
        manager = self.shop.person(Role.MANAGER)
        line = self.one_of(self.now.lines, number)
        assert line is not None
        self.attempt(manager, service.change_price, line.id, fen, actor=manager, reason="老价")

    @precondition(lambda self: any(line.is_price_open for line in self.now.lines))
    @rule(number=NUMBER, fen=FEN, weighs=st.booleans())
    def find_price(self, number: int, fen: int, weighs: bool) -> None:
        """What has no price yet is weighed, or priced."""
        cashier = self.shop.person(Role.CASHIER)
        line = self.one_of([line for line in self.now.lines if line.is_price_open], number)
        assert line is not None
        verb = service.set_weight if weighs else service.set_market_price
        self.attempt(cashier, verb, line.id, fen, actor=cashier)

    @precondition(lambda self: self.now.orders)
    @rule(number=NUMBER, fen=FEN, percent=st.integers(0, 40), limit=st.sampled_from([10, 100]))
    def discount(self, number: int, fen: int, percent: int, limit: int) -> None:
        """Something off an order: a percentage or an amount, within what the person may give."""
        cashier = self.shop.person(Role.CASHIER)
        order = self.one_of(self.now.orders, number)
        assert order is not None
        off = {"off_bp": percent * 100} if percent else {"off_fen": fen}
        self.attempt(
            cashier, service.discount_order, order.id, actor=cashier, label="熟客",
            limit_percent=limit, **off,
        )  # fmt: skip

    @precondition(lambda self: self.now.sessions)
    @rule(number=NUMBER, fen=FEN, to=st.sampled_from([0, 10, 100, 1000]))
    def settle_bill(self, number: int, fen: int, to: int) -> None:
        """Something off a whole party's bill, or its odd sum."""
        cashier = self.shop.person(Role.CASHIER)
        session = self.one_of(self.now.sessions, number)
        assert session is not None
        if to:
            scope = BillScope(session.id)
            self.attempt(cashier, service.round_down_bill, scope, to, actor=cashier)
        else:
            self.attempt(
                cashier, service.discount_party, session.id, actor=cashier, label="熟客",
                off_fen=fen,
            )  # fmt: skip

    @precondition(lambda self: self.now.orders)
    @rule(number=NUMBER, to=st.sampled_from([0, 10, 100]))
    def round_or_withdraw(self, number: int, to: int) -> None:
        """An order is rounded down, or everything that was taken off it is charged again."""
        cashier = self.shop.person(Role.CASHIER)
        order = self.one_of(self.now.orders, number)
        assert order is not None
        if to:
            self.attempt(cashier, service.round_down, order.id, to, actor=cashier)
        else:
            self.attempt(cashier, service.withdraw_discounts, order.id, actor=cashier)

    @precondition(lambda self: self.now.orders)
    @rule(number=NUMBER, share=st.integers(1, 4), whole_table=st.booleans())
    def pay(self, number: int, share: int, whole_table: bool) -> None:
        """Cash for an order or a table, all of it or a part; sent twice it is taken once."""
        cashier = self.shop.person(Role.CASHIER)
        order = self.likely(self.now.orders, number, lambda order: order.total_fen > order.paid_fen)
        assert order is not None
        amount = (order.total_fen - order.paid_fen) // share or 1
        given = PaymentInput(channel=Channel.CASH, amount_fen=amount)
        is_table = whole_table and order.table_session_id is not None
        verb = payments.pay_session if is_table else payments.pay_order
        target = order.table_session_id if is_table else order.id
        key = new_id()
        taken = self.attempt(cashier, verb, target, given, key=key, actor=cashier)
        if taken is not None:
            before = self.now
            again = verb(target, given, key=key, actor=cashier)
            assert again["replayed"] and again["id"] == taken["id"]
            assert self.now.rows == before.rows

    @precondition(lambda self: self.now.orders)
    @rule(number=NUMBER)
    def hand_over(self, number: int) -> None:
        """A pick-up order is given to its guest."""
        waiter = self.shop.person(Role.WAITER)
        order = self.one_of(self.now.orders, number)
        assert order is not None
        self.attempt(waiter, service.hand_over, order.id, actor=waiter)
