"""Text that only this installation can read: encrypted with a key made from the secret key."""

import base64
import importlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import Dialect, Text, TypeDecorator

from app.core import clock

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


log = logging.getLogger(__name__)


class Unsealable(Exception):
    """What was given was not sealed here for this purpose, or too long ago."""


class SealedText(TypeDecorator[str]):
    """A column whose text stands sealed in the database, and so in every backup; "" stays "".

    Without the secret key that it was sealed with it reads as "": it has to be typed in anew.
    """

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        """Seal for `purpose`."""
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Seal."""
        return seal(self.purpose, value) if value else value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        """Open."""
        try:
            return unseal(self.purpose, value) if value else value
        except Unsealable:
            log.warning("a %s was sealed with another secret key", self.purpose)
            return ""


def seal(purpose: str, text: str) -> str:
    """`text` encrypted and signed; worthless for any other purpose and without the secret key."""
    moment = int(clock.now().timestamp())
    return _box(purpose).encrypt_at_time(text.encode(), moment).decode("ascii")


def unseal(purpose: str, sealed: str, *, max_age: timedelta | None = None) -> str:
    """What `seal` was given. Raises Unsealable, also for what is older than `max_age`."""
    box, token = _box(purpose), sealed.encode("ascii", "replace")
    invalid = importlib.import_module("cryptography.fernet").InvalidToken
    try:
        if max_age is None:
            return box.decrypt(token).decode()
        moment, ttl = int(clock.now().timestamp()), int(max_age.total_seconds())
        return box.decrypt_at_time(token, ttl, moment).decode()
    except invalid as error:
        raise Unsealable from error


def _box(purpose: str) -> "Fernet":
    # The library takes memory and time that a shop without two-step logins never needs to spend.
    fernet = importlib.import_module("cryptography.fernet")
    primitives = "cryptography.hazmat.primitives"
    sha256 = importlib.import_module(f"{primitives}.hashes").SHA256
    hkdf = importlib.import_module(f"{primitives}.kdf.hkdf").HKDF
    secret = str(current_app.config["SECRET_KEY"]).encode()
    derived = hkdf(sha256(), length=32, salt=None, info=f"kaifan:{purpose}".encode())
    box: Fernet = fernet.Fernet(base64.urlsafe_b64encode(derived.derive(secret)))
    return box
