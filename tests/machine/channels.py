"""Money that comes by a channel that is asked, and money that goes back."""

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.core.db import db
from app.core.errors import AppError
from app.core.ids import new_id
from app.ordering import queries as orders
from app.payments.attempts import service as attempts
from app.payments.attempts.models import LIVE
from app.payments.attempts.service import Wish
from app.payments.attempts.training import Training
from app.payments.models import Channel
from app.payments.providers.base import Method
from app.payments.refunds import service as refunds
from app.payments.refunds.inputs import RefundInput, RefundLine
from app.staff.rights import Role
from tests.machine.guests import NUMBER
from tests.machine.house import House

R = TypeVar("R")
# A code that has money, one that is still being confirmed, one that has none.
CODES = st.sampled_from(["9900000000000003", "9900000000000001", "9900000000000002"])


class Channels(House):
    """Phones and the till that pay by the training channel, and the manager who gives back.

    What asks a channel takes several transactions: refused in the middle it leaves what was
    written before it asked, and the laws must hold of that too.
    """

    @precondition(lambda self: self.phones and self.now.orders)
    @rule(number=NUMBER, share=st.integers(1, 3))
    def begin_to_pay(self, number: int, share: int) -> None:
        """A phone begins to pay its bill, or a part of it; begun twice it is one attempt."""
        phone = self.one_of(self.phones, number)
        assert phone is not None
        bill = orders.list_session_orders(phone.store_id, phone.session_id)
        due = sum(order.due_fen for order in bill if order.status != "waiting")
        wish = Wish(
            channel=Channel.SANDBOX,
            method=Method.TRAINING,
            amount_fen=due // share or 1,
            payer=phone.actor.id,
            session_id=phone.session_id,
        )
        key = new_id()
        self.who.add(phone.actor.id)
        begun = self.in_steps(attempts.open_attempt, wish, key=key, actor=phone.actor)
        if begun is not None:
            before = self.now
            again = attempts.open_attempt(wish, key=key, actor=phone.actor)
            assert again.id == begun.id and self.now.rows == before.rows

    @precondition(lambda self: self.now.orders)
    @rule(number=NUMBER, code=CODES)
    def charge_a_code(self, number: int, code: str) -> None:
        """The till scans a guest's pay code for one order."""
        cashier = self.shop.person(Role.CASHIER)
        order = self.one_of(self.now.orders, number)
        assert order is not None
        self.who.add(cashier.id)
        wish = Wish(
            channel=Channel.SANDBOX,
            method=Method.CODE,
            amount_fen=order.total_fen - order.paid_fen or 1,
            payer=cashier.id,
            session_id=order.table_session_id,
            order_id=order.id,
            auth_code=code,
        )
        self.in_steps(attempts.open_attempt, wish, key=new_id(), actor=cashier)

    @precondition(lambda self: self.now.trades)
    @rule(number=NUMBER, comes_back=st.booleans())
    def pay_at_the_channel(self, number: int, comes_back: bool) -> None:
        """The guest pays there; the phone may never come back to say so."""
        trade = self.one_of(self.now.trades, number)
        assert trade is not None
        Training(self.shop.id).pay(trade.number)
        if comes_back:
            self.in_steps(attempts.ask, trade.number, is_due=False)

    @precondition(lambda self: self.now.attempts)
    @rule(number=NUMBER)
    def stop_paying(self, number: int) -> None:
        """Somebody thinks better of it: it is closed, unless it was paid meanwhile."""
        attempt = self.one_of(self.now.attempts, number)
        assert attempt is not None
        self.in_steps(attempts.retire, attempt.id)

    @precondition(lambda self: any(a.status in LIVE for a in self.now.attempts))
    @rule(number=NUMBER)
    def cancel_what_is_being_paid(self, number: int) -> None:
        """The manager cancels an order that somebody pays right now."""
        manager = self.shop.person(Role.MANAGER)
        live = self.one_of([a for a in self.now.attempts if a.status in LIVE], number)
        assert live is not None
        self.who.add(manager.id)
        order = orders.get_order(self.shop.id, self.one_of(live.order_ids, number) or "")
        self.in_steps(attempts.cancel_order, order, actor=manager, reason="客人走了")

    @precondition(lambda self: self.now.payments)
    @rule(
        number=NUMBER, fen=st.sampled_from([1, 99, 1000, 10**6]), as_cash=st.booleans(),
        owes_again=st.booleans(), whole=st.booleans(),
    )  # fmt: skip
    def give_back(
        self, number: int, fen: int, as_cash: bool, owes_again: bool, whole: bool
    ) -> None:
        """The manager gives money back: an amount, or all of it; asked for twice it goes once."""
        manager = self.shop.person(Role.MANAGER)
        payment = self.one_of(self.now.payments, number)
        assert payment is not None
        left = payment.amount_fen - payment.refunded_fen
        given = RefundInput(
            amount_fen=left if whole and left else fen,
            reason="做错了",
            as_cash=as_cash,
            owes_again=owes_again,
            expected_left_fen=left,
        )
        asked = self.attempt(manager, refunds.ask_refund, payment.id, given, actor=manager)
        if asked is not None:
            before = self.now
            assert not self.attempt(manager, refunds.ask_refund, payment.id, given, actor=manager)
            assert self.now.rows == before.rows

    @precondition(lambda self: self.now.allocations)
    @rule(number=NUMBER, which=NUMBER)
    def give_a_dish_back(self, number: int, which: int) -> None:
        """The manager gives back what a dish cost."""
        manager = self.shop.person(Role.MANAGER)
        now = self.now
        part = self.one_of(now.allocations, number)
        assert part is not None
        line = self.one_of(now.lines_of[part.order_id], which)
        if line is not None:
            lines = (RefundLine(line_id=line.id, quantity=1),)
            given = RefundInput(lines=lines, reason="凉了")
            self.attempt(manager, refunds.ask_refund, part.payment_id, given, actor=manager)

    def in_steps(self, verb: Callable[..., R], /, *args: Any, **more: Any) -> R | None:
        """Try a verb that asks a channel between its transactions."""
        try:
            result = verb(*args, **more)
        except AppError:
            return None
        else:
            self.done[verb.__name__] += 1
            return result
        finally:
            db.session.rollback()
            db.session.expire_all()
