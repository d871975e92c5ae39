"""The papers of stock: purchases, receipts and returns, stocktakes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice
from app.inventory.models import Ingredient, StockPlace, Supplier


class PurchaseStatus(StrEnum):
    """Where a purchase stands."""

    OPEN = "open"
    PARTLY = "partly"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class TakeStatus(StrEnum):
    """Where a stocktake stands. While it is counting nobody sees what should be there."""

    COUNTING = "counting"
    COUNTED = "counted"
    CLOSED = "closed"
    DROPPED = "dropped"


# What is being counted or looked at stays as it is until the differences are booked.
RUNNING = (TakeStatus.COUNTING, TakeStatus.COUNTED)


class Purchase(Base):
    """An order to a supplier; it is received once or in parts."""

    __tablename__ = "purchase"
    __table_args__ = (Index(None, "store_id", "status"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    number: Mapped[int]
    supplier_id: Mapped[str | None] = mapped_column(ForeignKey("supplier.id"))
    status: Mapped[PurchaseStatus] = mapped_column(
        choice(PurchaseStatus, is_growing=True), default=PurchaseStatus.OPEN
    )
    note: Mapped[str] = mapped_column(String(200), default="")
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    expected_on: Mapped[date | None] = mapped_column(Date)

    lines: Mapped[list["PurchaseLine"]] = relationship(
        order_by="PurchaseLine.position", cascade="all, delete-orphan"
    )
    supplier: Mapped[Supplier | None] = relationship()


class PurchaseLine(Base):
    """What is wanted of one ingredient, in a unit as it was then, and what came so far."""

    __tablename__ = "purchase_line"
    __table_args__ = (CheckConstraint("wanted > 0", name="wanted_positive"),)

    purchase_id: Mapped[str] = mapped_column(ForeignKey("purchase.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ingredient_id: Mapped[str] = mapped_column(ForeignKey("ingredient.id"))
    unit_name: Mapped[str] = mapped_column(String(40))
    unit_size: Mapped[int] = mapped_column(BigInteger)
    wanted: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)

    ingredient: Mapped[Ingredient] = relationship()


class Receipt(Base):
    """Goods that came to a place, or (`is_return`) went back to the supplier from there.

    Without a `place_id` it is the main place.
    """

    __tablename__ = "stock_receipt"
    __table_args__ = (Index(None, "store_id", "at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    is_return: Mapped[bool] = mapped_column(default=False)
    purchase_id: Mapped[str | None] = mapped_column(ForeignKey("purchase.id"))
    supplier_id: Mapped[str | None] = mapped_column(ForeignKey("supplier.id"))
    place_id: Mapped[str | None] = mapped_column(ForeignKey("stock_place.id"))
    note: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))

    lines: Mapped[list["ReceiptLine"]] = relationship(
        order_by="ReceiptLine.position", cascade="all, delete-orphan"
    )
    place: Mapped[StockPlace | None] = relationship()


class ReceiptLine(Base):
    """One ingredient of a receipt: how much, for how much, good until when. A batch of its own."""

    __tablename__ = "stock_receipt_line"
    __table_args__ = (Index(None, "ingredient_id", "expires_on"),)

    receipt_id: Mapped[str] = mapped_column(ForeignKey("stock_receipt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ingredient_id: Mapped[str] = mapped_column(ForeignKey("ingredient.id"))
    quantity: Mapped[int] = mapped_column(BigInteger)
    total_fen: Mapped[int]
    batch: Mapped[str] = mapped_column(String(40), default="")
    expires_on: Mapped[date | None] = mapped_column(Date)


class Stocktake(Base):
    """A count 盘点 of some or all ingredients; while it runs nothing else moves them but sales.

    It is of one place, or (None) of all places together.
    """

    __tablename__ = "stocktake"
    __table_args__ = (Index(None, "store_id", "status"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    status: Mapped[TakeStatus] = mapped_column(
        choice(TakeStatus, is_growing=True), default=TakeStatus.COUNTING
    )
    category: Mapped[str] = mapped_column(String(40), default="")
    place_id: Mapped[str | None] = mapped_column(ForeignKey("stock_place.id"))
    started_by: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime]
    closed_by: Mapped[str] = mapped_column(String(80), default="")
    closed_at: Mapped[datetime | None]

    lines: Mapped[list["StocktakeLine"]] = relationship(cascade="all, delete-orphan")
    place: Mapped[StockPlace | None] = relationship()


class StocktakeLine(Base):
    """One ingredient of a count: `expected` is what the ledger said when it was counted."""

    __tablename__ = "stocktake_line"

    stocktake_id: Mapped[str] = mapped_column(ForeignKey("stocktake.id"), primary_key=True)
    ingredient_id: Mapped[str] = mapped_column(ForeignKey("ingredient.id"), primary_key=True)
    expected: Mapped[int | None] = mapped_column(BigInteger)
    counted: Mapped[int | None] = mapped_column(BigInteger)
    value: Mapped[int | None] = mapped_column(BigInteger)
    counted_by: Mapped[str] = mapped_column(String(80), default="")
    counted_at: Mapped[datetime | None]

    ingredient: Mapped[Ingredient] = relationship()
