"""What the channels' codes mean."""

from flask_babel import LazyString, lazy_gettext

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


def why(code: str) -> LazyString | str:
    """What a channel's code means; one that nobody has explained is shown as it is."""
    return _WHY.get(code, code)
