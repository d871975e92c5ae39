"""Notices, and who has read them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice
from app.notices.kinds import NoticeKind, Severity


class Notice(Base):
    """One thing to know; `open_key` is set, and unique, for as long as it lasts."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "store_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind, is_growing=True))
    subject: Mapped[str] = mapped_column(String(64), default="")
    severity: Mapped[Severity] = mapped_column(choice(Severity))
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    open_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class NoticeRead(Base):
    """A person has read a notice."""

    __tablename__ = "notice_read"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    read_at: Mapped[datetime]
