"""Requests for an invoice."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import new_id
from app.core.types import choice


class TitleKind(StrEnum):
    """In whose name an invoice is."""

    PERSON = "person"
    COMPANY = "company"


class InvoiceStatus(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    ISSUED = "issued"
    REFUSED = "refused"


class InvoiceRequest(Base):
    """What a table asks for; one per table session, changed until it is seen to.

    `amount_fen` is what was paid less what was given back, fixed when the invoice is issued. Its
    `number` is the invoice's own; `note` says why it was refused. Title, tax number and e-mail are
    empty after `erased_at`.
    """

    __tablename__ = "invoice_request"
    __table_args__ = (
        UniqueConstraint("store_id", "table_session_id"),
        Index(None, "store_id", "status", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    table_session_id: Mapped[str] = mapped_column(ForeignKey("table_session.id"))
    status: Mapped[InvoiceStatus] = mapped_column(choice(InvoiceStatus, is_growing=True))
    kind: Mapped[TitleKind] = mapped_column(choice(TitleKind, is_growing=True))
    title: Mapped[str] = mapped_column(String(100))
    tax_number: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(120))
    amount_fen: Mapped[int]
    asked_at: Mapped[datetime]
    business_date: Mapped[date] = mapped_column(Date)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(String(80), default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    erased_at: Mapped[datetime | None]
