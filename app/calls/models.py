"""Service calls."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class CallKind(StrEnum):
    """What a party wants."""

    WAITER = "waiter"
    BILL = "bill"
    CHASE = "chase"


class ServiceCall(Base):
    """A call of a party. `at` is when it first called, `last_at` when it last repeated that."""

    __tablename__ = "service_call"
    __table_args__ = (
        Index(None, "store_id", "answered_at"),
        Index(None, "session_id", "kind"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    session_id: Mapped[str] = mapped_column(ForeignKey("table_session.id"))
    table_name: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[CallKind] = mapped_column(choice(CallKind, is_growing=True))
    order_id: Mapped[str | None] = mapped_column(ForeignKey("customer_order.id"))
    note: Mapped[str] = mapped_column(String(60), default="")
    times: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    last_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(60))
