"""What a channel's message does: nothing that a question would not have done."""

import logging

from app.core import clock
from app.core.db import atomic, db
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.attempts.service.asking import ask
from app.payments.attempts.service.capturing import capture
from app.payments.channels import queries as channels
from app.payments.models import Channel, ChannelAccount
from app.payments.providers.base import Method, Notification, Phase, Refused, Verdict
from app.payments.refunds import service as refunds
from app.payments.refunds.models import Refund

log = logging.getLogger(__name__)


def hear(channel: Channel, hook: str, headers: dict[str, str], body: bytes) -> None:
    """Take in a message that came under `hook`; when this returns, what it told is committed.

    Raises Refused for what is not the channel's or not meant for this shop.
    """
    account = channels.find_by_hook(channel, hook)
    if account is None:
        raise Refused("hook")
    store_id = account.store_id
    provider = channels.find_provider(store_id, channel)
    if provider is None:
        raise Refused("keys")
    told = provider.verify_notification(headers, body)
    _note_heard(store_id, channel)
    if told.trade is not None:
        _hear_payment(store_id, channel, told)
    elif told.refund_number:
        _hear_refund(store_id, told)


def _hear_payment(store_id: str, channel: Channel, told: Notification) -> None:
    attempt = db.session.get(PaymentAttempt, told.number, populate_existing=True)
    if attempt is None or attempt.store_id != store_id or attempt.channel is not channel:
        raise Refused("number")
    trade = told.trade
    assert trade is not None
    if trade.verdict is not Verdict.YES or trade.phase is not Phase.PAID:
        return
    if attempt.method is Method.CODE and attempt.status is AttemptStatus.CLOSED:
        # It was confirmed at the moment when it was reversed: the message says less than there is.
        ask(attempt.id, is_due=False)
    else:
        capture(attempt.id, trade)


def _hear_refund(store_id: str, told: Notification) -> None:
    refund = db.session.get(Refund, told.refund_number, populate_existing=True)
    if refund is None or refund.store_id != store_id:
        log.warning("a message about refund %s, which is not ours", told.refund_number[:32])
        return
    if told.refund is not None and told.refund.verdict is Verdict.YES:
        refunds.note(refund.id, told.refund)
    else:
        refunds.hurry(refund.id)


@atomic
def _note_heard(store_id: str, channel: Channel) -> None:
    db.session.get_one(ChannelAccount, (store_id, channel)).heard_at = clock.now()
