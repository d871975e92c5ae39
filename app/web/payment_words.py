"""How channels, payments and refunds are called, and what the channels' codes mean."""

from flask_babel import LazyString, lazy_gettext

from app.payments.attempts.models import AttemptStatus
from app.payments.channels import words as channel_words
from app.payments.invoices.models import InvoiceStatus, TitleKind
from app.payments.models import Channel
from app.payments.refunds.models import Refund, RefundStatus

CHANNEL: dict[Channel, LazyString] = {
    Channel.CASH: lazy_gettext("Cash"),
    Channel.STATIC_CODE: lazy_gettext("Static code"),
    Channel.ON_ACCOUNT: lazy_gettext("On account"),
    Channel.COD: lazy_gettext("Cash on delivery"),
    Channel.WECHAT: lazy_gettext("WeChat Pay"),
    Channel.ALIPAY: lazy_gettext("Alipay"),
    Channel.SANDBOX: lazy_gettext("Training payment"),
}
ATTEMPT: dict[AttemptStatus, tuple[LazyString, str]] = {
    AttemptStatus.ASKED: (lazy_gettext("Asking the channel"), "warn"),
    AttemptStatus.OPEN: (lazy_gettext("Waiting for the guest"), "info"),
    AttemptStatus.PAID: (lazy_gettext("Paid"), "success"),
    AttemptStatus.CLOSED: (lazy_gettext("Closed unpaid"), ""),
    AttemptStatus.REFUSED: (lazy_gettext("Refused"), "danger"),
    AttemptStatus.DISPUTED: (lazy_gettext("Another amount came"), "danger"),
}
REFUND: dict[RefundStatus, tuple[LazyString, str]] = {
    RefundStatus.ASKED: (lazy_gettext("Being sent"), "info"),
    RefundStatus.PROCESSING: (lazy_gettext("The channel is at it"), "info"),
    RefundStatus.DONE: (lazy_gettext("Given back"), "success"),
    RefundStatus.FAILED: (lazy_gettext("Failed"), "danger"),
    RefundStatus.BY_HAND: (lazy_gettext("Given back by hand"), "success"),
}
INVOICE: dict[InvoiceStatus, tuple[LazyString, str]] = {
    InvoiceStatus.REQUESTED: (lazy_gettext("Asked for"), "warn"),
    InvoiceStatus.ISSUED: (lazy_gettext("Issued"), "success"),
    InvoiceStatus.REFUSED: (lazy_gettext("Not issued"), "danger"),
}
TITLE_KIND: dict[TitleKind, LazyString] = {
    TitleKind.PERSON: lazy_gettext("Person"),
    TitleKind.COMPANY: lazy_gettext("Company"),
}
_FIELD_FAULT: dict[str, LazyString] = {
    "missing": lazy_gettext("This is needed."),
    "not_digits": lazy_gettext("This consists of digits only."),
    "not_a_serial": lazy_gettext(
        "Copy the serial number from the certificate: 40 letters A–F and digits."
    ),
    "not_32_characters": lazy_gettext("The APIv3 key has exactly 32 characters."),
    "not_a_key_id": lazy_gettext("It begins with PUB_KEY_ID_."),
    "not_base64": lazy_gettext("This is no key: paste the whole content of the file."),
    "not_a_private_key": lazy_gettext(
        "This is no private key: paste the whole content of the file."
    ),
    "not_a_public_key": lazy_gettext("This is no public key: paste the whole content of the file."),
    "private_instead_of_public": lazy_gettext(
        "This is a private key. The channel’s public key is needed here."
    ),
    "own_public_key": lazy_gettext(
        "This is your own public key. Copy the one of Alipay, shown beside it."
    ),
    "not_a_certificate": lazy_gettext(
        "This is no certificate: paste the whole content of the .crt file."
    ),
    "other_key": lazy_gettext("This certificate belongs to another private key."),
}


why = channel_words.why
# What the shop itself wrote as the reason of a refund that nobody asked for.
_OWN_REASONS = {
    "nothing left to pay": lazy_gettext("Came too late or twice: nothing was owed"),
    "test of the channel": lazy_gettext("Test of the channel"),
}


def reason(refund: Refund) -> LazyString | str:
    """Why money went back, in the reader's language where the shop itself wrote it."""
    if refund.is_automatic:
        return _OWN_REASONS.get(refund.reason, refund.reason)
    return refund.reason


def field_fault(code: str) -> LazyString:
    """What is wrong with a field of a channel's keys."""
    return _FIELD_FAULT[code]


ENTRY: dict[str, LazyString] = {
    "payment": lazy_gettext("Payment"),
    "refund": lazy_gettext("Refund"),
    "discount": lazy_gettext("Discounts of a settled order"),
    "shift_opened": lazy_gettext("Shift opened with its float"),
    "shift_closed": lazy_gettext("Shift closed"),
    "drawer_emptied": lazy_gettext("Cash from before taken to the safe"),
    "drop": lazy_gettext("Taken to the safe"),
    "fees": lazy_gettext("Channel fees"),
    "settlement": lazy_gettext("Account settled"),
    "hand_in": lazy_gettext("Couriers hand in cash"),
    "tip": lazy_gettext("Tip"),
    "tip_back": lazy_gettext("Tip given back"),
    "pay_in": lazy_gettext("Paid into the drawer"),
    "pay_out": lazy_gettext("Paid out of the drawer"),
}
_ACCOUNT_NAME: dict[str, LazyString] = {
    "drawer": lazy_gettext("Cash drawer"),
    "safe": lazy_gettext("Safe"),
    "courier": lazy_gettext("Cash with couriers"),
    "sales": lazy_gettext("Sales"),
    "discounts": lazy_gettext("Discounts"),
    "refunds": lazy_gettext("Refunds"),
    "tips": lazy_gettext("Tips"),
    "fees": lazy_gettext("Channel fees"),
    "stored_value": lazy_gettext("Stored value"),
    "over_short": lazy_gettext("Over and short"),
    "expenses": lazy_gettext("Paid out of the drawer"),
    "other_income": lazy_gettext("Paid into the drawer"),
    "to_return": lazy_gettext("To be given back"),
}


def account(name: str) -> str:
    """An account of the books in the reader's language: "channel:wechat" -> 微信支付."""
    kind, _, rest = name.partition(":")
    if kind == "channel":
        return str(CHANNEL[Channel(rest)])
    if kind == "receivable":
        return str(lazy_gettext("Owed by %(name)s", name=rest))
    return str(_ACCOUNT_NAME.get(kind, name))


MOVEMENT: dict[str, LazyString] = {
    "hand_in": lazy_gettext("Couriers hand in cash"),
    "pay_out": lazy_gettext("Paid out of the drawer"),
    "pay_in": lazy_gettext("Paid into the drawer"),
    "drop": lazy_gettext("Taken to the safe"),
}
