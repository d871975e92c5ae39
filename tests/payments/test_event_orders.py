"""Whatever is heard of a payment and a refund, in any order and however often: one end."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.ledger import queries as ledger
from app.payments.attempts import service as attempts
from app.payments.attempts.models import AttemptStatus
from app.payments.models import Payment
from app.payments.providers.base import Refused
from app.payments.refunds import service as refunds
from app.payments.refunds.models import Refund, RefundStatus
from app.tables import service as tables
from tests.factories.ordering import place
from tests.factories.tables import presence_at
from tests.payments.refunding import give_back
from tests.payments.till import Till

PAID, BACK = 1800, 500


class Story:
    """An order of its own at the till's table, paid by the guest; nobody has said so yet."""

    def __init__(self, till: Till) -> None:
        tables.clear_table(till.shop.tables[0].id, actor=till.shop.actor)
        till.presence = presence_at(till.shop.tables[0], till.shop.actor)
        till.order = place(till.presence, till.shop.dish["tofu"])
        self.till = till
        attempt = till.begin(PAID, order_ids=(till.order.id,))
        self.number = attempt.id
        till.sim.pay(self.number)

    def payment_told(self) -> None:
        assert self.till.hear(self.number)

    def asked(self) -> None:
        attempts.ask(self.number, is_due=False)

    def stopped(self) -> None:
        attempts.retire(self.number)

    def time_is_up(self) -> None:
        self.till.clock.move(minutes=6)
        attempts.expire_unpaid()

    def given_back(self) -> None:
        """The cashier gives a part back, once there is something to give back."""
        payment = self.payment
        if payment is not None and not payment.refunded_fen:
            give_back(self.till.shop, payment.id, BACK)

    def refund_told(self) -> None:
        """The channel tells of what it gave back; of nothing, as long as there is nothing."""
        trade = self.till.sim.trades[self.number]
        for name in trade.refunds:
            if self.till.is_wechat:
                headers, body = self.till.sim.refund_message(self.number, name)
            else:
                more = {"refund_fee": "5.00", "out_biz_no": name}
                headers, body = self.till.sim.message(self.number, **more)
            attempts.hear(self.till.channel, self.till.hook, headers, body)

    def refund_asked(self) -> None:
        self.till.clock.move(minutes=1)
        refunds.carry_out_due()

    @property
    def payment(self) -> Payment | None:
        query = select(Payment).where(Payment.attempt_id == self.number)
        return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()

    def end(self) -> tuple[object, ...]:
        """Both sides' books at the end."""
        payment, order = self.payment, self.till.fresh()
        assert payment is not None
        of_payment = select(Refund).where(Refund.payment_id == payment.id)
        backs = db.session.scalars(of_payment.execution_options(populate_existing=True)).all()
        trade = self.till.sim.trades[self.number]
        return (
            order.paid_fen,
            order.refunded_fen,
            order.pending_payments,
            self.till.attempt(self.number).status,
            [(each.status, each.amount_fen) for each in backs],
            len(trade.refunds),
        )


EVENTS: dict[str, Callable[[Story], None]] = {
    "payment told": Story.payment_told,
    "asked": Story.asked,
    "stopped": Story.stopped,
    "time is up": Story.time_is_up,
    "given back": Story.given_back,
    "refund told": Story.refund_told,
    "refund asked": Story.refund_asked,
}
# Each at least once, in any order, and any of them again.
ORDERS = st.lists(st.sampled_from(sorted(EVENTS)), max_size=5).flatmap(
    lambda again: st.permutations([*sorted(EVENTS), *again])
)
ONE_END = (
    PAID,
    BACK,
    0,
    AttemptStatus.PAID,
    [(RefundStatus.DONE, BACK)],
    1,
)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=ORDERS)
def test_every_order_with_every_repetition_leads_to_one_end(
    till: Till, clock: FixedClock, order: list[str]
) -> None:
    story = Story(till)
    for name in order:
        EVENTS[name](story)
    # What came before there was anything to give back is done now, as the cashier would.
    story.given_back()
    till.settle()
    assert story.end() == ONE_END, order
    assert ledger.find_faults(till.shop.id) == []
    assert sum(ledger.balances(till.shop.id).values()) == 0


def test_without_the_look_at_the_attempt_the_database_refuses_a_second_booking(
    wechat_till: Till,
) -> None:
    """The second line of defence: one payment for one attempt."""
    story = Story(wechat_till)
    story.payment_told()
    with transaction():
        wechat_till.attempt(story.number).status = AttemptStatus.OPEN
    with pytest.raises(IntegrityError):
        story.payment_told()
    db.session.rollback()


def test_a_message_about_somebody_elses_refund_changes_nothing(wechat_till: Till) -> None:
    story = Story(wechat_till)
    story.payment_told()
    trade = wechat_till.sim.trades[story.number]
    trade.refunds["refund-of-nobody"] = {
        "refund_id": "50", "status": "SUCCESS", "amount": BACK, "out_refund_no": "refund-of-nobody",
    }  # fmt: skip
    story.refund_told()
    assert wechat_till.fresh().refunded_fen == 0
    message = wechat_till.sim.message(story.number, out_trade_no="kaifan999999")
    with pytest.raises(Refused):
        attempts.hear(wechat_till.channel, wechat_till.hook, *message)
