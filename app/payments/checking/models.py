"""Looks at a channel's bills, and the differences found."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice
from app.payments.models import Channel


class DifferenceKind(StrEnum):
    """In what way the two sides differ."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    AMOUNT = "amount"
    STATE = "state"
    FEE = "fee"
    FLOW = "flow"


class BillCheck(Base):
    """A day's bill of a channel, as it was last looked at. `problem` says why it could not be.

    `strays` are our numbers on this bill that we wrote down on another day. `has_flows`: what moved
    in the account was compared as well; `is_by_hand`: somebody brought the file.
    """

    __tablename__ = "bill_check"
    __table_args__ = (UniqueConstraint("store_id", "channel", "day"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    channel: Mapped[Channel] = mapped_column(choice(Channel, is_growing=True))
    day: Mapped[date] = mapped_column(Date)
    looked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    is_done: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column(String(120), default="")
    rows: Mapped[int] = mapped_column(default=0)
    theirs_fen: Mapped[int] = mapped_column(default=0)
    ours_fen: Mapped[int] = mapped_column(default=0)
    fees_fen: Mapped[int] = mapped_column(default=0)
    strays: Mapped[list[str]] = mapped_column(JSON, default=list)
    has_flows: Mapped[bool] = mapped_column(default=False)
    is_by_hand: Mapped[bool] = mapped_column(default=False)


class BillDifference(Base):
    """One difference; `ref` is our number of the payment or refund that it is about."""

    __tablename__ = "bill_difference"
    __table_args__ = (Index(None, "check_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    check_id: Mapped[str] = mapped_column(ForeignKey("bill_check.id"))
    kind: Mapped[DifferenceKind] = mapped_column(choice(DifferenceKind, is_growing=True))
    is_refund: Mapped[bool]
    ref: Mapped[str] = mapped_column(String(64))
    ours_fen: Mapped[int]
    theirs_fen: Mapped[int]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
