"""Refunds."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice
from app.payments.models import Payment


class RefundStatus(StrEnum):
    """Where a refund stands. `FAILED` needs a person: it is on the list that rings."""

    ASKED = "asked"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"
    BY_HAND = "by_hand"


RUNNING = (RefundStatus.ASKED, RefundStatus.PROCESSING)


class Refund(Base):
    """Money to be given back; its `id` is the number under which the channel knows it.

    `lines` names the dishes it is for: [{"line_id", "name", "quantity", "amount_fen"}].
    `is_automatic`: the money came and there was nothing to pay for it. `is_cash`: it went out of
    the drawer, whatever it was paid by.
    """

    __tablename__ = "payment_refund"
    __table_args__ = (
        Index(None, "payment_id"),
        Index(None, "status", "ask_at"),
        Index(None, "store_id", "business_date"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    payment_id: Mapped[str] = mapped_column(ForeignKey("payment.id"))
    status: Mapped[RefundStatus] = mapped_column(choice(RefundStatus))
    amount_fen: Mapped[int]
    reason: Mapped[str] = mapped_column(String(100))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    is_automatic: Mapped[bool] = mapped_column(default=False)
    is_cash: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime]
    business_date: Mapped[date] = mapped_column(Date)
    ask_at: Mapped[datetime | None]
    asks: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    ref: Mapped[str] = mapped_column(String(64), default="")
    why: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str] = mapped_column(String(200), default="")

    payment: Mapped[Payment] = relationship()
