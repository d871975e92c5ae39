"""Printers and print jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id
from app.core.sealing import SealedText
from app.core.types import choice


class PrinterKind(StrEnum):
    """How a printer is reached."""

    NETWORK = "network"
    USB = "usb"
    FILE = "file"
    SERIAL = "serial"
    CUPS = "cups"
    WINDOWS = "windows"
    FEIE = "feie"
    XPYUN = "xpyun"
    YILIANYUN = "yilianyun"
    VIRTUAL = "virtual"


CLOUDS = frozenset({PrinterKind.FEIE, PrinterKind.XPYUN, PrinterKind.YILIANYUN})


class SlipForm(StrEnum):
    """How a station's slips are cut: one a round 分单, or one a dish 一菜一单."""

    SPLIT = "split"
    DISH = "dish"


class Printer(Base):
    """A printer of a store. Empty `station_ids` with `prints_kitchen` means every station.

    `prints_totals` adds the whole order 总单 for the pass, `prints_labels` a label a portion.
    `path` is a device, a queue's name or a cloud printer's number; `account` and `secret` are the
    cloud service's. `options` are `PrinterOptions`. The printer `backup_id` prints for it when it
    is in trouble.
    """

    __tablename__ = "printer"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[PrinterKind] = mapped_column(choice(PrinterKind, is_growing=True))
    host: Mapped[str] = mapped_column(String(120), default="")
    port: Mapped[int] = mapped_column(default=9100)
    path: Mapped[str] = mapped_column(String(200), default="")
    width_mm: Mapped[int] = mapped_column(default=80)
    encoding: Mapped[str] = mapped_column(String(10), default="gbk")
    prints_kitchen: Mapped[bool] = mapped_column(default=True)
    prints_bills: Mapped[bool] = mapped_column(default=True)
    prints_totals: Mapped[bool] = mapped_column(default=False)
    prints_labels: Mapped[bool] = mapped_column(default=False)
    station_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    account: Mapped[str] = mapped_column(String(120), default="")
    secret: Mapped[str] = mapped_column(SealedText("printer's key"), default="")
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    backup_id: Mapped[str | None] = mapped_column(ForeignKey("printer.id"))
    is_enabled: Mapped[bool] = mapped_column(default=True)
    last_error: Mapped[str | None] = mapped_column(String(40))
    last_error_at: Mapped[datetime | None]
    last_ok_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    jobs: Mapped[list["PrintJob"]] = relationship(
        back_populates="printer", foreign_keys="PrintJob.printer_id"
    )


class StationPaper(Base):
    """How one station's slips are cut; without a row they are split by station only."""

    __tablename__ = "station_paper"

    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), primary_key=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("station.id"), primary_key=True)
    slip_form: Mapped[SlipForm] = mapped_column(
        choice(SlipForm, is_growing=True), default=SlipForm.SPLIT
    )


class JobStatus(StrEnum):
    """Where a print job stands. "Sent" is what we know; "confirmed" is what the printer said.

    "Expired" waits for somebody to choose; "dropped" is never printed, by choice.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    EXPIRED = "expired"
    DROPPED = "dropped"


class PrintJob(Base):
    """One document for one printer.

    `from_printer_id` is the printer that it was meant for when a backup prints it. A kitchen slip
    carries its station's `slip_number` of the day.
    """

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
    from_printer_id: Mapped[str | None] = mapped_column(ForeignKey("printer.id"))
    slip_number: Mapped[int | None]
    status: Mapped[JobStatus] = mapped_column(
        choice(JobStatus, is_growing=True), default=JobStatus.QUEUED
    )
    attempts: Mapped[int] = mapped_column(default=0)
    may_have_printed: Mapped[bool] = mapped_column(default=False)
    next_try_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)

    printer: Mapped[Printer] = relationship(back_populates="jobs", foreign_keys=[printer_id])
    meant_for: Mapped[Printer | None] = relationship(foreign_keys=[from_printer_id])
