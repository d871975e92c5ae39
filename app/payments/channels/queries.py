"""Reading a store's channels and making providers of their keys."""

import json
import logging
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.core import sealing
from app.core.db import db
from app.payments.attempts import training
from app.payments.models import ONLINE, Channel, ChannelAccount
from app.payments.providers.alipay import Alipay, AlipayKeys
from app.payments.providers.alipay_client import REAL
from app.payments.providers.base import Method, Provider, WrongKeys
from app.payments.providers.wechat import LIVE, WeChatPay
from app.payments.providers.wechat_keys import WeChatKeys

log = logging.getLogger(__name__)

PURPOSE = "payment channel"
# Where a shop without an address of its own lets channels send their messages: nowhere, by
# RFC 2606. What they would say is asked for instead.
_NOWHERE = "https://kaifan.invalid"
# Providers by store and channel, with the moment of the keys they were made of. A provider holds
# the channel's certificates; it is made anew when it is older than half a day.
_made: dict[tuple[str, Channel], tuple[datetime, Provider]] = {}


def find_account(store_id: str, channel: Channel) -> ChannelAccount | None:
    """The store's account with a channel, None before it was set up."""
    return db.session.get(ChannelAccount, (store_id, channel), populate_existing=True)


def find_by_hook(channel: Channel, hook: str) -> ChannelAccount | None:
    """The account whose messages arrive under `hook`."""
    query = select(ChannelAccount).where(
        ChannelAccount.hook == hook, ChannelAccount.channel == channel
    )
    return db.session.scalars(query).one_or_none()


def list_on(store_id: str) -> list[ChannelAccount]:
    """The channels by which guests may pay, in the order of `ONLINE`."""
    query = select(ChannelAccount).where(
        ChannelAccount.store_id == store_id, ChannelAccount.is_on.is_(True)
    )
    found = {account.channel: account for account in db.session.scalars(query)}
    return [found[channel] for channel in ONLINE if channel in found]


def keys_of(account: ChannelAccount) -> dict[str, Any]:
    """The keys of an account. Raises Unsealable when the secret key is another one."""
    if not account.sealed:
        return {}
    opened: dict[str, Any] = json.loads(sealing.unseal(PURPOSE, account.sealed))
    return opened


def find_provider(store_id: str, channel: Channel) -> Provider | None:
    """The provider of a channel, None where keys are missing or cannot be used.

    A channel that was turned off still has one: what began before has to come to its end.
    """
    if channel is Channel.SANDBOX:
        return training.Training(store_id)
    account = find_account(store_id, channel)
    if account is None or not account.sealed:
        return None
    held = _made.get((store_id, channel))
    if held is not None and held[0] == account.changed_at:
        return held[1]
    try:
        provider = make_provider(channel, keys_of(account))
    except (WrongKeys, sealing.Unsealable, ValueError) as error:
        log.warning("the keys of %s cannot be used: %s", channel.value, type(error).__name__)
        return None
    _made[store_id, channel] = (account.changed_at, provider)
    return provider


def make_provider(channel: Channel, keys: dict[str, Any]) -> WeChatPay | Alipay:
    """A provider of keys as they are kept. Raises WrongKeys."""
    gateway, _is_real = gateway_of(channel)
    if channel is Channel.WECHAT:
        return WeChatPay(WeChatKeys.model_validate(keys), gateway)
    folder = current_app.config["KAIFAN"].data_dir
    return Alipay(AlipayKeys.model_validate(keys), gateway, folder)


def forget_provider(store_id: str, channel: Channel) -> None:
    """Make the provider anew when it is next needed."""
    _made.pop((store_id, channel), None)


def gateway_of(channel: Channel) -> tuple[str, bool]:
    """Where a channel is asked, and whether that is the real one."""
    config = current_app.config["KAIFAN"]
    other, home = (
        (config.wechat_pay_url, LIVE) if channel is Channel.WECHAT else (config.alipay_url, REAL)
    )
    return other or home, not other


def hears_messages() -> bool:
    """Whether the shop has a public address at all, to which messages can be sent."""
    return bool(current_app.config["KAIFAN"].public_url.startswith("https://"))


def notify_url(account: ChannelAccount | None) -> str:
    """Where the channel sends its messages."""
    if account is None:
        return ""
    base = current_app.config["KAIFAN"].public_url if hears_messages() else _NOWHERE
    return f"{base}/hooks/pay/{account.channel.value}/{account.hook}"


def methods_of(store_id: str, channel: Channel) -> frozenset[Method]:
    """How payers can be brought to a channel of the store."""
    provider = find_provider(store_id, channel)
    return provider.methods if provider else frozenset()
