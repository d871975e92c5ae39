"""The append-only record of who changed what: money, stock, rights, states."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.actors import Actor
from app.core.db import Base, db, insert_rows


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


def list_entries(store_id: str, targets: list[tuple[str, str]]) -> list[AuditEntry]:
    """What was done to any of `targets`, each (kind, id), oldest first."""
    target = tuple_(AuditEntry.target_kind, AuditEntry.target_id)
    query = select(AuditEntry).where(AuditEntry.store_id == store_id, target.in_(targets))
    return list(db.session.scalars(query.order_by(AuditEntry.id)))
