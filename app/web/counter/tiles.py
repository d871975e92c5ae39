"""The floor as the counter shows it: every table with its party, status and money."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from app.calls import queries as calls
from app.core import clock
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering.models import Order
from app.ordering.rules import PartyStatus, SessionBill, party_status
from app.seating import queries as seating
from app.seating.models import Reservation
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
    late_minutes: int = 0
    calls: int = 0
    booked: Reservation | None = None

    @property
    def name(self) -> str:
        """How the party is called: by its table, its place there, or its tables."""
        return self.session.name if self.session else self.table.name

    @property
    def is_guest(self) -> bool:
        """Whether the party sits here too, and is shown in full at another table."""
        return self.session is not None and self.session.table_id != self.table.id

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
    """The store's tables as tiles, area by area; tables without an area come with None.

    A table that parties share has a tile for each of them.
    """
    parties = tables.list_parties(store_id)
    facts = _facts(store_id, [each.id for found in parties.values() for each in found])
    booked = list_booked(store_id)
    floor: dict[str | None, tuple[Area | None, list[Tile]]] = {}
    for table in tables.list_tables(store_id):
        found: list[TableSession | None] = [*parties.get(table.id, [])] or [None]
        tiles = [_tile(table, session, facts, booked) for session in found]
        floor.setdefault(table.area_id, (table.area, []))[1].extend(tiles)
    return list(floor.values())


def tile_of(table: Table, session_id: str | None = None) -> Tile:
    """One table as a tile, with that one of its parties; without one, with the first."""
    found = tables.list_sessions_at(table.id)
    session = next((each for each in found if each.id == session_id), None)
    session = session or next(iter(found), None)
    facts = _facts(table.store_id, [session.id] if session else [])
    return _tile(table, session, facts, list_booked(table.store_id))


def list_booked(store_id: str) -> dict[str, Reservation]:
    """The next reservation of each table that is kept within the next hours, by the table's id."""
    coming = reversed(seating.list_coming(store_id))
    return {each.table_id: each for each in coming if each.table_id is not None}


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


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of parties beyond their sessions, by session."""

    bills: dict[str, SessionBill]
    late: dict[str, int]
    calls: Counter[str]


def _facts(store_id: str, session_ids: list[str]) -> _Facts:
    if not session_ids:
        return _Facts({}, {}, Counter())
    return _Facts(
        orders.list_bills(store_id, session_ids),
        kitchen.late_minutes(store_id),
        Counter(call.session_id for call in calls.list_open_calls(store_id)),
    )


def _tile(
    table: Table, session: TableSession | None, facts: _Facts, booked: dict[str, Reservation]
) -> Tile:
    kept = booked.get(table.id)
    if session is not None and session.expires_at <= clock.now():
        session = None
    if session is None:
        free = party_status(None, SessionBill())
        return Tile(table, None, SessionBill(), free, None, booked=kept)
    bill = facts.bills.get(session.id, SessionBill())
    return Tile(
        table,
        session,
        bill,
        party_status(session.status, bill),
        minutes_since(session.opened_at or session.started_at),
        facts.late.get(session.id, 0),
        facts.calls[session.id],
        kept,
    )
