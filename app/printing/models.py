"""Printers and print jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class PrinterKind(StrEnum):
    """How a printer is reached."""

    NETWORK = "network"
    FILE = "file"
    VIRTUAL = "virtual"


class Printer(Base):
    """A printer of a store. Empty `station_ids` with `prints_kitchen` means every station."""

    __tablename__ = "printer"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[PrinterKind] = mapped_column(choice(PrinterKind))
    host: Mapped[str] = mapped_column(String(120), default="")
    port: Mapped[int] = mapped_column(default=9100)
    path: Mapped[str] = mapped_column(String(200), default="")
    width_mm: Mapped[int] = mapped_column(default=80)
    encoding: Mapped[str] = mapped_column(String(10), default="gbk")
    prints_kitchen: Mapped[bool] = mapped_column(default=True)
    prints_bills: Mapped[bool] = mapped_column(default=True)
    station_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    last_error: Mapped[str | None] = mapped_column(String(40))
    last_error_at: Mapped[datetime | None]
    last_ok_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    jobs: Mapped[list["PrintJob"]] = relationship(back_populates="printer")


class JobStatus(StrEnum):
    """Where a print job stands. "Sent" is what we know; "confirmed" is what the printer said."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    EXPIRED = "expired"


class PrintJob(Base):
    """One document for one printer."""

    __tablename__ = "print_job"
    __table_args__ = (
        Index(None, "printer_id", "status", "id"),
        Index(None, "store_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    printer_id: Mapped[str] = mapped_column(ForeignKey("printer.id"))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("kitchen_ticket.id"))
    status: Mapped[JobStatus] = mapped_column(choice(JobStatus), default=JobStatus.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    may_have_printed: Mapped[bool] = mapped_column(default=False)
    next_try_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)

    printer: Mapped[Printer] = relationship(back_populates="jobs")
