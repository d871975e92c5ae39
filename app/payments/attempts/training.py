"""The training channel: its trades are rows here, no money moves, and every page says so."""

from collections.abc import Mapping
from datetime import date

from app.core import clock
from app.core.db import atomic, db
from app.payments.attempts.models import SandboxTrade
from app.payments.providers.base import (
    Bill,
    Closed,
    Method,
    Notification,
    Opened,
    Phase,
    Refunded,
    RefundOrder,
    RefundPhase,
    Refused,
    Trade,
    TradeOrder,
    Verdict,
    Why,
)

# A pay code that ends so is still being confirmed by its payer, one that ends so has no money.
_CODE_PAYING, _CODE_REFUSED = "01", "02"


class Training:
    """A channel for demonstrations and for teaching new staff."""

    def __init__(self, store_id: str) -> None:
        """Play the channel of one store."""
        self._store_id = store_id

    @property
    def methods(self) -> frozenset[Method]:
        """A page with buttons, and codes that the till scans."""
        return frozenset({Method.TRAINING, Method.QR, Method.CODE})

    @atomic
    def create(self, order: TradeOrder) -> Opened:
        """See `Provider.create`. A pay code is charged at once, as its last digits say."""
        if order.auth_code.endswith(_CODE_REFUSED):
            return Opened(Verdict.NO, why=Why("NOT_ENOUGH"))
        trade = self._find(order.number)
        if trade is None:
            trade = SandboxTrade(
                number=order.number,
                store_id=self._store_id,
                amount_fen=order.amount_fen,
                phase=Phase.OPEN.value,
                refunds={},
            )
            db.session.add(trade)
        if order.method is not Method.CODE:
            db.session.flush()
            return Opened(Verdict.YES, {"number": order.number})
        if order.auth_code.endswith(_CODE_PAYING):
            trade.phase = Phase.PAYING.value
        else:
            trade.phase, trade.paid_at = Phase.PAID.value, clock.now()
        db.session.flush()
        return Opened(Verdict.YES, trade=_trade(trade))

    def query(self, number: str) -> Trade:
        """See `Provider.query`."""
        trade = self._find(number)
        return Trade(Verdict.YES, Phase.NONE) if trade is None else _trade(trade)

    @atomic
    def close(self, number: str, _method: Method) -> Closed:
        """See `Provider.close`."""
        trade = self._find(number)
        if trade is None:
            return Closed(Verdict.YES, is_unseen=True)
        if trade.phase in (Phase.PAID.value, Phase.REFUNDED.value):
            return Closed(Verdict.NO)
        trade.phase = Phase.CLOSED.value
        return Closed(Verdict.YES)

    @atomic
    def pay(self, number: str) -> bool:
        """Somebody pressed "pay"; False when the trade can no longer be paid."""
        trade = self._find(number)
        if trade is None or trade.phase not in (Phase.OPEN.value, Phase.PAYING.value):
            return False
        trade.phase, trade.paid_at = Phase.PAID.value, clock.now()
        return True

    @atomic
    def refund(self, order: RefundOrder) -> Refunded:
        """See `Provider.refund`."""
        trade = self._find(order.trade_number)
        if trade is None or trade.paid_at is None:
            return Refunded(Verdict.NO, why=Why("ORDER_NOT_EXIST"))
        others = sum(fen for each, fen in trade.refunds.items() if each != order.number)
        if others + order.amount_fen > trade.amount_fen:
            return Refunded(Verdict.NO, why=Why("REFUND_TOO_MUCH"))
        trade.refunds = {**trade.refunds, order.number: order.amount_fen}
        trade.phase = Phase.REFUNDED.value
        return Refunded(Verdict.YES, RefundPhase.DONE, ref=order.number, done_at=clock.now())

    def query_refund(self, number: str, trade_number: str) -> Refunded:
        """See `Provider.query_refund`."""
        trade = self._find(trade_number)
        is_known = trade is not None and number in trade.refunds
        phase = RefundPhase.DONE if is_known else RefundPhase.NONE
        return Refunded(Verdict.YES, phase, ref=number)

    def verify_notification(self, _headers: Mapping[str, str], _body: bytes) -> Notification:
        """Nobody sends messages for it. Raises Refused."""
        raise Refused("training")

    def download_bill(self, _day: date) -> Bill:
        """There is no bill where no money moves."""
        return Bill(Verdict.YES)

    def _find(self, number: str) -> SandboxTrade | None:
        trade = db.session.get(SandboxTrade, number, populate_existing=True)
        return trade if trade is not None and trade.store_id == self._store_id else None


def _trade(trade: SandboxTrade) -> Trade:
    return Trade(
        Verdict.YES,
        Phase(trade.phase),
        amount_fen=trade.amount_fen,
        ref=trade.number,
        paid_at=trade.paid_at,
    )
