"""Reading the floor, and who is present at a table."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core import clock
from app.core.actors import Actor, ActorKind
from app.core.db import db, locks_rows, read
from app.core.errors import NotFound
from app.core.freshness import Fresh
from app.tables import codes
from app.tables.errors import CodeRotated, CodeUnknown, SessionOver
from app.tables.models import (
    LIVE_AT_TABLE,
    Area,
    CodeAudit,
    CodeCheck,
    SessionStatus,
    Table,
    TableSession,
)

_LIVE = (
    select(TableSession)
    .where(TableSession.id == bindparam("session"))
    .options(joinedload(TableSession.table))
    .execution_options(populate_existing=True)
)
# Asked for each party once a second while its phones are used.
_PRESENT = (
    select(
        TableSession.id,
        TableSession.store_id,
        TableSession.table_id,
        func.coalesce(func.nullif(TableSession.party_name, ""), Table.name).label("name"),
        TableSession.is_pickup,
        TableSession.status,
        TableSession.expires_at,
        TableSession.party_pin,
        TableSession.closed_at,
        TableSession.merged_into_id,
    )
    .join(Table, Table.id == TableSession.table_id)
    .where(TableSession.id == bindparam("session"))
)


@dataclass(frozen=True, slots=True)
class Presence:
    """A phone's part in a live table session."""

    session_id: str
    store_id: str
    table_id: str
    table_name: str
    is_pickup: bool
    status: SessionStatus
    expires_at: datetime
    device_id: str = ""
    # Where the phone scanned: another session than the party's, once that was merged.
    origin_id: str = ""
    # What other phones of the party type in to find it at a shared table.
    party_pin: str = ""

    @property
    def place(self) -> str:
        """Where the party is, as a word that pages compare: another one once it was moved."""
        told = f"{self.session_id} {self.table_id} {self.table_name}"
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def actor(self) -> Actor:
        """The actor that verbs are told: the phone, known only by a random number."""
        return Actor(ActorKind.DINER, self.device_id, self.table_name, self.store_id)


def get_presence(token: str) -> Presence:
    """The live session behind a phone's token. Raises SessionOver."""
    parts = codes.read_token(token)
    if parts is None:
        raise SessionOver
    session_id, device_id = parts
    held = _held.get(session_id)
    if held is None or held.expires_at <= clock.now():
        raise SessionOver
    return Presence(
        held.session_id,
        held.store_id,
        held.table_id,
        held.table_name,
        held.is_pickup,
        held.status,
        held.expires_at,
        device_id,
        session_id,
        held.party_pin,
    )


def settle(presence: Presence) -> Presence:
    """The presence as the present transaction sees it: its party may have been merged just now.

    Raises SessionOver.
    """
    session = get_live_session(presence.session_id)
    if session.id == presence.session_id:
        return presence
    return replace(
        presence, session_id=session.id, table_id=session.table_id, table_name=session.name
    )


def is_live(session_id: str) -> bool:
    """Whether the session goes on; at most a second old."""
    held = _held.get(session_id)
    return held is not None and held.expires_at > clock.now()


def forget_presence(session_id: str) -> None:
    """Look the session up anew after the present transaction."""
    _held.forget(session_id)


def get_live_session(session_id: str) -> TableSession:
    """The session as the present transaction sees it, of a merged party the joint one.

    Raises SessionOver when it has ended.
    """
    session = db.session.get(TableSession, session_id, populate_existing=True)
    if session is not None and session.merged_into_id is not None:
        session = db.session.get(TableSession, session.merged_into_id, populate_existing=True)
    if session is None or session.closed_at is not None or session.expires_at <= clock.now():
        raise SessionOver
    return session


def get_session(store_id: str, session_id: str) -> TableSession:
    """A session of the store, live or over. Raises NotFound."""
    locked = True if locks_rows() else None
    session = db.session.get(TableSession, session_id, with_for_update=locked)
    if session is None or session.store_id != store_id:
        raise NotFound
    return session


def get_party(session_id: str) -> TableSession:
    """A session, live or over; of a merged one the joint party. Raises NotFound."""
    session = db.session.get(TableSession, session_id)
    if session is not None and session.merged_into_id is not None:
        session = db.session.get(TableSession, session.merged_into_id)
    if session is None:
        raise NotFound
    return session


def find_session_at(table_id: str) -> TableSession | None:
    """The live party at a table: the first of those that share it, the joint one of merged ones."""
    return next(iter(list_sessions_at(table_id)), None)


def list_sessions_at(table_id: str) -> list[TableSession]:
    """The live parties at a table, the one that sat down first before those that share it."""
    return list(dict.fromkeys(row.merged_into or row for row in list_seats_at(table_id)))


def list_seats_at(table_id: str) -> list[TableSession]:
    """The live sessions that hold places at a table, those of merged parties too."""
    query = select(TableSession).where(
        TableSession.table_id == table_id,
        # In the words of the index over live parties, else SQLite would not use it.
        LIVE_AT_TABLE,
    )
    return list(db.session.scalars(query.order_by(TableSession.party)))


def list_merged(session_id: str) -> list[TableSession]:
    """The parties that were merged into one and still hold their tables, oldest first."""
    query = select(TableSession).where(
        TableSession.merged_into_id == session_id, TableSession.closed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(TableSession.id)))


def list_parties(store_id: str) -> dict[str, list[TableSession]]:
    """The live parties by the table where they sit; a merged one stands at each of its tables."""
    query = (
        select(TableSession)
        .where(
            TableSession.store_id == store_id,
            TableSession.closed_at.is_(None),
            TableSession.is_pickup.is_(False),
        )
        .options(joinedload(TableSession.table))
        .order_by(TableSession.party)
    )
    rows = {row.id: row for row in db.session.scalars(query)}
    found: dict[str, list[TableSession]] = {}
    for row in rows.values():
        party = rows.get(row.merged_into_id or row.id, row)
        if party not in found.setdefault(row.table_id, []):
            found[row.table_id].append(party)
    return found


