"""Tickets, kitchen events and screens."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class Ticket(Base):
    """What one station makes of one order. `seq` is the event that announced it."""

    __tablename__ = "kitchen_ticket"
    __table_args__ = (
        Index(None, "store_id", "closed_at"),
        Index(None, "order_id"),
        Index(
            "ix_kitchen_ticket_unseen",
            "store_id",
            "opened_at",
            sqlite_where=text("shown_at IS NULL AND printed_at IS NULL AND closed_at IS NULL"),
            postgresql_where=text("shown_at IS NULL AND printed_at IS NULL AND closed_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    order_id: Mapped[str] = mapped_column(ForeignKey("customer_order.id"))
    station_id: Mapped[str | None] = mapped_column(ForeignKey("station.id"))
    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    opened_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    printed_at: Mapped[datetime | None]
    alarmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class EventKind(StrEnum):
    """What happened to a ticket."""

    OPENED = "ticket_opened"
    CHANGED = "ticket_changed"
    CANCELLED = "ticket_cancelled"


class KitchenEvent(Base):
    """One numbered change of a ticket; numbers have no gaps within a store."""

    __tablename__ = "kitchen_event"

    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    kind: Mapped[EventKind] = mapped_column(choice(EventKind))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("kitchen_ticket.id"))
    station_id: Mapped[str | None] = mapped_column(String(26))
    at: Mapped[datetime]


class Screen(Base):
    """A kitchen screen, as it names itself: what it has shown and when it was last heard."""

    __tablename__ = "kitchen_screen"

    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    station_id: Mapped[str | None] = mapped_column(String(26))
    shown_seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), default=0)
    seen_at: Mapped[datetime]
