"""Ending an attempt without money: ask, close, ask again, and only then is it closed."""

from app.core import clock
from app.core.actors import Actor, system
from app.core.db import atomic, db, release
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.errors import BeingPaid
from app.ordering.models import Order
from app.payments.attempts import queries
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.attempts.rules import HANDED_OUT, is_taken, next_ask
from app.payments.attempts.service.capturing import capture, end, lock
from app.payments.channels import queries as channels
from app.payments.providers.base import Phase, Trade, Verdict


def retire(attempt_id: str) -> PaymentAttempt:
    """Let nobody pay by an attempt any more; what was paid meanwhile is captured.

    Asks the channel, so it is called outside transactions. When the channel does not say, the
    attempt stays live and is asked about again.
    """
    attempt = db.session.get_one(PaymentAttempt, attempt_id, populate_existing=True)
    provider = channels.find_provider(attempt.store_id, attempt.channel)
    if not attempt.is_live or provider is None:
        return attempt
    number, method = attempt.id, attempt.method
    release()
    before = provider.query(number)
    if is_taken(before, method):
        return capture(number, before)
    closed = provider.close(number, method)
    after = provider.query(number)
    if is_taken(after, method):
        return capture(number, after)
    if closed.verdict is Verdict.YES and _is_over(after):
        return _note_closed(number, is_unseen=closed.is_unseen or after.phase is Phase.NONE)
    return _note_unsure(number, closed.why.code or after.why.code)


def cancel_order(order: Order, *, actor: Actor, reason: str = "") -> Order:
    """Cancel an order, first closing what somebody began to pay for it.

    Raises BeingPaid when a channel does not say how that ended, TooLate when it was paid.
    """
    store_id, order_id = order.store_id, order.id
    for attempt in queries.list_of_order(store_id, order_id):
        if retire(attempt.id).is_live:
            raise BeingPaid
    fresh = orders.get_order(store_id, order_id)
    return ordering.cancel_order(fresh, actor=actor, reason=reason)


def expire_unpaid() -> int:
    """End the orders whose money did not come in time; run by a job.

    Where a payment is under way its channel is asked first, and only a closed one lets an order go.
    """
    for attempt_id in queries.list_overdue():
        retire(attempt_id)
    return ordering.expire_unpaid()


def _is_over(trade: Trade) -> bool:
    over = (Phase.CLOSED, Phase.NONE, Phase.REFUNDED)
    return trade.verdict is Verdict.YES and trade.phase in over


@atomic
def _note_closed(attempt_id: str, *, is_unseen: bool) -> PaymentAttempt:
    attempt = lock(attempt_id)
    if attempt.is_live:
        actor = system(attempt.store_id, attempt.by)
        end(attempt, AttemptStatus.CLOSED, actor)
        if is_unseen:
            # A code that nobody scanned may be scanned yet: looked at once more when it ends.
            attempt.ask_at = attempt.created_at + HANDED_OUT
    return attempt


@atomic
def _note_unsure(attempt_id: str, why: str) -> PaymentAttempt:
    attempt = lock(attempt_id)
    if attempt.is_live:
        attempt.is_closing, attempt.why = True, why[:80]
        attempt.ask_at = next_ask(clock.now(), attempt.asks, attempt.method)
        attempt.asks += 1
    return attempt
