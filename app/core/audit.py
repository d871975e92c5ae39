"""The append-only record of who changed what: money, stock, rights, states."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    String,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, metrics
from app.core.actors import Actor
from app.core.db import Base, after_commit, atomic, db, insert_rows

_lines = logging.getLogger("kaifan.audit")


class AuditEntry(Base):
    """One thing done. Triggers in the database refuse to change or delete a row."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    store_id: Mapped[str] = mapped_column(String(26))
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(64))
    target_kind: Mapped[str] = mapped_column(String(32))
    target_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        Index(None, "store_id", "id"),
        Index(None, "store_id", "target_kind", "target_id"),
    )


def log(action: str, *, actor: Actor, target: tuple[str, str], **detail: Any) -> None:
    """Write one entry in the present transaction. `target` is (kind, id), such as ("order", id)."""
    insert_rows(
        AuditEntry,
        {
            "store_id": actor.store_id,
            "at": clock.now(),
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "action": action,
            "target_kind": target[0],
            "target_id": target[1],
            "detail": detail,
        },
    )
    after_commit(lambda: _tell(action, actor, target))


def _tell(action: str, actor: Actor, target: tuple[str, str]) -> None:
    """Count what was done and write its line to the log: ids alone, what is personal stays here."""
    metrics.ACTIONS.labels(action).inc()
    if _lines.isEnabledFor(logging.INFO):
        who = {"actor": actor.id, "actor_kind": actor.kind.value, "store": actor.store_id}
        _lines.info(action, extra={"facts": {**who, target[0]: target[1]}})


def list_entries(store_id: str, targets: list[tuple[str, str]]) -> list[AuditEntry]:
    """What was done to any of `targets`, each (kind, id), oldest first."""
    target = tuple_(AuditEntry.target_kind, AuditEntry.target_id)
    query = select(AuditEntry).where(AuditEntry.store_id == store_id, target.in_(targets))
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def last_changes(store_id: str, target: tuple[str, str]) -> dict[str, AuditEntry]:
    """The latest entry that changed each field of a target (kind, id), by the field's name.

    Fields are known from details of the form {"changed": {name: [before, after]}}.
    """
    found: dict[str, AuditEntry] = {}
    for entry in list_entries(store_id, [target]):
        found.update(dict.fromkeys(entry.detail.get("changed", {}), entry))
    return found


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are asked for; an empty field asks for all.

    `target` is the kind or the id of what was changed, `since` counts in, `until` does not.
    """

    actor_id: str = ""
    action: str = ""
    target: str = ""
    since: datetime | None = None
    until: datetime | None = None


@atomic
def log_alone(action: str, *, actor: Actor, target: tuple[str, str], **detail: Any) -> None:
    """Write one entry in a transaction of its own, for what changes nothing but is remembered."""
    log(action, actor=actor, target=target, **detail)


def search_entries(
    store_id: str, wanted: AuditFilter, *, limit: int, offset: int = 0
) -> list[AuditEntry]:
    """The store's entries that fit, the latest first."""
    query = select(AuditEntry).where(*_conditions(store_id, wanted)).order_by(AuditEntry.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def count_entries(store_id: str, wanted: AuditFilter) -> int:
    """How many entries fit."""
    query = select(func.count()).select_from(AuditEntry).where(*_conditions(store_id, wanted))
    return db.session.execute(query).scalar_one()


def _conditions(store_id: str, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [AuditEntry.store_id == store_id]
    if wanted.actor_id:
        found.append(AuditEntry.actor_id == wanted.actor_id)
    if wanted.action:
        found.append(AuditEntry.action == wanted.action)
    if wanted.target:
        either = AuditEntry.target_id == wanted.target, AuditEntry.target_kind == wanted.target
        found.append(or_(*either))
    if wanted.since is not None:
        found.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        found.append(AuditEntry.at < wanted.until)
    return found
