"""Hashes of passwords and PINs, slow on purpose (argon2id)."""

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core import signing

_hasher = PasswordHasher()
_WHOLE_DIGEST = 52


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one behind `stored`.

    Without a stored hash the answer is no, after the same work: the time taken tells nobody
    which people exist.
    """
    try:
        _hasher.verify(stored or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with less work than today's, and should be made anew."""
    return _hasher.check_needs_rehash(stored)


def peppered(staff_id: str, pin: str) -> str:
    """A PIN mixed with the installation's key.

    A million PINs are tried in a day even against argon2: without the key, which is not in the
    database nor in its backups, a stolen hash is worth nothing.
    """
    return signing.signature("staff-pin", staff_id, pin, length=_WHOLE_DIGEST)


@functools.cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")
