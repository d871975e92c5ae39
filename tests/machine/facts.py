"""What is in the database of a restaurant: read past the services, as plain rows."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, func, select

from app.catalog.models import Dish, Option
from app.core.audit import AuditEntry
from app.core.db import db
from app.kitchen.models import KitchenEvent, Ticket
from app.ledger.models import LedgerPosting
from app.ordering.cart.models import CartLine
from app.ordering.models import KitchenSlot, Order, OrderLine
from app.ordering.parts.models import BillPart, BillShare, BillSplit
from app.payments.attempts.models import PaymentAttempt, SandboxTrade
from app.payments.models import Payment, PaymentAllocation
from app.payments.refunds.models import Refund
from app.tables.models import TableSession

_COLUMNS: dict[str, Any] = {
    "orders": select(*Order.__table__.c),
    "lines": select(*OrderLine.__table__.c).order_by(OrderLine.order_id, OrderLine.position),
    "tickets": select(*Ticket.__table__.c),
    "events": select(KitchenEvent.seq, KitchenEvent.ticket_id).order_by(KitchenEvent.seq),
    "payments": select(*Payment.__table__.c),
    "allocations": select(*PaymentAllocation.__table__.c),
    "splits": select(*BillSplit.__table__.c),
    "parts": select(*BillPart.__table__.c),
    "shares": select(*BillShare.__table__.c),
    "sessions": select(*TableSession.__table__.c),
    "cart_lines": select(CartLine.session_id, CartLine.id, CartLine.quantity),
    "attempts": select(*PaymentAttempt.__table__.c),
    "trades": select(*SandboxTrade.__table__.c).order_by(SandboxTrade.number),
    "refunds": select(*Refund.__table__.c),
    "slots": select(KitchenSlot.starts_at, KitchenSlot.minutes),
    "entries": select(
        LedgerPosting.entry_id, func.sum(LedgerPosting.amount_fen).label("fen")
    ).group_by(LedgerPosting.entry_id),
    "books": select(
        LedgerPosting.account, func.sum(LedgerPosting.amount_fen).label("fen")
    ).group_by(LedgerPosting.account),
    "dishes": select(Dish.id, Dish.remaining),
    "options": select(Option.id, Option.remaining),
}


@dataclass(frozen=True)
class Facts:
    """The rows of a moment; two moments are equal when nothing was written between them."""

    rows: dict[str, list[Row[Any]]]
    last_audit: int

    def __getattr__(self, name: str) -> list[Row[Any]]:
        """The rows of a kind, as `facts.orders`."""
        try:
            found: list[Row[Any]] = self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None
        return found

    @cached_property
    def order_by_id(self) -> dict[str, Row[Any]]:
        """The orders."""
        return {order.id: order for order in self.orders}

    @cached_property
    def line_by_id(self) -> dict[str, Row[Any]]:
        """The lines."""
        return {line.id: line for line in self.lines}

    @cached_property
    def lines_of(self) -> dict[str, list[Row[Any]]]:
        """The lines of each order, in their places."""
        found: dict[str, list[Row[Any]]] = defaultdict(list)
        for line in self.lines:
            found[line.order_id].append(line)
        return found

    @cached_property
    def tickets_of(self) -> dict[str, list[Row[Any]]]:
        """The kitchen tickets of each order."""
        found: dict[str, list[Row[Any]]] = defaultdict(list)
        for ticket in self.tickets:
            found[ticket.order_id].append(ticket)
        return found


def read() -> Facts:
    """Everything as it is now."""
    with db.engine.connect() as connection:
        rows = {name: list(connection.execute(query)) for name, query in _COLUMNS.items()}
        last = connection.scalar(select(func.coalesce(func.max(AuditEntry.id), 0)))
    return Facts(rows, int(last or 0))


def audited_since(entry_id: int) -> list[Row[Any]]:
    """The audit entries written after one."""
    query = select(*AuditEntry.__table__.c).where(AuditEntry.id > entry_id)
    with db.engine.connect() as connection:
        return list(connection.execute(query.order_by(AuditEntry.id)))
