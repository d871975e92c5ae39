"""By which channels the browser that asks can pay, and whether each of them answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.payments.attempts import queries as attempts
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.channels import queries as channels
from app.payments.models import Channel
from app.payments.providers.base import Method

# What a phone's own browser can be led to, best first; a code to scan is for a second device.
_IN_WECHAT = {Channel.WECHAT: (Method.JSAPI,), Channel.SANDBOX: (Method.TRAINING,)}
_IN_ALIPAY = {Channel.ALIPAY: (Method.WAP,), Channel.SANDBOX: (Method.TRAINING,)}
_PHONE = {
    Channel.WECHAT: (Method.H5,),
    Channel.ALIPAY: (Method.WAP,),
    Channel.SANDBOX: (Method.TRAINING,),
}
_DESK = {
    Channel.WECHAT: (Method.NATIVE,),
    Channel.ALIPAY: (Method.PAGE,),
    Channel.SANDBOX: (Method.TRAINING,),
}
_COUNTER = {
    Channel.WECHAT: (Method.NATIVE,),
    Channel.ALIPAY: (Method.QR,),
    Channel.SANDBOX: (Method.QR,),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A channel with the method that fits; `trouble` is why it had better not be tried now."""

    channel: Channel
    method: Method
    trouble: str = ""


def for_browser(store_id: str, agent: str) -> list[Way]:
    """The ways for a guest's browser; those that answer come first."""
    if "MicroMessenger" in agent:
        return _ways(store_id, _IN_WECHAT)
    if "AlipayClient" in agent:
        return _ways(store_id, _IN_ALIPAY)
    return _ways(store_id, _PHONE if "Mobile" in agent or "Android" in agent else _DESK)


def for_counter(store_id: str) -> list[Way]:
    """The ways to show a code at the counter."""
    return _ways(store_id, _COUNTER)


def beside(attempt: PaymentAttempt, ways: list[Way]) -> list[Way]:
    """The other channels to be offered where an attempt's own is down, or has refused."""
    is_stuck = attempt.status is AttemptStatus.ASKED and bool(attempt.why)
    if not is_stuck and attempt.status is not AttemptStatus.REFUSED:
        return []
    return [way for way in ways if way.channel is not attempt.channel and not way.trouble]


def _ways(store_id: str, known: Mapping[Channel, tuple[Method, ...]]) -> list[Way]:
    found = []
    for account in channels.list_on(store_id):
        offered = channels.methods_of(store_id, account.channel)
        method = next((m for m in known.get(account.channel, ()) if m in offered), None)
        if method is not None:
            trouble = attempts.trouble_of(store_id, account.channel)
            found.append(Way(account.channel, method, trouble))
    return sorted(found, key=lambda way: bool(way.trouble))
