"""Splits of bills, their parts, and what each part owes of which order."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class SplitKind(StrEnum):
    """By what a bill was split; `JOINT` is the bill of several tables as one."""

    ITEMS = "items"
    EVEN = "even"
    AMOUNTS = "amounts"
    JOINT = "joint"


class BillSplit(Base):
    """A bill in parts. `ended_at`: every part is paid, or it was put together again."""

    __tablename__ = "bill_split"
    __table_args__ = (Index(None, "store_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    kind: Mapped[SplitKind] = mapped_column(choice(SplitKind, is_growing=True))
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    parts: Mapped[list["BillPart"]] = relationship(
        back_populates="split", order_by="BillPart.position"
    )

    @property
    def standing(self) -> list["BillPart"]:
        """The parts that were not put together with others."""
        return [part for part in self.parts if part.dissolved_at is None]


class BillPart(Base):
    """A part of a bill, with a pre-bill, payments and a receipt of its own.

    `portions` are the dishes of a part by dishes: {"line_id", "quantity", "amount_fen"}. One that
    was put together with others is `dissolved_at`. `printed` counts its pre-bills.
    """

    __tablename__ = "bill_part"
    __table_args__ = (
        Index(None, "split_id", "position"),
        CheckConstraint("paid_fen >= 0 AND paid_fen <= amount_fen", name="paid_within_amount"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    split_id: Mapped[str] = mapped_column(ForeignKey("bill_split.id"))
    position: Mapped[int]
    amount_fen: Mapped[int]
    paid_fen: Mapped[int] = mapped_column(default=0)
    portions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    printed: Mapped[int] = mapped_column(default=0)
    dissolved_at: Mapped[datetime | None]

    split: Mapped[BillSplit] = relationship(back_populates="parts")
    shares: Mapped[list["BillShare"]] = relationship(
        back_populates="part", order_by="BillShare.position"
    )

    @property
    def open_fen(self) -> int:
        """What of the part is still to be paid."""
        return 0 if self.dissolved_at is not None else self.amount_fen - self.paid_fen


class BillShare(Base):
    """What a part of a bill takes over of one order."""

    __tablename__ = "bill_share"
    __table_args__ = (
        Index(None, "order_id"),
        CheckConstraint("paid_fen >= 0 AND paid_fen <= amount_fen", name="paid_within_amount"),
    )

    part_id: Mapped[str] = mapped_column(ForeignKey("bill_part.id"), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("customer_order.id"), primary_key=True)
    position: Mapped[int]
    amount_fen: Mapped[int]
    paid_fen: Mapped[int] = mapped_column(default=0)

    part: Mapped[BillPart] = relationship(back_populates="shares")
