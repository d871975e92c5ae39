"""Setting channels up: keys are checked, sealed and tried before anybody pays by them."""

import json
from typing import Any

from app.core import audit, clock, sealing
from app.core.actors import Actor
from app.core.db import atomic, db, release
from app.core.errors import Invalid
from app.payments.channels import probing, queries
from app.payments.errors import ChannelOff
from app.payments.models import Channel, ChannelAccount
from app.payments.providers.base import WrongKeys

# What may be seen of the keys.
_SHOWN = ("mchid", "appid", "mini_appid", "serial", "public_key_id", "app_id", "seller_id")


@atomic
def save_keys(channel: Channel, given: dict[str, str], *, actor: Actor) -> ChannelAccount:
    """Keep the keys of a channel, sealed; a field left empty keeps what it had.

    Raises WrongKeys for the first that cannot be used; the channel stays as it was.
    """
    account = _account(actor.store_id, channel)
    former = queries.keys_of(account)
    keys = {name: text.strip() or former.get(name, "") for name, text in given.items()}
    provider = queries.make_provider(channel, keys)
    kept = provider.keys.model_dump()
    account.sealed = sealing.seal(queries.PURPOSE, json.dumps(kept))
    account.shown = {name: kept[name] for name in _SHOWN if kept.get(name)}
    account.changed_at = clock.now()
    account.tested_at, account.test_problem, account.measured = None, "", {}
    db.session.flush()
    queries.forget_provider(actor.store_id, channel)
    audit.log("channel.changed", actor=actor, target=("channel", channel.value), **account.shown)
    return account


@atomic
def switch(channel: Channel, *, is_on: bool, actor: Actor) -> ChannelAccount:
    """Let guests pay by a channel, or no longer. Raises ChannelOff without usable keys."""
    account = _account(actor.store_id, channel)
    if is_on and queries.find_provider(actor.store_id, channel) is None:
        raise ChannelOff
    account.is_on = is_on
    target = ("channel", channel.value)
    audit.log("channel.switched", actor=actor, target=target, is_on=is_on)
    return account


def test_connection(channel: Channel, *, actor: Actor) -> str:
    """Ask the channel something harmless; "" when keys and signatures are right both ways.

    Else the code of what is wrong. The clock is compared with the channel's, and our own address
    is called as the channel would. Called outside transactions. Raises ChannelOff without keys.
    """
    account = queries.find_account(actor.store_id, channel)
    if account is None or not account.sealed:
        raise ChannelOff
    try:
        provider: Any = queries.make_provider(channel, queries.keys_of(account))
    except (WrongKeys, sealing.Unsealable) as wrong:
        raise Invalid({"": str(wrong)}) from wrong
    address = queries.notify_url(account) if queries.hears_messages() else ""
    release()
    why = provider.test_connection()
    problem = "" if why is None else (why.code or "no_answer")
    measured: dict[str, Any] = {"clock_s": probing.clock_off_s(queries.gateway_of(channel)[0])}
    if address:
        measured["callback"] = probing.reach(address)
    _note_test(actor.store_id, channel, problem, "" if why is None else why.words, measured)
    return problem


@atomic
def _note_test(
    store_id: str, channel: Channel, problem: str, words: str, measured: dict[str, Any]
) -> None:
    account = db.session.get_one(ChannelAccount, (store_id, channel))
    account.measured = measured
    account.tested_at = clock.now()
    account.test_problem = f"{problem} {words}".strip()[:200]


def _account(store_id: str, channel: Channel) -> ChannelAccount:
    account = queries.find_account(store_id, channel)
    if account is None:
        account = ChannelAccount(store_id=store_id, channel=channel, changed_at=clock.now())
        account.shown = {}
        db.session.add(account)
        db.session.flush()
    return account
