"""A shop with a channel, an order that is paid first, and the channel's other end."""

from typing import Any

from sqlalchemy import or_, select

from app.core.clock import FixedClock
from app.core.db import db
from app.core.ids import new_id
from app.ledger import queries as ledger
from app.ordering import queries as orders
from app.ordering.models import Order, OrderStatus
from app.ordering.settings import OrderingSettings, PayMode
from app.payments.attempts import queries
from app.payments.attempts import service as attempts
from app.payments.attempts.models import LIVE, PaymentAttempt
from app.payments.channels import service as channels
from app.payments.models import Channel, Payment
from app.payments.providers.base import Method, Refused
from app.payments.refunds import service as refunds
from app.payments.refunds.models import RUNNING, Refund
from app.settings import service as settings
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.simulators.wechat_pay import WeChatPaySimulator


class Till:
    """A shop with a channel, an order that is paid first, and the channel's other end."""

    def __init__(self, shop: Shop, sim: Any, clock: FixedClock) -> None:
        self.shop, self.sim, self.clock = shop, sim, clock
        self.is_wechat = isinstance(sim, WeChatPaySimulator)
        self.channel = Channel.WECHAT if self.is_wechat else Channel.ALIPAY
        self.method = Method.NATIVE if self.is_wechat else Method.QR
        account = channels.save_keys(self.channel, sim.keys(), actor=shop.actor)
        channels.switch(self.channel, is_on=True, actor=shop.actor)
        self.hook = account.hook
        settings.save(OrderingSettings(pay_mode=PayMode.BEFORE), actor=shop.actor)
        self.presence = presence_at(shop.tables[0], shop.actor)
        self.order = place(self.presence, shop.dish["tofu"])

    def begin(self, amount_fen: int = 1800, **changes: Any) -> PaymentAttempt:
        known: dict[str, Any] = {
            "channel": self.channel,
            "method": self.method,
            "amount_fen": amount_fen,
            "payer": "phone-1",
            "session_id": self.presence.session_id,
        }
        wish = attempts.Wish(**known | changes)
        return attempts.open_attempt(wish, key=new_id(), actor=self.presence.actor)

    def hear(self, number: str, **changes: Any) -> bool:
        headers, body = self.sim.message(number, **changes)
        try:
            attempts.hear(self.channel, self.hook, headers, body)
        except Refused:
            return False
        return True

    def fresh(self) -> Order:
        db.session.expire_all()
        return orders.get_order(self.shop.id, self.order.id)

    def attempt(self, number: str) -> PaymentAttempt:
        return queries.get_attempt(self.shop.id, number)

    def payments(self) -> list[Payment]:
        """What was booked, the oldest first."""
        db.session.expire_all()
        return list(db.session.scalars(select(Payment).order_by(Payment.id)))

    def given_back(self) -> int:
        """What the channel gave back, by its own books, in fen."""
        return sum(
            each["amount"] if self.is_wechat else round(float(each) * 100)
            for trade in self.sim.trades.values()
            for each in trade.refunds.values()
        )

    def captured(self) -> int:
        """What the channel took, by its own books, in fen."""
        paid = [trade for trade in self.sim.trades.values() if trade.paid_at is not None]
        return sum(t.total if self.is_wechat else round(float(t.total) * 100) for t in paid)

    def settle(self) -> None:
        """Let the schedules run for three hours, or until nothing stands in them any more."""
        for _ in range(40):
            self.clock.move(minutes=5)
            attempts.ask_due()
            attempts.expire_unpaid()
            refunds.carry_out_due()
            if not self._is_scheduled():
                return

    def _is_scheduled(self) -> bool:
        """Whether a job would still do something about a payment, a refund or an unpaid order."""
        waits = (
            select(PaymentAttempt.id).where(
                or_(PaymentAttempt.status.in_(LIVE), PaymentAttempt.ask_at.is_not(None))
            ),
            select(Refund.id).where(or_(Refund.status.in_(RUNNING), Refund.ask_at.is_not(None))),
            select(Order.id).where(Order.status == OrderStatus.UNPAID),
        )
        return any(db.session.scalars(each.limit(1)).first() is not None for each in waits)

    def money_is_safe(self) -> None:
        """What the channel keeps is what orders that stand were paid; no order has more."""
        order = self.fresh()
        kept = self.captured() - self.given_back()
        standing = 0 if order.status is OrderStatus.CANCELLED else order.paid_fen
        assert kept == standing - order.refunded_fen, (kept, order.status, order.paid_fen)
        assert order.pending_payments == 0
        assert ledger.find_faults(self.shop.id) == []
        assert sum(ledger.balances(self.shop.id).values()) == 0
