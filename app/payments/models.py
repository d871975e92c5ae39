"""Payments and their allocations."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class Channel(StrEnum):
    """How money comes in."""

    CASH = "cash"
    STATIC_CODE = "static_code"


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PAID = "paid"


class Payment(Base):
    """Money taken. `tendered_fen` is what the guest handed over, `change_fen` what went back.

    `bill_part_id` is the part of a split bill that it pays.
    """

    __tablename__ = "payment"
    __table_args__ = (
        Index(None, "store_id", "business_date"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("change_fen >= 0", name="change_not_negative"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    table_session_id: Mapped[str | None] = mapped_column(ForeignKey("table_session.id"))
    bill_part_id: Mapped[str | None] = mapped_column(ForeignKey("bill_part.id"), index=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    status: Mapped[PaymentStatus] = mapped_column(choice(PaymentStatus))
    amount_fen: Mapped[int]
    tendered_fen: Mapped[int | None]
    change_fen: Mapped[int] = mapped_column(default=0)
    taken_by: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime]
    business_date: Mapped[date] = mapped_column(Date)

    allocations: Mapped[list["PaymentAllocation"]] = relationship(back_populates="payment")


class PaymentAllocation(Base):
    """The part of a payment that settles one order."""

    __tablename__ = "payment_allocation"
    __table_args__ = (Index(None, "order_id"),)

    payment_id: Mapped[str] = mapped_column(ForeignKey("payment.id"), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("customer_order.id"), primary_key=True)
    amount_fen: Mapped[int]

    payment: Mapped[Payment] = relationship(back_populates="allocations")
