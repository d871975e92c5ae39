"""Opaque public identifiers and secrets."""

import os
import secrets
import time

# Crockford's base 32 in lower case: no i, l, o, u, so that an id can be read out over a kitchen.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """A new 26-character id: 48 bits of milliseconds, then 80 random bits.

    The time in front keeps new rows together in the index; the rest cannot be guessed.
    The layout is that of a ULID (github.com/ulid/spec).
    """
    return _encode((time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10)), 26)


def new_code(length: int = 8) -> str:
    """A random short code of `length` characters that people can read and type."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_secret() -> str:
    """A secret of 256 bits for tokens and keys, safe in a URL."""
    return secrets.token_urlsafe(32)


def _encode(number: int, length: int) -> str:
    digits = [""] * length
    for place in range(length - 1, -1, -1):
        number, digit = divmod(number, 32)
        digits[place] = _ALPHABET[digit]
    return "".join(digits)
