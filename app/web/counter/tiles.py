"""The floor as the counter shows it: every table with its party, status and money."""

from dataclasses import dataclass
from datetime import datetime

from app.core import clock
from app.ordering import queries as orders
from app.ordering.models import Order
from app.ordering.rules import PartyStatus, SessionBill, party_status
from app.tables import queries as tables
from app.tables.models import Area, Table, TableSession


@dataclass(frozen=True, slots=True)
class Tile:
    """A table with the party that sits at it, if any."""

    table: Table
    session: TableSession | None
    bill: SessionBill
    status: PartyStatus
    minutes: int | None

    @property
    def name(self) -> str:
        """How the party is called: by its table."""
        return self.table.name

    @property
    def covers(self) -> int | None:
        """How many guests: what staff said, else what the phones said."""
        return (self.session.covers if self.session else None) or self.bill.covers


@dataclass(frozen=True, slots=True)
class WaitingParty:
    """A table session, or a pick-up guest, whose orders wait for staff to confirm them."""

    session_id: str
    table_name: str
    is_pickup: bool
    orders: tuple[Order, ...]

    @property
    def total_fen(self) -> int:
        """What all its waiting orders come to."""
        return sum(order.total_fen for order in self.orders)


def list_floor(store_id: str) -> list[tuple[Area | None, list[Tile]]]:
    """The store's tables as tiles, area by area; tables without an area come with None."""
    sessions = {s.table_id: s for s in tables.list_live_sessions(store_id) if not s.is_pickup}
    bills = orders.list_bills(store_id, [session.id for session in sessions.values()])
    floor: dict[str | None, tuple[Area | None, list[Tile]]] = {}
    for table in tables.list_tables(store_id):
        tile = _tile(table, sessions.get(table.id), bills)
        floor.setdefault(table.area_id, (table.area, []))[1].append(tile)
    return list(floor.values())


def tile_of(table: Table) -> Tile:
    """One table as a tile."""
    session = tables.find_session_at(table.id)
    bills = orders.list_bills(table.store_id, [session.id]) if session else {}
    return _tile(table, session, bills)


def list_waiting(store_id: str) -> list[WaitingParty]:
    """The parties whose orders wait for staff, the longest waiting first."""
    found: dict[str, list[Order]] = {}
    for order in orders.list_waiting_orders(store_id):
        if order.table_session_id is not None:
            found.setdefault(order.table_session_id, []).append(order)
    return [
        WaitingParty(
            session_id,
            waiting[0].table_name,
            tables.get_session(store_id, session_id).is_pickup,
            tuple(waiting),
        )
        for session_id, waiting in found.items()
    ]


def minutes_since(moment: datetime) -> int:
    """Whole minutes from `moment` to now."""
    return max(0, int((clock.now() - moment).total_seconds() // 60))


def _tile(table: Table, session: TableSession | None, bills: dict[str, SessionBill]) -> Tile:
    if session is not None and session.expires_at <= clock.now():
        session = None
    bill = bills.get(session.id, SessionBill()) if session else SessionBill()
    status = party_status(session.status if session else None, bill)
    minutes = minutes_since(session.opened_at or session.started_at) if session else None
    return Tile(table, session, bill, status, minutes)
