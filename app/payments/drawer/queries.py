"""Reading shifts and closed days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound
from app.ledger import queries as ledger
from app.ledger import rules as books
from app.ledger.models import LedgerEntry
from app.payments.drawer.models import CashMovement, DayClose, Shift
from app.payments.models import PaymentAllocation


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """A shift with what its span of the books says: `cash` by kind of entry, all by account.

    `orders` is how many orders were paid for in it.
    """

    shift: Shift
    movements: tuple[CashMovement, ...]
    cash: dict[str, int]
    accounts: dict[str, int]
    orders: int


def find_open(store_id: str) -> Shift | None:
    """The open shift, None when there is none."""
    query = select(Shift).where(Shift.store_id == store_id, Shift.closed_at.is_(None))
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def get_report(store_id: str, shift_id: str) -> ShiftReport:
    """A shift and its figures. Raises NotFound."""
    shift = db.session.get(Shift, shift_id)
    if shift is None or shift.store_id != store_id:
        raise NotFound
    until = shift.closed_seq if shift.closed_seq is not None else ledger.last_seq(store_id)
    span: dict[str, Any] = {"after_seq": shift.opened_seq, "until_seq": until}
    return ShiftReport(
        shift,
        tuple(list_movements(shift.id)),
        ledger.by_kind(store_id, books.DRAWER, **span),
        ledger.balances(store_id, **span),
        count_paid_orders(store_id, **span),
    )


def count_paid_orders(store_id: str, *, after_seq: int, until_seq: int) -> int:
    """How many orders were paid for, in part or whole, within a span of the books."""
    payments = select(LedgerEntry.ref).where(
        LedgerEntry.store_id == store_id,
        LedgerEntry.kind == "payment",
        LedgerEntry.seq > after_seq,
        LedgerEntry.seq <= until_seq,
    )
    query = select(func.count(PaymentAllocation.order_id.distinct())).where(
        PaymentAllocation.payment_id.in_(payments)
    )
    return db.session.scalar(query) or 0


def list_movements(shift_id: str) -> list[CashMovement]:
    """What was put in and taken out in a shift, the oldest first."""
    query = select(CashMovement).where(CashMovement.shift_id == shift_id)
    return list(db.session.scalars(query.order_by(CashMovement.at, CashMovement.id)))


def list_shifts(store_id: str, *, limit: int = 60) -> list[Shift]:
    """The latest shifts, the newest first."""
    query = select(Shift).where(Shift.store_id == store_id).order_by(Shift.number.desc())
    return list(db.session.scalars(query.limit(limit)))


def list_of_day(store_id: str, day: date) -> list[Shift]:
    """The shifts that began on a business day, the first first."""
    query = select(Shift).where(Shift.store_id == store_id, Shift.business_date == day)
    return list(db.session.scalars(query.order_by(Shift.number)))


def drawer_fen(store_id: str) -> int:
    """What must be in the drawer."""
    return ledger.balances(store_id).get(books.DRAWER, 0)


def find_last_close(store_id: str) -> DayClose | None:
    """The newest closed day."""
    query = select(DayClose).where(DayClose.store_id == store_id)
    return db.session.scalars(query.order_by(DayClose.z_number.desc()).limit(1)).one_or_none()


def list_closes(store_id: str, *, limit: int = 60) -> list[DayClose]:
    """The latest closed days, the newest first."""
    query = select(DayClose).where(DayClose.store_id == store_id)
    return list(db.session.scalars(query.order_by(DayClose.z_number.desc()).limit(limit)))


def get_close(store_id: str, close_id: str) -> DayClose:
    """A closed day. Raises NotFound."""
    found = db.session.get(DayClose, close_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found
