"""Attempts to pay, and the trades of the training channel."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice
from app.payments.models import Channel
from app.payments.providers.base import Method


class AttemptStatus(StrEnum):
    """Where an attempt stands."""

    ASKED = "asked"
    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"
    REFUSED = "refused"
    DISPUTED = "disputed"


LIVE = (AttemptStatus.ASKED, AttemptStatus.OPEN)


class PaymentAttempt(Base):
    """One attempt; its `id` is the number under which the channel knows it.

    `bill` is the table session, or the order where there is none. `payer` tells the phones and
    people who pay apart: each has one live attempt on a bill. `key` is the client's. `ask_at` is
    when the channel is asked next, `asks` how often it was. `is_closing`: nobody waits for it any
    more. `shows` is what brings the payer to the channel. `after_id` is the attempt with another
    channel that this one takes the place of.
    """

    __tablename__ = "payment_attempt"
    __table_args__ = (
        UniqueConstraint("store_id", "key"),
        Index(None, "store_id", "bill", "status"),
        Index(None, "status", "ask_at"),
        Index(None, "store_id", "created_at"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    key: Mapped[str] = mapped_column(String(255))
    bill: Mapped[str] = mapped_column(String(26))
    table_session_id: Mapped[str | None] = mapped_column(ForeignKey("table_session.id"))
    order_ids: Mapped[list[str]] = mapped_column(JSON)
    channel: Mapped[Channel] = mapped_column(choice(Channel, is_growing=True))
    method: Mapped[Method] = mapped_column(choice(Method, is_growing=True))
    status: Mapped[AttemptStatus] = mapped_column(choice(AttemptStatus))
    amount_fen: Mapped[int]
    payer: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ask_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    asks: Mapped[int] = mapped_column(default=0)
    is_closing: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    payment_id: Mapped[str | None] = mapped_column(ForeignKey("payment.id"))
    ref: Mapped[str] = mapped_column(String(64), default="")
    shows: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    why: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str] = mapped_column(String(200), default="")
    after_id: Mapped[str | None] = mapped_column(String(26))

    @property
    def is_trial(self) -> bool:
        """Whether it only tries the channel: it pays for nothing, and goes back by itself."""
        return not self.order_ids

    @property
    def is_out(self) -> bool:
        """Whether the payer has anything by which money can come: a code, a link, a scan."""
        return bool(self.shows) or self.method is Method.CODE

    @property
    def is_live(self) -> bool:
        """Whether money may still come by it as far as anybody knows."""
        return self.status in LIVE


class SandboxTrade(Base):
    """A trade of the training channel: no money moves."""

    __tablename__ = "sandbox_trade"

    number: Mapped[str] = mapped_column(String(26), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    amount_fen: Mapped[int]
    phase: Mapped[str] = mapped_column(String(12))
    paid_at: Mapped[datetime | None]
    refunds: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
