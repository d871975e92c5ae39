"""Text that only this installation can read: encrypted with a key made from the secret key."""

import base64
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from app.core import clock


class Unsealable(Exception):
    """What was given was not sealed here for this purpose, or too long ago."""


def seal(purpose: str, text: str) -> str:
    """`text` encrypted and signed; worthless for any other purpose and without the secret key."""
    moment = int(clock.now().timestamp())
    return _box(purpose).encrypt_at_time(text.encode(), moment).decode("ascii")


def unseal(purpose: str, sealed: str, *, max_age: timedelta | None = None) -> str:
    """What `seal` was given. Raises Unsealable, also for what is older than `max_age`."""
    box, token = _box(purpose), sealed.encode("ascii", "replace")
    try:
        if max_age is None:
            return box.decrypt(token).decode()
        moment, ttl = int(clock.now().timestamp()), int(max_age.total_seconds())
        return box.decrypt_at_time(token, ttl, moment).decode()
    except InvalidToken as error:
        raise Unsealable from error


def _box(purpose: str) -> Fernet:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    derived = HKDF(SHA256(), length=32, salt=None, info=f"kaifan:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret)))
