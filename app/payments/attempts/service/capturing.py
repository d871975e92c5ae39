"""What happens when a channel says that it has the money: once, whoever says it and how often."""

import logging

from app.core import audit, clock, events
from app.core.actors import Actor, system
from app.core.db import atomic, db
from app.core.errors import AppError
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import Order, OrderStatus
from app.ordering.parts import queries as split_bills
from app.payments import booking
from app.payments.attempts import reserving
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.events import AttemptEnded, MoneyReturned
from app.payments.models import Payment
from app.payments.providers.base import Phase, Trade
from app.payments.refunds import service as refunds

log = logging.getLogger(__name__)

_NO_USE, _TRIAL = "nothing left to pay", "test of the channel"
_OTHER_AMOUNT = "amount"


@atomic
def capture(attempt_id: str, trade: Trade) -> PaymentAttempt:
    """The channel has the money of an attempt: it is booked, and what it paid for goes on.

    It may come late, twice and in any order. What is no longer owed is given back by itself. With
    another amount or currency than was wanted nothing is booked: the attempt is disputed.
    """
    attempt = lock(attempt_id)
    # A dispute that a person has settled is told of again by the channel's bill of that day.
    is_settled = attempt.status is AttemptStatus.CLOSED and attempt.why == _OTHER_AMOUNT
    if is_settled or attempt.status in (AttemptStatus.PAID, AttemptStatus.DISPUTED):
        attempt.ask_at = None
        return attempt
    actor = system(attempt.store_id, attempt.by)
    was_live = attempt.is_live
    attempt.ref = trade.ref
    if trade.amount_fen != attempt.amount_fen or trade.currency != "CNY":
        words = f"{trade.amount_fen} {trade.currency}"[:200]
        end(attempt, AttemptStatus.DISPUTED, actor, why=_OTHER_AMOUNT, words=words)
        return attempt
    if was_live:
        ordering.count_pending(attempt.store_id, attempt.order_ids, -1)
    payment = _booked(attempt, trade, actor)
    attempt.status, attempt.ended_at, attempt.ask_at = AttemptStatus.PAID, clock.now(), None
    attempt.payment_id, attempt.shows, attempt.why, attempt.words = payment.id, {}, "", ""
    db.session.flush()
    _tell(attempt)
    return attempt


def lock(attempt_id: str) -> PaymentAttempt:
    """The attempt as it stands now, kept from others until the transaction ends."""
    return db.session.get_one(
        PaymentAttempt, attempt_id, populate_existing=True, with_for_update=True
    )


def end(
    attempt: PaymentAttempt,
    status: AttemptStatus,
    actor: Actor,
    *,
    why: str = "",
    words: str = "",
) -> None:
    """Let an attempt end without a payment, within a transaction."""
    if attempt.is_live:
        ordering.count_pending(attempt.store_id, attempt.order_ids, -1)
    attempt.status, attempt.ended_at, attempt.ask_at = status, clock.now(), None
    attempt.why, attempt.words, attempt.shows = why[:80], words[:200], {}
    db.session.flush()
    audit.log(
        f"attempt.{status.value}",
        actor=actor,
        target=("payment_attempt", attempt.id),
        channel=attempt.channel.value,
        amount_fen=attempt.amount_fen,
        why=attempt.why,
    )
    _tell(attempt)


def _booked(attempt: PaymentAttempt, trade: Trade, actor: Actor) -> Payment:
    money = booking.Money(
        attempt.channel,
        trade.amount_fen,
        attempt.table_session_id,
        attempt_id=attempt.id,
        taken_at=trade.paid_at,
    )
    owed = [(order, order.due_fen) for order in _wanting(attempt, actor)]
    payment = booking.book(money, owed, actor=actor)
    db.session.refresh(payment, ["allocations"])
    rest = payment.amount_fen - sum(part.amount_fen for part in payment.allocations)
    if trade.phase is Phase.REFUNDED:
        # Somebody gave it back at the channel already: a person has to say what that was.
        log.warning("attempt %s was refunded at the channel", attempt.id)
    elif rest:
        reason = _TRIAL if attempt.is_trial else _NO_USE
        refunds.return_superfluous(payment, rest, reason=reason, actor=actor)
        if not attempt.is_trial:
            events.publish(MoneyReturned(attempt.store_id, payment.id, rest))
    return payment


def _wanting(attempt: PaymentAttempt, actor: Actor) -> list[Order]:
    """What the money is for: the orders that were meant, then the rest of the same bill."""
    meant = [_revived(attempt.store_id, order_id, actor) for order_id in attempt.order_ids]
    found = [order for order in meant if order is not None]
    if attempt.table_session_id is not None:
        known = {order.id for order in found}
        bill = orders.list_session_orders(attempt.store_id, attempt.table_session_id)
        owed = [order for order in bill if order.id not in known]
        found += [order for order in owed if order.status is not OrderStatus.WAITING]
    return [order for order in found if order.due_fen > 0 and not _is_closed(order)]


def _is_closed(order: Order) -> bool:
    """Whether money no longer goes to it: its bill is in parts, or its table was cleared unpaid."""
    if ordering.is_left(order):
        return True
    try:
        split_bills.refuse_split(order.store_id, [order.id])
    except AppError:
        return True
    return False


def _revived(store_id: str, order_id: str, actor: Actor) -> Order | None:
    order = orders.get_order(store_id, order_id)
    if order.status is not OrderStatus.CANCELLED:
        return order
    try:
        with db.session.begin_nested():
            revived = ordering.reopen_expired(order_id, actor=actor)
    except AppError as gone:
        log.info("order %s cannot be taken up again: %s", order_id, gone.code)
        return None
    return None if revived.status is OrderStatus.CANCELLED else revived


def _tell(attempt: PaymentAttempt) -> None:
    session_id, bill = attempt.table_session_id, attempt.bill
    events.publish(AttemptEnded(attempt.store_id, attempt.id, session_id, attempt.status.value))
    if attempt.status is AttemptStatus.PAID:
        live = reserving.list_live(attempt.store_id, bill)
        payable = [orders.get_order(attempt.store_id, each) for each in attempt.order_ids]
        if live and payable:
            reserving.hurry_superfluous(_whole_bill(attempt, payable))


def _whole_bill(attempt: PaymentAttempt, payable: list[Order]) -> list[Order]:
    if attempt.table_session_id is None:
        return payable
    bill = orders.list_session_orders(attempt.store_id, attempt.table_session_id)
    return [order for order in bill if order.status is not OrderStatus.WAITING]
