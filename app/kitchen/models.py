"""Tickets, kitchen events, screens with what they showed, paired devices, and alarms."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class Ticket(Base):
    """What one station makes of one order. `seq` is the event that announced it.

    `lent_to` is a second station whose screens show it too, because its own did not. Staff who
    told the kitchen in person are `told_by`.
    """

    __tablename__ = "kitchen_ticket"
    __table_args__ = (
        Index(None, "store_id", "closed_at"),
        Index(None, "order_id"),
        Index(
            "ix_kitchen_ticket_unseen",
            "store_id",
            "opened_at",
            sqlite_where=text("shown_at IS NULL AND printed_at IS NULL AND closed_at IS NULL"),
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
    told_at: Mapped[datetime | None]
    told_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    lent_to: Mapped[str | None] = mapped_column(ForeignKey("station.id"))


class EventKind(StrEnum):
    """What happened to a ticket."""

    OPENED = "ticket_opened"
    CHANGED = "ticket_changed"
    CANCELLED = "ticket_cancelled"


class KitchenEvent(Base):
    """One numbered change of a ticket; numbers have no gaps within a store."""

    __tablename__ = "kitchen_event"
    __table_args__ = (Index(None, "ticket_id"),)

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


class Showing(Base):
    """A screen said that it shows every event after `after_seq` up to `seq`.

    With `after_seq` 0 the screen drew its whole board: that covers what was open at that moment. A
    ticket that was divided hands its showings on to its part.
    """

    __tablename__ = "kitchen_showing"
    __table_args__ = (Index(None, "store_id", "seq"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    screen: Mapped[str] = mapped_column(String(64))
    station_id: Mapped[str | None] = mapped_column(String(26))
    after_seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    at: Mapped[datetime]


class ScreenView(StrEnum):
    """What a paired screen is for: cooking, or seeing that each order leaves whole."""

    STATION = "station"
    EXPO = "expo"


class ScreenDevice(Base):
    """A tablet on the wall that was paired by a code: it cooks for its station and nothing else.

    It carries a secret of which only the hash is kept; no person stands behind it.
    """

    __tablename__ = "kitchen_device"
    __table_args__ = (Index(None, "store_id"), UniqueConstraint("token_hash"))

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(40))
    station_id: Mapped[str | None] = mapped_column(ForeignKey("station.id"))
    view: Mapped[ScreenView] = mapped_column(choice(ScreenView, is_growing=True))
    token_hash: Mapped[str] = mapped_column(String(64))
    paired_at: Mapped[datetime]
    paired_by: Mapped[str] = mapped_column(String(80))
    revoked_at: Mapped[datetime | None]


class Pairing(Base):
    """A tablet that waits to be let in: the code it shows, and the hash of its secret."""

    __tablename__ = "kitchen_pairing"
    __table_args__ = (Index(None, "expires_at"), UniqueConstraint("token_hash"))

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    client: Mapped[str] = mapped_column(String(60), default="")
    expires_at: Mapped[datetime]


class AlarmEnd(StrEnum):
    """How an alarm ended."""

    SHOWN = "shown"
    PRINTED = "printed"
    TOLD = "told"
    COOKED = "cooked"
    CLOSED = "closed"
    TOUCHED = "touched"


class TicketAlarm(Base):
    """One time that the counter rang for a ticket: why, for how long, and what ended it.

    `causes` are words for programs, such as "no_screen" or "printer:offline". With `line_id` it
    rang for this dish alone: it was taken back, and nobody in the kitchen has seen that.
    """

    __tablename__ = "kitchen_alarm"
    __table_args__ = (Index(None, "store_id", "raised_at"), Index(None, "ticket_id"))

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("kitchen_ticket.id"))
    line_id: Mapped[str | None] = mapped_column(ForeignKey("order_line.id"))
    raised_at: Mapped[datetime]
    causes: Mapped[list[str]] = mapped_column(JSON, default=list)
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[AlarmEnd | None] = mapped_column(choice(AlarmEnd, is_growing=True))
    ended_by: Mapped[str] = mapped_column(String(80), default="")


class Takeback(Base):
    """A dish taken back 退菜 that a cook may be making: until somebody there has seen it.

    `seen_how` tells by what: a touch on a screen, a slip, or a person's word; `seen_by` by which
    screen or by whom.
    """

    __tablename__ = "kitchen_takeback"
    __table_args__ = (
        Index(None, "ticket_id"),
        Index(
            "ix_kitchen_takeback_unseen",
            "store_id",
            "at",
            sqlite_where=text("seen_at IS NULL"),
        ),
    )

    line_id: Mapped[str] = mapped_column(ForeignKey("order_line.id"), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("kitchen_ticket.id"))
    at: Mapped[datetime]
    alarmed_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_how: Mapped[AlarmEnd | None] = mapped_column(choice(AlarmEnd, is_growing=True))
    seen_by: Mapped[str] = mapped_column(String(80), default="")
