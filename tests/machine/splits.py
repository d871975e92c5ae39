"""What is done with bills in parts: split, joined, paid part by part, put together."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.core.ids import new_id
from app.ordering.parts import service as parts
from app.ordering.service import BillScope
from app.payments import service as payments
from app.payments.inputs import PaymentInput
from app.payments.models import Channel
from app.staff.rights import Role
from tests.machine.guests import NUMBER
from tests.machine.house import House

KINDS = st.sampled_from(["even", "amounts", "items", "joint"])


class Splits(House):
    """The cashier with a party that pays apart."""

    @precondition(lambda self: self.now.sessions)
    @rule(number=NUMBER, other=NUMBER, kind=KINDS, count=st.integers(2, 4))
    def split(self, number: int, other: int, kind: str, count: int) -> None:
        """A bill is split evenly, by amounts or by dishes; or two tables make one of theirs."""
        cashier = self.shop.person(Role.CASHIER)
        now = self.now
        session, second = (
            self.likely(now.sessions, each, lambda session: self.owes(session.id))
            for each in (number, other)
        )
        assert session is not None and second is not None
        scope = BillScope(session.id)
        if kind == "even":
            self.attempt(cashier, parts.split_evenly, scope, count, actor=cashier)
        elif kind == "amounts":
            self.attempt(cashier, parts.split_by_amounts, scope, [500] * count, actor=cashier)
        elif kind == "joint":
            scopes = [scope, BillScope(second.id)]
            self.attempt(cashier, parts.join_bills, scopes, actor=cashier)
        else:
            mine = {o.id for o in now.orders if o.table_session_id == session.id}
            own = [line for line in now.lines if line.order_id in mine]
            line = self.likely(own, other, lambda line: line.status != "cancelled")
            groups = [{line.id: 1}] if line is not None else [{}]
            self.attempt(cashier, parts.split_by_items, scope, groups, actor=cashier)

    @precondition(lambda self: self.now.splits)
    @rule(number=NUMBER)
    def put_together(self, number: int) -> None:
        """A bill in parts becomes one again."""
        cashier = self.shop.person(Role.CASHIER)
        split = self.one_of(self.now.splits, number)
        assert split is not None
        self.attempt(cashier, parts.put_together, split.id, actor=cashier)

    @precondition(lambda self: len(self.now.parts) > 1)
    @rule(number=NUMBER, other=NUMBER)
    def join_parts(self, number: int, other: int) -> None:
        """Two parts become one."""
        cashier = self.shop.person(Role.CASHIER)
        both = [self.one_of(self.now.parts, each) for each in (number, other)]
        ids = [part.id for part in both if part is not None]
        self.attempt(cashier, parts.join_parts, ids, actor=cashier)

    @precondition(lambda self: self.now.parts)
    @rule(number=NUMBER, half=st.booleans())
    def pay_part(self, number: int, half: bool) -> None:
        """Somebody pays a part, or half of it; sent twice it is taken once."""
        cashier = self.shop.person(Role.CASHIER)
        part = self.likely(self.now.parts, number, lambda part: part.dissolved_at is None)
        assert part is not None
        amount = (part.amount_fen - part.paid_fen) // (2 if half else 1) or 1
        given = PaymentInput(channel=Channel.CASH, amount_fen=amount)
        key = new_id()
        taken = self.attempt(cashier, payments.pay_part, part.id, given, key=key, actor=cashier)
        if taken is not None:
            before = self.now
            again = payments.pay_part(part.id, given, key=key, actor=cashier)
            assert again["replayed"] and self.now.rows == before.rows
