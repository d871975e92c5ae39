"""Payments and their allocations, and the channels by which money comes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class Channel(StrEnum):
    """How money comes in."""

    CASH = "cash"
    STATIC_CODE = "static_code"
    ON_ACCOUNT = "on_account"
    COD = "cod"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    SANDBOX = "sandbox"


# The till takes these by hand: what the person at it says is what happened.
MANUAL = (Channel.CASH, Channel.STATIC_CODE, Channel.ON_ACCOUNT, Channel.COD)
# These are asked: a payment is what the channel says it is.
ONLINE = (Channel.WECHAT, Channel.ALIPAY, Channel.SANDBOX)


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PAID = "paid"


class Payment(Base):
    """Money taken. `tendered_fen` is what the guest handed over, `change_fen` what went back.

    `bill_part_id` is the part of a split bill that it pays. One of a channel has the `attempt_id`
    that brought it, and may settle less than its amount, or nothing: the rest is given back by a
    refund. `account_name` says who owes what was put on account. `refunded_fen` counts refunds
    from the moment they are asked for. `tip_fen` was left beyond the amount, and is no part of it.
    """

    __tablename__ = "payment"
    __table_args__ = (
        Index(None, "store_id", "business_date"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("change_fen >= 0", name="change_not_negative"),
        CheckConstraint(
            "refunded_fen >= 0 AND refunded_fen <= amount_fen", name="refunded_within_amount"
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    table_session_id: Mapped[str | None] = mapped_column(ForeignKey("table_session.id"))
    bill_part_id: Mapped[str | None] = mapped_column(ForeignKey("bill_part.id"), index=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel, is_growing=True))
    status: Mapped[PaymentStatus] = mapped_column(choice(PaymentStatus))
    amount_fen: Mapped[int]
    tendered_fen: Mapped[int | None]
    change_fen: Mapped[int] = mapped_column(default=0)
    refunded_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    tip_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    taken_by: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime]
    business_date: Mapped[date] = mapped_column(Date)
    attempt_id: Mapped[str | None] = mapped_column(String(26), unique=True)
    account_name: Mapped[str] = mapped_column(String(60), default="", server_default="")

    allocations: Mapped[list["PaymentAllocation"]] = relationship(back_populates="payment")


class PaymentAllocation(Base):
    """The part of a payment that settles one order."""

    __tablename__ = "payment_allocation"
    __table_args__ = (Index(None, "order_id"),)

    payment_id: Mapped[str] = mapped_column(ForeignKey("payment.id"), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("customer_order.id"), primary_key=True)
    amount_fen: Mapped[int]

    payment: Mapped[Payment] = relationship(back_populates="allocations")


class ChannelAccount(Base):
    """A store's account with an online channel. `sealed` are its keys, readable here only.

    `shown` holds what may be seen of them. Messages of the channel arrive under `hook`, which
    only says whose keys to check them with. `measured` is what the last test found beside the
    answer: "clock_s", how far the clock was off, and "callback", why messages do not get here.
    """

    __tablename__ = "channel_account"

    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel, is_growing=True), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[str] = mapped_column(Text, default="")
    shown: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    hook: Mapped[str] = mapped_column(String(26), unique=True, default=new_id)
    changed_at: Mapped[datetime]
    tested_at: Mapped[datetime | None]
    test_problem: Mapped[str] = mapped_column(String(200), default="")
    measured: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    heard_at: Mapped[datetime | None]
