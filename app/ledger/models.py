"""Entries of the books and their postings."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_id


class LedgerEntry(Base):
    """One movement of money. `seq` counts per store without gaps; (kind, ref) is written once.

    `seal` is the SHA-256 of the entry's content and of `previous_seal`.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("store_id", "seq"),
        UniqueConstraint("store_id", "kind", "ref"),
        Index(None, "store_id", "business_date"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    business_date: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(24))
    ref: Mapped[str] = mapped_column(String(80))
    by: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(200), default="")
    previous_seal: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))

    postings: Mapped[list["LedgerPosting"]] = relationship(
        back_populates="entry", order_by="LedgerPosting.account"
    )


class LedgerPosting(Base):
    """What an entry does to one account: debit is positive, credit negative, in fen."""

    __tablename__ = "ledger_posting"
    __table_args__ = (Index(None, "account"),)

    entry_id: Mapped[str] = mapped_column(ForeignKey("ledger_entry.id"), primary_key=True)
    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    amount_fen: Mapped[int]

    entry: Mapped[LedgerEntry] = relationship(back_populates="postings")
