"""Trying a channel with one fen: it is paid for nothing, so it goes back by itself."""

from datetime import timedelta

from app.core import audit, clock
from app.core.actors import Actor
from app.core.db import atomic
from app.core.ids import new_id
from app.payments.attempts import queries
from app.payments.attempts.models import PaymentAttempt
from app.payments.attempts.service.opening import Wish, record, send
from app.payments.channels import queries as channels
from app.payments.errors import ChannelOff
from app.payments.models import Channel
from app.payments.providers.base import Method, Provider

TRIAL_FEN = 1
_PATIENCE = timedelta(minutes=5)
# What shows a code that any phone can scan, best first.
_METHODS = (Method.NATIVE, Method.QR)


def open_trial(channel: Channel, *, actor: Actor) -> PaymentAttempt:
    """Begin to pay one fen, also by a channel that is not turned on yet; one that runs goes on.

    From here on it is an attempt like any other: asked about, heard of, closed, given back.
    Called outside transactions. Raises ChannelOff where keys are missing or show no code.
    """
    running = queries.find_live_trial(actor.store_id, channel)
    if running is not None:
        return running
    provider = channels.find_provider(actor.store_id, channel)
    if provider is None:
        raise ChannelOff
    wish = Wish(channel, _method_of(provider), TRIAL_FEN, payer=actor.id)
    attempt = _write(wish, actor)
    address = channels.notify_url(channels.find_account(actor.store_id, channel))
    return send(attempt, wish, provider, address)


def _method_of(provider: Provider) -> Method:
    found = next((each for each in _METHODS if each in provider.methods), None)
    if found is None:
        raise ChannelOff
    return found


@atomic
def _write(wish: Wish, actor: Actor) -> PaymentAttempt:
    until = clock.now() + _PATIENCE
    attempt = record(wish, f"trial:{new_id()}", actor, payable=(), until=until)
    target = ("channel", wish.channel.value)
    audit.log("channel.tried", actor=actor, target=target, number=attempt.id)
    return attempt
