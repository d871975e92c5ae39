"""Payment channels: their keys, whether they answer, and whether guests may pay by them."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext

from app.core.errors import NotFound
from app.payments.attempts import queries as attempts
from app.payments.channels import queries, service
from app.payments.errors import ChannelOff
from app.payments.models import ONLINE, Channel, ChannelAccount
from app.payments.providers.base import WrongKeys
from app.staff.rights import Right
from app.upkeep.checks_channels import examine_channel
from app.web import payment_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, typed_text
from app.web.backoffice.health import LOOKS


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a channel's keys; `is_long` ones are pasted files, secret ones never shown."""

    name: str
    label: LazyString
    hint: LazyString | str = ""
    is_long: bool = False
    is_secret: bool = False


_KEPT = lazy_gettext("Kept encrypted. Empty: as it was.")
FIELDS: dict[Channel, tuple[Field, ...]] = {
    Channel.WECHAT: (
        Field("mchid", lazy_gettext("Merchant number"), lazy_gettext("10 digits")),
        Field("appid", lazy_gettext("App id of the official account"), "wx…"),
        Field(
            "mini_appid",
            lazy_gettext("App id of the mini-program"),
            lazy_gettext("If you have one"),
        ),
        Field(
            "certificate",
            lazy_gettext("Merchant’s certificate (apiclient_cert.pem)"),
            lazy_gettext("Its serial number is read from it, and you are told before it ends."),
            is_long=True,
        ),
        Field(
            "serial",
            lazy_gettext("Serial number of the merchant certificate"),
            lazy_gettext("Only where you do not paste the certificate"),
        ),
        Field(
            "private_key",
            lazy_gettext("Merchant’s private key (apiclient_key.pem)"),
            _KEPT,
            is_long=True,
            is_secret=True,
        ),
        Field("apiv3_key", lazy_gettext("APIv3 key"), _KEPT, is_secret=True),
        Field(
            "public_key_id",
            lazy_gettext("WeChat Pay public key id"),
            lazy_gettext("PUB_KEY_ID_…; older merchants without one leave this and the next empty"),
        ),
        Field("public_key", lazy_gettext("WeChat Pay public key (pub_key.pem)"), "", is_long=True),
        Field(
            "app_secret",
            lazy_gettext("App secret of the official account"),
            lazy_gettext("For paying inside WeChat. Kept encrypted."),
            is_secret=True,
        ),
    ),
    Channel.ALIPAY: (
        Field("app_id", lazy_gettext("App id"), lazy_gettext("16 digits")),
        Field("seller_id", lazy_gettext("Seller’s account number"), "2088…"),
        Field(
            "private_key", lazy_gettext("App’s private key"), _KEPT, is_long=True, is_secret=True
        ),
        Field(
            "alipay_public_key",
            lazy_gettext("Alipay’s public key"),
            lazy_gettext("Not your app’s own; with certificates leave it empty"),
            is_long=True,
        ),
        Field(
            "app_certificate",
            lazy_gettext("App certificate (appCertPublicKey.crt)"),
            "",
            is_long=True,
        ),
        Field(
            "alipay_certificate",
            lazy_gettext("Alipay certificate (alipayCertPublicKey_RSA2.crt)"),
            "",
            is_long=True,
        ),
        Field(
            "root_certificate",
            lazy_gettext("Alipay root certificate (alipayRootCert.crt)"),
            "",
            is_long=True,
        ),
    ),
}


@bp.get("/backoffice/channels")
@staff_only(Right.MONEY)
def channels() -> ResponseReturnValue:
    """All channels and how each stands."""
    store_id = require_staff().store_id
    accounts = {channel: queries.find_account(store_id, channel) for channel in ONLINE}
    return page(
        "backoffice/payments/channels.html",
        accounts=accounts,
        words=payment_words,
    )


@bp.get("/backoffice/channels/<channel>")
@staff_only(Right.MONEY)
def channel(channel: str) -> ResponseReturnValue:
    """The set-up of a channel."""
    chosen = chosen_channel(channel)
    account = queries.find_account(require_staff().store_id, chosen)
    return _form(chosen, account, Typed(dict(account.shown) if account else {}))


@bp.post("/backoffice/channels/<channel>")
@staff_only(Right.MONEY, fresh=True)
def save_channel(channel: str) -> ResponseReturnValue:
    """Keep a channel's keys."""
    chosen = chosen_channel(channel)
    names = [field.name for field in FIELDS[chosen]]
    given = typed_text(request.form, *names)
    try:
        service.save_keys(chosen, given, actor=current_actor())
    except WrongKeys as wrong:
        account = queries.find_account(require_staff().store_id, chosen)
        typed = Typed(given, {wrong.field: payment_words.field_fault(wrong.why)})
        return _form(chosen, account, typed), 422
    flash(gettext("Saved. Now test the connection."), "success")
    return redirect(url_for(".channel", channel=chosen.value), 303)


@bp.post("/backoffice/channels/<channel>/test")
@staff_only(Right.MONEY)
def test_channel(channel: str) -> ResponseReturnValue:
    """Ask the channel something harmless."""
    chosen = chosen_channel(channel)
    problem = service.test_connection(chosen, actor=current_actor())
    if problem:
        flash(str(payment_words.why(problem)), "danger")
    else:
        flash(gettext("The channel knows the shop, and the signatures fit both ways."), "success")
    return redirect(url_for(".channel", channel=chosen.value), 303)


@bp.post("/backoffice/channels/<channel>/switch")
@staff_only(Right.MONEY)
def switch_channel(channel: str) -> ResponseReturnValue:
    """Let guests pay by a channel, or no longer."""
    try:
        chosen = Channel(channel)
    except ValueError:
        raise NotFound from None
    is_on = request.form.get("is_on") == "1"
    try:
        service.switch(chosen, is_on=is_on, actor=current_actor())
    except ChannelOff:
        flash(gettext("Fill in the keys first."), "danger")
    return redirect(url_for(".channels"), 303)


def chosen_channel(name: str) -> Channel:
    """The channel of an address, of those that have keys. Raises NotFound."""
    try:
        chosen = Channel(name)
    except ValueError:
        raise NotFound from None
    if chosen not in FIELDS:
        raise NotFound
    return chosen


def _form(chosen: Channel, account: ChannelAccount | None, typed: Typed) -> str:
    store_id = require_staff().store_id
    # Secrets are never shown again, not even to whoever typed them.
    secret = {field.name for field in FIELDS[chosen] if field.is_secret}
    typed.values = {name: text for name, text in typed.values.items() if name not in secret}
    return page(
        "backoffice/payments/channel.html",
        channel=chosen,
        account=account,
        fields=FIELDS[chosen],
        typed=typed,
        words=payment_words,
        notify_url=queries.notify_url(account),
        findings=examine_channel(store_id, chosen),
        looks=LOOKS,
        is_reached=queries.hears_messages(),
        former=attempts.find_last_trial(store_id, chosen),
    )
