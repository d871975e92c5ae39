"""Orders and their lines."""

from datetime import date, datetime, timedelta
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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class OrderType(StrEnum):
    """How the food leaves the kitchen."""

    DINE_IN = "dine_in"
    PICKUP = "pickup"


class OrderStatus(StrEnum):
    """Where an order stands; the legal steps are in `rules` and drawn in docs/ordering.md."""

    UNPAID = "unpaid"
    SCHEDULED = "scheduled"
    WAITING = "waiting"
    PLACED = "placed"
    COOKING = "cooking"
    READY = "ready"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class LineStatus(StrEnum):
    """Where one line stands. `HELD` is 等叫: the kitchen knows it and waits for the call."""

    HELD = "held"
    PLACED = "placed"
    COOKING = "cooking"
    DONE = "done"
    SERVED = "served"
    CANCELLED = "cancelled"


_HAS_PICKUP_CODE = text("pickup_code <> ''")
_IS_PAY_FIRST = text("pay_until IS NOT NULL")
# A minute or two is the job's own pace.
_LATE = timedelta(minutes=2)
_IS_DUE = text("due_at IS NOT NULL")
_WAITS = text("status = 'waiting'")


class Order(Base):
    """One submission of a basket. `number` counts within the store's business day.

    `discounts` and `fees` are what was granted and charged on the order as a whole; `adjustments`
    is what they came to in fen when the order was last billed. `due_at` is when the guest wants
    it, `kitchen_at` when it went to the kitchen, `quoted_at` the time that the guest was told.
    An order that is paid first and was not paid by `pay_until` is cancelled and `expired_at`. An
    order for a later day belongs to that day. `calls` counts how often its number was called.

    `refunded_fen` of what was paid went back without being owed again; `pending_payments` counts
    the payments under way with a channel, of which nobody knows yet how they end.

    A test order travels the whole way to the kitchen and counts nowhere: its number is negative.
    """

    __tablename__ = "customer_order"
    __table_args__ = (
        UniqueConstraint("store_id", "business_date", "number"),
        Index(None, "store_id", "placed_at"),
        Index(None, "table_session_id"),
        Index(
            "uq_customer_order_pickup_code",
            "store_id",
            "business_date",
            "pickup_code",
            unique=True,
            sqlite_where=_HAS_PICKUP_CODE,
        ),
        # Few orders are paid first or wanted later: the jobs that look for them read only those.
        Index(
            "ix_customer_order_pay_until",
            "pay_until",
            sqlite_where=_IS_PAY_FIRST,
        ),
        Index(
            "ix_customer_order_due_at",
            "store_id",
            "due_at",
            sqlite_where=_IS_DUE,
        ),
        Index(
            "ix_customer_order_waiting",
            "store_id",
            "placed_at",
            sqlite_where=_WAITS,
        ),
        CheckConstraint("total_fen >= 0", name="total_not_negative"),
        CheckConstraint("paid_fen >= 0 AND paid_fen <= total_fen", name="paid_within_total"),
        CheckConstraint(
            "refunded_fen >= 0 AND refunded_fen <= paid_fen", name="refunded_within_paid"
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    number: Mapped[int]
    business_date: Mapped[date] = mapped_column(Date)
    order_type: Mapped[OrderType] = mapped_column(choice(OrderType))
    table_id: Mapped[str | None] = mapped_column(ForeignKey("dining_table.id"))
    table_name: Mapped[str] = mapped_column(String(20), default="")
    table_session_id: Mapped[str | None] = mapped_column(ForeignKey("table_session.id"))
    round: Mapped[int] = mapped_column(default=1)
    status: Mapped[OrderStatus] = mapped_column(choice(OrderStatus))
    covers: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    subtotal_fen: Mapped[int]
    adjustments: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    total_fen: Mapped[int]
    paid_fen: Mapped[int] = mapped_column(default=0)
    refunded_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    pending_payments: Mapped[int] = mapped_column(default=0, server_default="0")
    placed_by: Mapped[str] = mapped_column(String(80), default="")
    placed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(String(200))
    discounts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    fees: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    pickup_code: Mapped[str] = mapped_column(String(12), default="")
    is_pay_first: Mapped[bool] = mapped_column(default=False)
    pay_until: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime | None]
    kitchen_at: Mapped[datetime | None]
    quoted_at: Mapped[datetime | None]
    cook_minutes: Mapped[int] = mapped_column(default=0)
    split_from_id: Mapped[str | None] = mapped_column(ForeignKey("customer_order.id"))
    is_test: Mapped[bool] = mapped_column(default=False)

    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", order_by="OrderLine.position"
    )

    @property
    def due_fen(self) -> int:
        """What is still to be paid; nothing for a cancelled order."""
        return 0 if self.status is OrderStatus.CANCELLED else self.total_fen - self.paid_fen

    @property
    def is_late_entry(self) -> bool:
        """Whether a pre-order went to the kitchen so late that it may miss its hour."""
        if self.due_at is None or self.kitchen_at is None:
            return False
        return self.kitchen_at + timedelta(minutes=self.cook_minutes) > self.due_at + _LATE


