"""Areas, tables and table sessions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_code, new_id
from app.core.types import choice


class Area(Base):
    """A part of the floor 区域."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(30))
    name_en: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int] = mapped_column(default=0)

    tables: Mapped[list["Table"]] = relationship(back_populates="area", order_by="Table.position")


class Table(Base):
    """A table, or the counter's pick-up point, which many parties use at the same time."""

    __tablename__ = "dining_table"
    __table_args__ = (
        UniqueConstraint("store_id", "name"),
        UniqueConstraint("locator"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    area_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"))
    name: Mapped[str] = mapped_column(String(20))
    seats: Mapped[int] = mapped_column(default=4)
    position: Mapped[int] = mapped_column(default=0)
    is_pickup: Mapped[bool] = mapped_column(default=False)
    locator: Mapped[str] = mapped_column(String(12), default=new_code)
    code_version: Mapped[int] = mapped_column(default=1)
    code_rotated_at: Mapped[datetime | None]
    # None until somebody has moved a table of the area: then the plan finds it a place.
    plan_x: Mapped[int | None]
    plan_y: Mapped[int | None]
    shape: Mapped[str | None] = mapped_column(String(8))
    is_turned: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed_at: Mapped[datetime | None]

    area: Mapped[Area | None] = relationship(back_populates="tables")


class SessionStatus(StrEnum):
    """Where a table session stands."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


LIVE_AT_TABLE = text("closed_at IS NULL AND NOT is_pickup")


class TableSession(Base):
    """One party's stay at a table, or one phone's pick-up.

    Of parties that share a table 拼桌 each has a number, and a `party_pin` by which its own phones
    find it. One that was merged 并台 lives on in `merged_into`, to which its phones and the table
    lead; `merged_orders` are the orders that it brought along. `party_name` is how the party is
    called where that is not its table's name. `seats_fen` is what its guests were charged for
    seats with another party's orders, less what those orders charged others for.
    """

    __tablename__ = "table_session"
    __table_args__ = (
        Index(
            "uq_table_session_live",
            "table_id",
            "party",
            unique=True,
            sqlite_where=LIVE_AT_TABLE,
        ),
        Index(None, "store_id", "closed_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    table_id: Mapped[str] = mapped_column(ForeignKey("dining_table.id"))
    is_pickup: Mapped[bool] = mapped_column(default=False)
    status: Mapped[SessionStatus] = mapped_column(choice(SessionStatus))
    covers: Mapped[int | None]
    started_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    party: Mapped[int] = mapped_column(default=1, server_default="1")
    party_name: Mapped[str] = mapped_column(String(20), default="", server_default="")
    party_pin: Mapped[str] = mapped_column(String(6), default="", server_default="")
    pin_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("table_session.id"), index=True)
    merged_orders: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    seats_fen: Mapped[int] = mapped_column(default=0, server_default="0")

    table: Mapped[Table] = relationship()
    merged_into: Mapped["TableSession | None"] = relationship(remote_side="TableSession.id")

    @property
    def name(self) -> str:
        """How the party is called: "A03", "A03-2" at a shared table, "A03+A05" at two."""
        return self.party_name or self.table.name


class CodeOutcome(StrEnum):
    """What the audit of a printed code found."""

    RIGHT = "right"
    ROTATED = "rotated"
    OTHER_ADDRESS = "other_address"
    MISPLACED = "misplaced"
    OTHER_STORE = "other_store"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class CodeAudit(Base):
    """A walk through the shop on which every printed code is scanned once."""

    __tablename__ = "code_audit"
    __table_args__ = (Index(None, "store_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CodeCheck(Base):
    """One scan of an audit; `table_id` is the table whose code it is, if it is one of the store."""

    __tablename__ = "code_check"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    audit_id: Mapped[str] = mapped_column(ForeignKey("code_audit.id"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("dining_table.id"))
    outcome: Mapped[CodeOutcome] = mapped_column(choice(CodeOutcome))
    text: Mapped[str] = mapped_column(String(200))
    checked_at: Mapped[datetime]

    table: Mapped[Table | None] = relationship()
