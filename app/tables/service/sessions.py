"""Scanning, opening, confirming and clearing tables."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.core import audit, clock, events
from app.core.actors import Actor, system
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.tables import codes, queries
from app.tables.errors import PartyJoined, PartyNeeded
from app.tables.events import TableCleared, TableOpened, TableWaiting
from app.tables.models import SessionStatus, Table, TableSession

# A party stays shorter than this; a phone's token dies with it even if nobody clears the table.
OPEN_FOR = timedelta(hours=24)
# A scan that nobody followed up frees the table again.
WAITING_FOR = timedelta(minutes=30)
MAX_COVERS = 99


@dataclass(frozen=True, slots=True)
class Scan:
    """What scanning a code gives a phone."""

    token: str
    session: TableSession
    table: Table


def scan(code: str) -> Scan:
    """Take part in the session at the table of this code, or start one that waits for staff.

    Raises CodeUnknown, CodeRotated, and PartyNeeded at a table that parties share.
    """
    table = queries.get_table_by_code(code)
    sessions = [] if table.is_pickup else queries.list_sessions_at(table.id)
    if any(each.party_pin for each in sessions):
        raise PartyNeeded
    session = next(iter(sessions), None)
    if session is None or session.expires_at <= clock.now():
        session = _start_waiting(table)
    return Scan(codes.new_token(session.id), session, table)


@atomic
def _start_waiting(table: Table) -> TableSession:
    if not table.is_pickup:
        found = queries.find_session_at(table.id)
        if found is not None and found.expires_at > clock.now():
            return found
        if found is not None:
            close_session(found.id, actor=system(table.store_id))
    session = new_session(table, SessionStatus.WAITING, WAITING_FOR)
    if not table.is_pickup:
        events.publish(TableWaiting(table.store_id, table.id, session.id))
    return session


@atomic
def open_table(table_id: str, *, actor: Actor, covers: int | None = None) -> TableSession:
    """Open a table 开台; a party already waiting there is let in. Opening twice is harmless.

    Raises NotFound, Invalid for impossible covers.
    """
    table = queries.get_table(actor.store_id, table_id)
    session = queries.find_session_at(table.id)
    if session is not None and session.expires_at <= clock.now():
        close_session(session.id, actor=actor)
        session = None
    if session is None:
        session = new_session(table, SessionStatus.WAITING, OPEN_FOR)
    if session.status is SessionStatus.WAITING:
        confirm_session(session.id, actor=actor)
    if covers is not None:
        set_covers(session.id, covers, actor=actor)
    return session


@atomic
def confirm_session(session_id: str, *, actor: Actor) -> TableSession:
    """Let a waiting party in. Raises NotFound, SessionOver."""
    queries.get_session(actor.store_id, session_id)
    session = queries.get_live_session(session_id)
    if session.status is SessionStatus.WAITING:
        session.status = SessionStatus.OPEN
        session.opened_at = clock.now()
        session.expires_at = max(session.expires_at, clock.now() + OPEN_FOR)
        db.session.flush()
        audit.log("table.opened", actor=actor, target=("table_session", session.id))
        queries.forget_presence(session.id)
        events.publish(TableOpened(session.store_id, session.table_id, session.id))
    return session


@atomic
def set_covers(session_id: str, covers: int, *, actor: Actor) -> None:
    """Say how many guests there are. Raises NotFound, Invalid."""
    if not 1 <= covers <= MAX_COVERS:
        raise Invalid({"covers": f"1–{MAX_COVERS}"})
    queries.get_session(actor.store_id, session_id).covers = covers


@atomic
def carry_seats(session_id: str, fen: int, *, actor: Actor) -> None:
    """Note that seats charged with another party's orders were this one's. Raises NotFound."""
    queries.get_session(actor.store_id, session_id).seats_fen += fen
    db.session.flush()


@atomic
def clear_table(table_id: str, *, actor: Actor) -> Table:
    """End the sessions at a table 清台, for all their phones at once. A free table stays free."""
    table = queries.get_table(actor.store_id, table_id)
    for session in queries.list_sessions_at(table.id):
        close_session(session.id, actor=actor)
    return table


@atomic
def close_session(session_id: str, *, actor: Actor) -> None:
    """End a session with all tables that were merged into it. One that has ended stays as it is.

    Raises NotFound, and PartyJoined for a party that is part of another.
    """
    session = queries.get_session(actor.store_id, session_id)
    if session.closed_at is not None:
        return
    if session.merged_into_id is not None:
        raise PartyJoined
    for each in (session, *queries.list_merged(session.id)):
        each.status, each.closed_at = SessionStatus.CLOSED, clock.now()
        queries.forget_presence(each.id)
    db.session.flush()
    forget_pins(session.table_id)
    audit.log("table.cleared", actor=actor, target=("table_session", session.id))
    queries.forget_presence(session.id)
    events.publish(TableCleared(session.store_id, session.table_id, session.id))


@atomic
def extend_waiting(session_id: str) -> None:
    """Keep a waiting session alive: its party has placed an order that staff will look at."""
    keep_until(session_id, clock.now() + OPEN_FOR)


@atomic
def keep_until(session_id: str, moment: datetime) -> None:
    """Let a session live until then at the least: its party has ordered something for later."""
    session = queries.get_live_session(session_id)
    session.expires_at = max(session.expires_at, moment)
    queries.forget_presence(session_id)


def expire_sessions(now: datetime | None = None) -> int:
    """Close the sessions whose time is over; return how many. Run by a job."""
    overdue = db.session.execute(
        select(TableSession.id, TableSession.store_id).where(
            TableSession.closed_at.is_(None),
            TableSession.merged_into_id.is_(None),
            TableSession.expires_at <= (now or clock.now()),
        )
    ).all()
    for session_id, store_id in overdue:
        close_session(session_id, actor=system(store_id, "session expiry"))
    return len(overdue)


def forget_pins(table_id: str) -> None:
    """A first party that has its table to itself again needs no number any more."""
    seats = queries.list_seats_at(table_id)
    if len(seats) == 1 and seats[0].party == 1:
        seats[0].party_pin = ""


def new_session(
    table: Table, status: SessionStatus, lasts: timedelta, party: int = 1
) -> TableSession:
    """A session of a party at a table, the first one there or one that shares it."""
    now = clock.now()
    session = TableSession(
        party=party,
        party_name=f"{table.name}-{party}" if party > 1 else "",
        store_id=table.store_id,
        table_id=table.id,
        is_pickup=table.is_pickup,
        status=status,
        started_at=now,
        expires_at=now + lasts,
    )
    db.session.add(session)
    db.session.flush()
    return session
