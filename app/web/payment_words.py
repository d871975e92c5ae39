"""How channels, payments and refunds are called, and what the channels' codes mean."""

from flask_babel import LazyString, lazy_gettext

from app.payments.attempts.models import AttemptStatus
from app.payments.invoices.models import InvoiceStatus, TitleKind
from app.payments.models import Channel
from app.payments.refunds.models import RefundStatus

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
_NO_MONEY = lazy_gettext("There is not enough money on the guest’s account.")
_CODE_OLD = lazy_gettext("The pay code is too old. Ask the guest to open it anew, then scan again.")
_KEYS = lazy_gettext("The keys do not fit. Look at the set-up of the channel.")
_NOBODY = lazy_gettext("The channel does not answer. It is asked again by itself.")
_BALANCE = lazy_gettext("There is not enough money on the shop’s own account with the channel.")
_ACCOUNT = lazy_gettext("The guest’s account cannot take the money back.")
_WHY: dict[str, LazyString] = {
    "NOT_ENOUGH": _NO_MONEY,
    "ACQ.BUYER_BALANCE_NOT_ENOUGH": _NO_MONEY,
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH": _NO_MONEY,
    "AUTH_CODE_EXPIRED": _CODE_OLD,
    "AUTHCODEEXPIRE": _CODE_OLD,
    "AUTH_CODE_INVALID": _CODE_OLD,
    "ACQ.PAYMENT_AUTH_CODE_INVALID": _CODE_OLD,
    "SIGN_ERROR": _KEYS,
    "NO_AUTH": lazy_gettext("The channel has not granted this way of paying to the shop."),
    "APPID_MCHID_NOT_MATCH": lazy_gettext("App id and merchant number are not bound together."),
    "MCH_NOT_EXISTS": lazy_gettext("The channel does not know this merchant number."),
    "isv.invalid-signature": _KEYS,
    "isv.invalid-app-id": lazy_gettext("The channel does not know this app id."),
    "isv.insufficient-isv-permissions": lazy_gettext(
        "The channel has not granted this way of paying to the shop."
    ),
    "ABNORMAL": _ACCOUNT,
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": _BALANCE,
    "ConnectionError": _NOBODY,
    "ConnectTimeout": _NOBODY,
    "ReadTimeout": _NOBODY,
    "URLError": _NOBODY,
    "TimeoutError": _NOBODY,
    "RemoteDisconnected": _NOBODY,
    "no_answer": _NOBODY,
    "amount": lazy_gettext("The channel has taken another amount than was wanted."),
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


def why(code: str) -> LazyString | str:
    """What a channel's code means; one that nobody has explained is shown as it is."""
    return _WHY.get(code, code)


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
    "pay_out": lazy_gettext("Paid out of the drawer"),
    "pay_in": lazy_gettext("Paid into the drawer"),
    "drop": lazy_gettext("Taken to the safe"),
}
