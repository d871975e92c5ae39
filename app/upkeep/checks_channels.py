"""What a payment channel still needs, piece by piece, with what to do about it."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext

from app.core import clock, sealing
from app.payments.channels import queries
from app.payments.channels.probing import (
    CERTIFICATE,
    NO_ANSWER,
    NO_CONNECTION,
    NO_NAME,
    OTHER_SERVER,
)
from app.payments.channels.words import why
from app.payments.models import Channel, ChannelAccount
from app.stores import queries as stores
from app.upkeep.findings import Finding, Level

# A channel refuses what is signed more than five minutes apart.
_CLOCK_WARN_S, _CLOCK_BAD_S = 60, 240
_SOON = timedelta(days=30)


def examine_channel(store_id: str, channel: Channel) -> list[Finding]:
    """Each piece that the channel needs, in the order in which it is set up."""
    account = queries.find_account(store_id, channel)
    try:
        kept = queries.keys_of(account) if account else {}
    except (sealing.Unsealable, ValueError):
        words = gettext("They were sealed with another key file, and cannot be read.")
        ask = gettext("Type all keys in anew: the key file is in no backup.")
        return [Finding("channel_keys", Level.BAD, words, ask)]
    found = _of_wechat(kept) if channel is Channel.WECHAT else _of_alipay(kept)
    if account is not None and kept:
        found += [_dates(account), _answer(account), _clock(account), _messages(account)]
    address, is_real = queries.gateway_of(channel)
    if not is_real:
        words = gettext("Not the real one, but %(address)s: no money moves.", address=address)
        ask = gettext("Take the channel’s address out of config.toml before you open.")
        found.append(Finding("channel_system", Level.WARN, words, ask))
    return found


def check_channels(store_id: str) -> Finding:
    """Whether every channel that guests can pay by answered its last test, in one sentence."""
    on = [each for each in queries.list_on(store_id) if each.channel is not Channel.SANDBOX]
    bad = [each for each in on if _answer(each).level is Level.BAD]
    ending = [each for each in on if _dates(each).level is not Level.OK and _ends_soon(each)]
    ask = gettext("Open Money, Payment channels: each piece is explained there.")
    if bad or ending:
        words = gettext("One of them does not answer, or its certificate ends soon.")
        return Finding("channels", Level.BAD if bad else Level.WARN, words, ask)
    if any(each.tested_at is None for each in on):
        words = gettext("One of them was never tested.")
        return Finding("channels", Level.WARN, words, ask)
    if not on:
        words = gettext("There is none: money is taken at the counter.")
        return Finding("channels", Level.OK, words)
    return Finding("channels", Level.OK, gettext("All answered their last test."))


def _of_wechat(kept: dict[str, Any]) -> list[Finding]:
    return [
        _held(
            "channel_merchant",
            kept.get("mchid"),
            gettext("pay.weixin.qq.com, Account centre, Merchant information: ten digits."),
        ),
        _wechat_app(kept),
        _own_keys(
            kept,
            ("private_key", "apiv3_key"),
            gettext(
                "pay.weixin.qq.com, Account centre, API security: apply for the certificate, keep "
                "apiclient_key.pem, and set an APIv3 key of 32 characters."
            ),
        ),
        _wechat_theirs(kept),
    ]


def _wechat_app(kept: dict[str, Any]) -> Finding:
    if not kept.get("appid") and not kept.get("mini_appid"):
        ask = gettext("mp.weixin.qq.com, Settings: it begins with wx. Bind it to the merchant.")
        return Finding("channel_app", Level.BAD, gettext("Missing."), ask)
    if not kept.get("app_secret"):
        words = gettext("Without the app secret, guests inside WeChat cannot pay on their phone.")
        ask = gettext(
            "mp.weixin.qq.com, Basic configuration: copy the app secret, and name this shop’s "
            "address under “Web page authorisation”."
        )
        return Finding("channel_app", Level.WARN, words, ask)
    return Finding("channel_app", Level.OK, str(kept.get("appid") or kept["mini_appid"]))


def _wechat_theirs(kept: dict[str, Any]) -> Finding:
    if kept.get("public_key"):
        return Finding("channel_theirs", Level.OK, str(kept.get("public_key_id")))
    if kept:
        words = gettext("By platform certificates, which WeChat sends by itself.")
        return Finding("channel_theirs", Level.OK, words)
    ask = gettext("API security, WeChat Pay public key: copy its id, and download pub_key.pem.")
    return Finding("channel_theirs", Level.BAD, gettext("Missing."), ask)


def _of_alipay(kept: dict[str, Any]) -> list[Finding]:
    ask = gettext("open.alipay.com, Development settings: copy Alipay’s key, not your own.")
    theirs = kept.get("alipay_certificate") or kept.get("alipay_public_key")
    words = gettext("By certificates.") if kept.get("alipay_certificate") else gettext("By key.")
    return [
        _held(
            "channel_app",
            kept.get("app_id"),
            gettext("open.alipay.com, Console: the number of your web app, 16 digits."),
        ),
        _held(
            "channel_merchant",
            kept.get("seller_id"),
            gettext("b.alipay.com, Account: 2088… With it, messages for others are told apart."),
            is_needed=not kept,
        ),
        _own_keys(
            kept,
            ("private_key",),
            gettext("Make a key pair with Alipay’s tool, and give Alipay the public half."),
        ),
        Finding("channel_theirs", Level.OK, words)
        if theirs
        else Finding("channel_theirs", Level.BAD, gettext("Missing."), ask),
    ]


def _held(key: str, value: Any, ask: str, *, is_needed: bool = True) -> Finding:
    if value:
        return Finding(key, Level.OK, str(value))
    return Finding(key, Level.BAD if is_needed else Level.WARN, gettext("Missing."), ask)


def _own_keys(kept: dict[str, Any], names: tuple[str, ...], ask: str) -> Finding:
    if all(kept.get(name) for name in names):
        return Finding("channel_keys", Level.OK, gettext("Readable, and kept encrypted."))
    return Finding("channel_keys", Level.BAD, gettext("Missing."), ask)


def _dates(account: ChannelAccount) -> Finding:
    ends = _ends(account)
    ask = gettext("Apply for a new one at the channel, and paste it below before that day.")
    if not ends and account.channel is Channel.WECHAT:
        words = gettext("Not known: the merchant’s certificate is not here.")
        ask = gettext("Paste apiclient_cert.pem below, to be told before it ends.")
        return Finding("channel_dates", Level.WARN, words, ask)
    if not ends:
        return Finding("channel_dates", Level.OK, gettext("Keys do not end."))
    first = min(ends)
    day = stores.get_facts(account.store_id).local(first).strftime("%Y-%m-%d")
    if first <= clock.now():
        words = gettext("One ended on %(day)s.", day=day)
        return Finding("channel_dates", Level.BAD, words, ask)
    words = gettext("Valid until %(day)s.", day=day)
    if _ends_soon(account):
        return Finding("channel_dates", Level.WARN, words, ask)
    return Finding("channel_dates", Level.OK, words)


def _ends(account: ChannelAccount) -> list[datetime]:
    provider: Any = queries.find_provider(account.store_id, account.channel)
    return [end for _name, end in provider.certificates()] if provider is not None else []


def _ends_soon(account: ChannelAccount) -> bool:
    return any(end - clock.now() < _SOON for end in _ends(account))


def _answer(account: ChannelAccount) -> Finding:
    if account.tested_at is None:
        ask = gettext("Press “Test the connection”.")
        return Finding("channel_answer", Level.WARN, gettext("Not tested yet"), ask)
    when = stores.get_facts(account.store_id).local(account.tested_at).strftime("%Y-%m-%d %H:%M")
    if account.test_problem:
        meant = str(why(account.test_problem.split(" ")[0]))
        words = meant if meant in account.test_problem else f"{meant} ({account.test_problem})"
        ask = gettext("Correct that below, save, and test again.")
        return Finding("channel_answer", Level.BAD, words, ask)
    words = gettext("The channel knows the shop, and the signatures fit both ways.")
    return Finding("channel_answer", Level.OK, f"{words} {when}")


def _clock(account: ChannelAccount) -> Finding:
    off = account.measured.get("clock_s")
    if off is None:
        return Finding("channel_clock", Level.WARN, gettext("Not compared yet."))
    level = Level.OK if abs(off) < _CLOCK_WARN_S else Level.WARN
    words = gettext("%(seconds)d seconds apart from the channel’s.", seconds=abs(round(off)))
    if level is Level.OK:
        return Finding("channel_clock", level, words)
    ask = gettext("Let the computer set its clock by itself. From five minutes on all is refused.")
    return Finding("channel_clock", Level.BAD if abs(off) > _CLOCK_BAD_S else level, words, ask)


def _messages(account: ChannelAccount) -> Finding:
    later = gettext(
        "Payments are found all the same: the shop asks after 5, 10, 15, 30 seconds and so on."
    )
    problem = account.measured.get("callback")
    if problem:
        return Finding("channel_messages", Level.BAD, f"{_unreached(problem)} {later}", _mend())
    if account.heard_at is not None:
        when = stores.get_facts(account.store_id).local(account.heard_at)
        words = gettext("They arrive; the last one %(when)s.", when=f"{when:%Y-%m-%d %H:%M}")
        return Finding("channel_messages", Level.OK, words)
    if not queries.hears_messages():
        words = gettext("The shop has no public HTTPS address.")
        ask = gettext("Set KAIFAN_PUBLIC_URL in config.toml once there is one; it is not needed.")
        return Finding("channel_messages", Level.WARN, f"{words} {later}", ask)
    if problem is None:
        ask = gettext("Press “Test the connection”.")
        return Finding("channel_messages", Level.WARN, gettext("Not tried yet."), ask)
    words = gettext("Our address can be reached; none has come yet.")
    return Finding("channel_messages", Level.OK, words)


def _unreached(problem: str) -> str:
    meant: dict[str, str] = {
        NO_NAME: gettext("Nobody knows the name of our public address."),
        NO_CONNECTION: gettext("Nobody listens at our public address."),
        NO_ANSWER: gettext("Our public address does not answer."),
        CERTIFICATE: gettext("The certificate of our public address is not trusted."),
        OTHER_SERVER: gettext("Somebody else answers at our public address."),
    }
    return meant.get(problem, problem)


def _mend() -> str:
    words = gettext("Look at the name, the proxy in front and its certificate; then test again.")
    return str(words)
