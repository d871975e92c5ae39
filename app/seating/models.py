"""Reservations and the numbers of the waiting list."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_code, new_id
from app.core.types import choice
from app.tables.models import Table


class BookingStatus(StrEnum):
    """What became of a reservation."""

    BOOKED = "booked"
    SEATED = "seated"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class PartyState(StrEnum):
    """Where a number of the waiting list stands. `PASSED` is 过号: called, and nobody came."""

    WAITING = "waiting"
    CALLED = "called"
    PASSED = "passed"
    SEATED = "seated"
    LEFT = "left"


class Reservation(Base):
    """A reservation for `covers` guests at `at`, who stay about `minutes`.

    `name` and `phone` are what the guests gave; `erased_at` is when both were erased.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        Index(None, "store_id", "at"),
        UniqueConstraint("store_id", "key"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    key: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime]
    minutes: Mapped[int]
    covers: Mapped[int]
    table_id: Mapped[str | None] = mapped_column(ForeignKey("dining_table.id"))
    name: Mapped[str] = mapped_column(String(30), default="")
    phone: Mapped[str] = mapped_column(String(24), default="")
    note: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[BookingStatus] = mapped_column(
        choice(BookingStatus, is_growing=True), default=BookingStatus.BOOKED
    )
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60), default="")
    ended_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    table: Mapped[Table | None] = relationship()


class QueueParty(Base):
    """A party in the waiting list: `code` is what is called, `locator` leads its phone to its page.

    `number` counts within the queue and the business day.
    """

    __tablename__ = "queue_party"
    __table_args__ = (
        UniqueConstraint("store_id", "business_date", "queue", "number"),
        UniqueConstraint("store_id", "key"),
        UniqueConstraint("locator"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    key: Mapped[str | None] = mapped_column(String(40))
    business_date: Mapped[date] = mapped_column(Date)
    queue: Mapped[str] = mapped_column(String(2))
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    covers: Mapped[int]
    locator: Mapped[str] = mapped_column(String(16), default=lambda: new_code(16))
    state: Mapped[PartyState] = mapped_column(
        choice(PartyState, is_growing=True), default=PartyState.WAITING
    )
    taken_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    table_name: Mapped[str] = mapped_column(String(20), default="")
