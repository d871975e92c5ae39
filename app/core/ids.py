"""Opaque public identifiers and secrets."""

import base64
import os
import secrets
import time

# Crockford's base 32 in lower case: no i, l, o, u, so that an id can be read out over a kitchen.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# From the digits of RFC 4648, in which Python's own encoder writes.
_OURS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET.encode())


def new_id() -> str:
    """A new 26-character id: 48 bits of milliseconds, then 80 random bits.

    The time in front keeps new rows together in the index; the rest cannot be guessed.
    The layout is that of a ULID (github.com/ulid/spec).
    """
    return _encode((time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10)))


def new_code(length: int = 8) -> str:
    """A random short code of `length` characters that people can read and type."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_secret() -> str:
    """A secret of 256 bits for tokens and keys, safe in a URL."""
    return secrets.token_urlsafe(32)


def _encode(number: int) -> str:
    """`number` in 26 digits of five bits each: 130 bits, moved to the front of 17 bytes."""
    return base64.b32encode((number << 6).to_bytes(17, "big"))[:26].translate(_OURS).decode("ascii")
