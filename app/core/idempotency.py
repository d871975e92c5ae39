"""One client key, one effect: the answer to a command is kept with its rows and given again.

The behaviour follows draft-ietf-httpapi-idempotency-key-header; keys never expire.
"""

import hashlib
import json
import re
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import JSON, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, execute, insert_rows
from app.core.errors import BadRequest, Invalid

_KEY = re.compile(r"[A-Za-z0-9_.:\-]{1,255}")


class KeyMissing(BadRequest):
    """The header is absent or not a key."""

    code = "idempotency_key_missing"
    message = lazy_gettext("The header Idempotency-Key (1–255 letters, digits, - _ . :) is needed.")


class KeyReused(Invalid):
    """The key belongs to another body."""

    code = "idempotency_key_reused"
    message = lazy_gettext("This key was used for another request. Make a new one.")

    def __init__(self) -> None:
        """There is no single field to blame."""
        super().__init__({})


class IdempotentAnswer(Base):
    """The answer that a key got; written in the transaction of its effect."""

    __tablename__ = "idempotent_answer"

    store_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]


_FIND = select(IdempotentAnswer.body_hash, IdempotentAnswer.answer).where(
    IdempotentAnswer.store_id == bindparam("store"),
    IdempotentAnswer.scope == bindparam("scope_of"),
    IdempotentAnswer.key == bindparam("key_given"),
)


def checked_key(given: str | None) -> str:
    """The key of a request. Raises KeyMissing."""
    if given is None or not _KEY.fullmatch(given):
        raise KeyMissing
    return given


def body_hash(command: dict[str, Any]) -> str:
    """A hash by which two bodies are told to be the same command."""
    canonical = json.dumps(command, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def find_answer(store_id: str, scope: str, key: str, hashed: str) -> dict[str, Any] | None:
    """The answer given before, None for a new key. Raises KeyReused for another body."""
    row = execute(_FIND, {"store": store_id, "scope_of": scope, "key_given": key}).one_or_none()
    return None if row is None else same_answer(row.body_hash, row.answer, hashed)


def same_answer(kept_hash: str, kept: dict[str, Any], hashed: str) -> dict[str, Any]:
    """The answer kept for a key, when it was given to the body of `hashed`. Raises KeyReused."""
    if kept_hash != hashed:
        raise KeyReused
    return dict(kept)


def keep_answer(
    store_id: str, scope: str, key: str, hashed: str, answer: dict[str, Any]
) -> None:
    """Keep the answer in the present transaction. A second row for the key clashes."""
    insert_rows(
        IdempotentAnswer,
        {
            "store_id": store_id,
            "scope": scope,
            "key": key,
            "body_hash": hashed,
            "answer": answer,
            "created_at": clock.now(),
        },
    )