class OrderLine(Base):
    """One line of an order, with everything it needs to be shown and printed for ever.

    Money: `list_fen` is the whole line at the menu's price, `changes` and `shares` are the stages
    of `pricing.stages` after it, `total_fen` the line with its own changes, `net_fen` with its
    share of the order's discounts too. A set meal is a line of its own (`is_set`, never cooked)
    and its dishes are lines that point at it by `parent_id`, keep its name as `set_name` for the
    kitchen, and cost nothing themselves. An open
    item 临时菜 has no dish. `is_price_open` waits for a weight or a price from staff.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        Index(None, "order_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("total_fen >= 0 AND net_fen >= 0", name="money_not_negative"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    order_id: Mapped[str] = mapped_column(ForeignKey("customer_order.id"))
    position: Mapped[int]
    dish_id: Mapped[str | None] = mapped_column(ForeignKey("dish.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("order_line.id"))
    is_set: Mapped[bool] = mapped_column(default=False)
    set_name: Mapped[str] = mapped_column(String(80), default="")
    set_name_en: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(String(100), default="")
    quantity: Mapped[int]
    unit_price_fen: Mapped[int]
    list_fen: Mapped[int]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    total_fen: Mapped[int]
    shares: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    net_fen: Mapped[int]
    packing_fee_fen: Mapped[int] = mapped_column(default=0)
    is_discountable: Mapped[bool] = mapped_column(default=True)
    is_price_open: Mapped[bool] = mapped_column(default=False)
    weight_grams: Mapped[int | None]
    added_by: Mapped[str] = mapped_column(String(40), default="")
    cook_minutes: Mapped[int] = mapped_column(default=0)
    is_counted: Mapped[bool] = mapped_column(default=False)
    station_id: Mapped[str | None] = mapped_column(ForeignKey("station.id"))
    status: Mapped[LineStatus] = mapped_column(choice(LineStatus), default=LineStatus.PLACED)
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    fired_at: Mapped[datetime | None]
    rushed_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(100), default="")
    void_to: Mapped[str] = mapped_column(String(12), default="")

    order: Mapped[Order] = relationship(back_populates="lines")


class DishPace(Base):
    """How long a dish really takes: the median of its latest measured times, for one portion."""

    __tablename__ = "dish_pace"

    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), primary_key=True)
    dish_id: Mapped[str] = mapped_column(ForeignKey("dish.id"), primary_key=True)
    minutes: Mapped[int]
    samples: Mapped[int]
    measured_at: Mapped[datetime]


class KitchenSlot(Base):
    """How many cooking minutes are promised to the pre-orders of one time of collection."""

    __tablename__ = "kitchen_slot"
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes_not_negative"),)

    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    minutes: Mapped[int]
