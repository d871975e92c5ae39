"""Asking a channel how attempts ended 掉单补偿: by a schedule that outlives the process."""

import logging
from datetime import timedelta

from app.core import clock, outgoing
from app.core.db import atomic, db, release
from app.payments.attempts import queries
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.attempts.rules import CODE_PATIENCE, HURRY, is_taken, next_ask
from app.payments.attempts.service.capturing import capture, lock
from app.payments.attempts.service.closing import retire
from app.payments.channels import queries as channels
from app.payments.providers.base import Method, Phase, Trade, Verdict

log = logging.getLogger(__name__)


def ask_due() -> int:
    """Ask about every attempt whose time has come; return how many. Run by a job."""
    if outgoing.find_hold() is not None:
        return 0
    ids = queries.list_due()
    for attempt_id in ids:
        try:
            ask(attempt_id)
        except Exception:
            # One that cannot be settled must not keep the others waiting.
            log.exception("attempt %s could not be asked about", attempt_id)
    return len(ids)


def look_again(attempt: PaymentAttempt) -> PaymentAttempt:
    """Ask now, because the payer is back or somebody wants to know; not more than every 2 s."""
    now = clock.now()
    if not attempt.is_live or (attempt.asked_at and now - attempt.asked_at < HURRY):
        return attempt
    return ask(attempt.id, is_due=False)


def ask(attempt_id: str, *, is_due: bool = True) -> PaymentAttempt:
    """Ask the channel how an attempt stands and go on accordingly.

    Called outside transactions; of two callers at once, one asks.
    """
    attempt = _claim(attempt_id, is_due=is_due)
    if attempt is None:
        return db.session.get_one(PaymentAttempt, attempt_id, populate_existing=True)
    if attempt.is_live and _is_over(attempt):
        return retire(attempt_id)
    provider = channels.find_provider(attempt.store_id, attempt.channel)
    if provider is None:
        return attempt
    was_live, method = attempt.is_live, attempt.method
    release()
    trade = provider.query(attempt_id)
    if is_taken(trade, method):
        return capture(attempt_id, trade)
    return _note(attempt_id, trade, was_live=was_live)


def _is_over(attempt: PaymentAttempt) -> bool:
    now = clock.now()
    if attempt.is_closing or attempt.expires_at <= now:
        return True
    return attempt.method is Method.CODE and now - attempt.created_at >= CODE_PATIENCE


@atomic
def _claim(attempt_id: str, *, is_due: bool) -> PaymentAttempt | None:
    attempt, now = lock(attempt_id), clock.now()
    if is_due and (attempt.ask_at is None or attempt.ask_at > now):
        return None
    attempt.asks += 1
    attempt.asked_at = now
    # Whatever becomes of this question, even of the process: it is asked again.
    is_last = not attempt.is_live
    attempt.ask_at = (
        now + timedelta(minutes=10) if is_last else next_ask(now, attempt.asks, attempt.method)
    )
    return attempt


@atomic
def _note(attempt_id: str, trade: Trade, *, was_live: bool) -> PaymentAttempt:
    attempt = lock(attempt_id)
    if not was_live:
        if trade.verdict is Verdict.YES and not attempt.is_live:
            # The last look at a code that had been handed out: nobody has paid by it.
            attempt.ask_at = None
        return attempt
    if not attempt.is_live:
        return attempt
    attempt.why = "" if trade.verdict is Verdict.YES else trade.why.code[:80]
    if trade.verdict is Verdict.YES and trade.phase in (Phase.OPEN, Phase.PAYING):
        attempt.status = AttemptStatus.OPEN
        if not attempt.is_out:
            # The channel has it, and what would lead the payer there was lost on the way.
            attempt.is_closing, attempt.ask_at = True, clock.now()
    elif trade.verdict is Verdict.YES and trade.phase in (Phase.CLOSED, Phase.REFUNDED):
        attempt.is_closing, attempt.ask_at = True, clock.now()
    return attempt