def list_live_sessions(store_id: str) -> list[TableSession]:
    """The store's parties that have not left, with their tables, oldest first."""
    query = (
        select(TableSession)
        .join(TableSession.table)
        .options(contains_eager(TableSession.table))
        .where(
            TableSession.store_id == store_id,
            TableSession.closed_at.is_(None),
            TableSession.merged_into_id.is_(None),
        )
    )
    return list(db.session.scalars(query.order_by(TableSession.started_at, TableSession.id)))


def list_stays(store_id: str, since: datetime, limit: int = 300) -> list[float]:
    """How many minutes the latest parties stayed at their tables, as far as staff opened them."""
    query = (
        select(TableSession.opened_at, TableSession.closed_at)
        .where(
            TableSession.store_id == store_id,
            ~TableSession.is_pickup,
            TableSession.opened_at.is_not(None),
            TableSession.closed_at > since,
        )
        .order_by(TableSession.closed_at.desc())
        .limit(limit)
    )
    stays = (
        (closed_at - opened_at).total_seconds() / 60
        for opened_at, closed_at in db.session.execute(query)
        if opened_at is not None and closed_at is not None
    )
    # A table that was opened by mistake, or left open over night, tells nothing of a meal.
    return [minutes for minutes in stays if 10 <= minutes <= 360]


def get_table(store_id: str, table_id: str) -> Table:
    """A table of the store. Raises NotFound."""
    table = db.session.get(Table, table_id)
    if table is None or table.store_id != store_id or table.removed_at is not None:
        raise NotFound
    return table


def get_table_by_code(code: str) -> Table:
    """The table whose present code this is. Raises CodeUnknown, CodeRotated."""
    parts = codes.read_code(code)
    if parts is None:
        raise CodeUnknown
    locator, version = parts
    table = db.session.scalars(select(Table).where(Table.locator == locator)).one_or_none()
    if table is None or table.removed_at is not None:
        raise CodeUnknown
    if table.code_version != version:
        raise CodeRotated
    return table


def get_area(store_id: str, area_id: str) -> Area:
    """An area of the store. Raises NotFound."""
    area = db.session.get(Area, area_id)
    if area is None or area.store_id != store_id:
        raise NotFound
    return area


def list_areas(store_id: str) -> list[Area]:
    """The store's areas in order."""
    query = select(Area).where(Area.store_id == store_id)
    return list(db.session.scalars(query.order_by(Area.position, Area.id)))


def list_tables(store_id: str) -> list[Table]:
    """The store's tables, area by area; the pick-up point is not among them."""
    query = (
        select(Table)
        .outerjoin(Table.area)
        .where(Table.store_id == store_id, Table.removed_at.is_(None), Table.is_pickup.is_(False))
        .options(selectinload(Table.area))
    )
    return list(db.session.scalars(query.order_by(Area.position, Table.position, Table.id)))


def list_tables_in(store_id: str, area_id: str | None) -> list[Table]:
    """The tables of one area in order, with None those that belong to no area."""
    return [table for table in list_tables(store_id) if table.area_id == area_id]


def find_pickup_point(store_id: str) -> Table | None:
    """The store's pick-up point."""
    query = select(Table).where(
        Table.store_id == store_id, Table.is_pickup, Table.removed_at.is_(None)
    )
    return db.session.scalars(query).first()


def find_table_by_locator(locator: str) -> Table | None:
    """The table of a locator, of whichever store, unless it was removed."""
    query = select(Table).where(Table.locator == locator, Table.removed_at.is_(None))
    return db.session.scalars(query).one_or_none()


def find_running_audit(store_id: str) -> CodeAudit | None:
    """The audit of the printed codes that goes on."""
    query = select(CodeAudit).where(CodeAudit.store_id == store_id, CodeAudit.ended_at.is_(None))
    return db.session.scalars(query.order_by(CodeAudit.id.desc())).first()


def find_last_audit(store_id: str) -> CodeAudit | None:
    """The audit that was begun last, whether it goes on or not."""
    query = select(CodeAudit).where(CodeAudit.store_id == store_id)
    return db.session.scalars(query.order_by(CodeAudit.id.desc())).first()


def get_check(store_id: str, check_id: str) -> CodeCheck:
    """A scan of the store's audits. Raises NotFound."""
    check = db.session.get(CodeCheck, check_id)
    if check is None or check.store_id != store_id:
        raise NotFound
    return check


def list_checks(audit_id: str) -> list[CodeCheck]:
    """The scans of an audit, oldest first."""
    query = select(CodeCheck).where(CodeCheck.audit_id == audit_id).order_by(CodeCheck.id)
    return list(db.session.scalars(query.options(selectinload(CodeCheck.table))))


def _load(session_id: str) -> Presence | None:
    db.session.flush()
    found = _find_session(session_id)
    if found is not None and found.merged_into_id is not None:
        found = _find_session(found.merged_into_id)
    if found is None or found.closed_at is not None:
        return None
    return Presence(
        found.id,
        found.store_id,
        found.table_id,
        found.name,
        found.is_pickup,
        found.status,
        found.expires_at,
        party_pin=found.party_pin,
    )


def _find_session(session_id: str) -> Any:
    return next(iter(read(_PRESENT, {"session": session_id})), None)


_held: Fresh[str, Presence | None] = Fresh(_load)
