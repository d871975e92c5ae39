"""Opaque public identifiers and secrets."""

import os
import secrets
import time
from functools import lru_cache

# Crockford's base 32 in lower case: no i, l, o, u, so that an id can be read out over a kitchen.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# Two digits at a time: an order takes a dozen ids.
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_TIME_BITS, _RANDOM_BITS, _PAIR_BITS = 50, 80, 10


def new_id() -> str:
    """A new 26-character id: 48 bits of milliseconds, then 80 random bits.

    The time in front keeps new rows together in the index; the rest cannot be guessed.
    The layout is that of a ULID (github.com/ulid/spec).
    """
    random = int.from_bytes(os.urandom(_RANDOM_BITS // 8))
    return _time_digits(time.time_ns() // 1_000_000) + _digits(random, _RANDOM_BITS)


def new_code(length: int = 8) -> str:
    """A random short code of `length` characters that people can read and type."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_secret() -> str:
    """A secret of 256 bits for tokens and keys, safe in a URL."""
    return secrets.token_urlsafe(32)


@lru_cache(maxsize=4)
def _time_digits(milliseconds: int) -> str:
    """The front of all ids of a millisecond."""
    return _digits(milliseconds, _TIME_BITS)


def _digits(number: int, bits: int) -> str:
    """`number` in digits of five bits each."""
    shifts = range(bits - _PAIR_BITS, -1, -_PAIR_BITS)
    return "".join([_PAIRS[number >> shift & len(_PAIRS) - 1] for shift in shifts])
