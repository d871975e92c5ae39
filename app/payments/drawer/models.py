"""Shifts, cash put into the drawer and taken out of it, and closed days."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice

_IS_OPEN = text("closed_at IS NULL")


class MovementKind(StrEnum):
    """Why cash moves that is no payment."""

    DROP = "drop"
    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    HAND_IN = "hand_in"


class Shift(Base):
    """A shift at the drawer. `opened_seq` and `closed_seq` are the entries of the books between.

    `counted_fen` is what was counted without knowing what there should be, `expected_fen` what the
    books say; `counts` are the pieces by their value in fen.
    """

    __tablename__ = "cash_shift"
    __table_args__ = (
        UniqueConstraint("store_id", "number"),
        Index(
            "uq_cash_shift_open",
            "store_id",
            unique=True,
            sqlite_where=_IS_OPEN,
        ),
        CheckConstraint("float_fen >= 0", name="float_not_negative"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    number: Mapped[int]
    business_date: Mapped[date] = mapped_column(Date)
    opened_by: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[datetime]
    opened_seq: Mapped[int]
    float_fen: Mapped[int]
    closed_by: Mapped[str] = mapped_column(String(80), default="")
    closed_at: Mapped[datetime | None]
    closed_seq: Mapped[int | None]
    expected_fen: Mapped[int | None]
    counted_fen: Mapped[int | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(String(200), default="")

    @property
    def over_fen(self) -> int:
        """What was counted beyond what the books say 长款; negative when short 短款."""
        return (self.counted_fen or 0) - (self.expected_fen or 0)


class CashMovement(Base):
    """Cash that was put into the drawer or taken out of it, with its reason."""

    __tablename__ = "cash_movement"
    __table_args__ = (
        Index(None, "shift_id"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    shift_id: Mapped[str] = mapped_column(ForeignKey("cash_shift.id"))
    kind: Mapped[MovementKind] = mapped_column(choice(MovementKind, is_growing=True))
    amount_fen: Mapped[int]
    reason: Mapped[str] = mapped_column(String(100))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class DayClose(Base):
    """A closed day 日结: the entries of the books up to `until_seq`, under a Z number without gaps.

    `figures` are the balances of that span by account, and what stood open when it was closed.
    """

    __tablename__ = "day_close"
    __table_args__ = (UniqueConstraint("store_id", "z_number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    z_number: Mapped[int]
    business_date: Mapped[date] = mapped_column(Date)
    closed_by: Mapped[str] = mapped_column(String(80))
    closed_at: Mapped[datetime]
    after_seq: Mapped[int]
    until_seq: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
