"""Printed codes and the tokens of phones: made and checked by signature."""

import re
from functools import lru_cache

from flask import current_app

from app.core import signing
from app.core.ids import new_code
from app.tables.models import Table

_CODE = re.compile(r"([0-9a-z]{4,12})-(\d{1,6})-([a-z2-7]{12})")
_TOKEN = re.compile(r"([0-9a-z]{26})\.([0-9a-z]{10})\.([a-z2-7]{26})")
_TOKEN_SIGNATURE = 26


def code_of(table: Table) -> str:
    """The text of a table's present code: locator, version and signature."""
    version = str(table.code_version)
    return f"{table.locator}-{version}-{_sign_code(table.locator, version)}"


def read_code(code: str) -> tuple[str, int] | None:
    """The locator and the version that a code carries, None when it is not of our making."""
    match = _CODE.fullmatch(code.strip().lower())
    if match is None:
        return None
    locator, version, given = match.groups()
    if not signing.is_signed("table-code", locator, version, given=given):
        return None
    return locator, int(version)


def new_token(session_id: str) -> str:
    """A token by which one more phone takes part in the session."""
    device_id = new_code(10)
    return f"{session_id}.{device_id}.{_sign_token(session_id, device_id)}"


def read_token(token: str) -> tuple[str, str] | None:
    """The session id and the device id of a token, None when it is not of our making."""
    return _read_token(token, current_app.config["SECRET_KEY"])


@lru_cache(maxsize=4096)
def _read_token(token: str, _secret: str) -> tuple[str, str] | None:
    # A phone shows its token with each request; whether it is of our making never changes.
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    session_id, device_id, given = match.groups()
    if not signing.is_signed(
        "table-session", session_id, device_id, given=given, length=_TOKEN_SIGNATURE
    ):
        return None
    return session_id, device_id


def _sign_code(locator: str, version: str) -> str:
    return signing.signature("table-code", locator, version)


def _sign_token(session_id: str, device_id: str) -> str:
    return signing.signature("table-session", session_id, device_id, length=_TOKEN_SIGNATURE)
