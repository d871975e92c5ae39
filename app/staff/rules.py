"""What makes a user name, a password and a PIN good enough."""

import re
from collections.abc import Iterable

from flask_babel import LazyString, lazy_gettext

MIN_PASSWORD_LENGTH = 8
MAX_PASSWORD_LENGTH = 128
PIN_LENGTH = 6
NAME_LENGTH = 40


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
# The words that guessing programs try first, alone or with figures before and behind.
_COMMON_WORDS = _words(
    "password passwort passwd pass admin administrator root welcome letmein login owner manager"
    " restaurant kitchen waiter cashier kaifan iloveyou woaini nihao zhangsan test guest user"
    " qwer asdf zxcv abc abcd aa hello secret changeme default master shop store"
)
# Runs along the keyboard and the alphabet; a password cut from one is no secret.
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)
_COMMON_NUMBERS = _words(
    "11223344 88888888 66668888 12344321 14725836 15935728 52013140 13145200 20202020 19900101"
    " 20000101 147258369 159357258 5201314520"
)
_COMMON_PINS = _words(
    "112233 147258 159357 258369 521131 520131 131420 110120 001122 223344 778899 102030"
)


def username_problem(username: str) -> LazyString | None:
    """What is wrong with a user name in lower case, None when nothing is."""
    if _USERNAME.fullmatch(username):
        return None
    return lazy_gettext("2 to 40 small letters, digits, dots or hyphens, no spaces.")


def password_problem(password: str, names: Iterable[str] = ()) -> LazyString | None:
    """Why a password will not do, None when it will; `names` are the person's own."""
    if len(password) < MIN_PASSWORD_LENGTH:
        return lazy_gettext("Take at least %(count)d characters.", count=MIN_PASSWORD_LENGTH)
    if len(password) > MAX_PASSWORD_LENGTH:
        return lazy_gettext("Take at most %(count)d characters.", count=MAX_PASSWORD_LENGTH)
    lowered = password.lower()
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lowered)
    word = re.sub(r"[^a-z]+", "", stem.replace("0", "o").replace("@", "a").replace("$", "s"))
    plain_word = re.sub(r"[^a-z]+", "", lowered)
    is_common = (
        _repeats(lowered, 4)
        or any(lowered in run for run in _RUNS)
        or lowered in _COMMON_NUMBERS
        or bool({word, plain_word} & _COMMON_WORDS)
    )
    if is_common:
        return lazy_gettext("This password is among the first that anybody would try.")
    if any(name and lowered.strip("0123456789._-") == name.lower() for name in names):
        return lazy_gettext("The password must not be the name.")
    return None


def pin_problem(pin: str) -> LazyString | None:
    """Why a PIN will not do, None when it will."""
    if not (len(pin) == PIN_LENGTH and pin.isascii() and pin.isdigit()):
        return lazy_gettext("A PIN has %(count)d digits.", count=PIN_LENGTH)
    if _repeats(pin, 3) or any(pin in run for run in _RUNS[:2]) or pin in _COMMON_PINS:
        return lazy_gettext("This PIN is among the first that anybody would try.")
    return None


def _repeats(text: str, longest: int) -> bool:
    """Whether `text` is one piece of at most `longest` characters, over and over."""
    return any(text == (text[:n] * len(text))[: len(text)] for n in range(1, longest + 1))
