"""Signed text with a purpose: a signature for one purpose is worthless for another."""

import base64
import hashlib
import hmac

from flask import current_app


def signature(purpose: str, *parts: str, length: int = 12) -> str:
    """`length` lower-case base-32 characters (5 bits each) of HMAC-SHA256 over the parts."""
    key = current_app.config["SECRET_KEY"].encode()
    message = "\x1f".join((purpose, *parts)).encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:length]


def is_signed(purpose: str, *parts: str, given: str, length: int = 12) -> bool:
    """Whether `given` is the signature of the parts, compared in constant time."""
    return hmac.compare_digest(signature(purpose, *parts, length=length), given)
