"""Parties that share a table 拼桌, and parties that become one 并台."""

import secrets

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict
from app.tables import codes, queries, rules
from app.tables.errors import PartyJoined, PartyNeeded, WrongPin
from app.tables.events import PartiesMerged, PartyParted, TableWaiting
from app.tables.models import SessionStatus, Table, TableSession
from app.tables.service.sessions import (
    OPEN_FOR,
    WAITING_FOR,
    Scan,
    confirm_session,
    forget_pins,
    new_session,
    open_table,
    set_covers,
)

# So many wrong numbers at one table, and its parties get new ones: guessing leads nowhere.
MAX_WRONG_PINS = 10
_DIGITS = 4


@atomic
def share_table(table_id: str, *, actor: Actor, covers: int | None = None) -> TableSession:
    """Seat one more party at a table 拼桌, with a session, phones and a bill of its own.

    At a free table it is the only one. Raises NotFound, Conflict for the pick-up point, Invalid.
    """
    table = queries.get_table(actor.store_id, table_id)
    if table.is_pickup:
        raise Conflict
    if not queries.list_seats_at(table_id):
        return open_table(table_id, actor=actor, covers=covers)
    session = _one_more(table)
    confirm_session(session.id, actor=actor)
    if covers is not None:
        set_covers(session.id, covers, actor=actor)
    audit.log("table.shared", actor=actor, target=("table_session", session.id), name=session.name)
    return session


def join_party(code: str, pin: str) -> Scan:
    """Take part in that party at a shared table whose number this is.

    Raises CodeUnknown, CodeRotated, WrongPin.
    """
    table = queries.get_table_by_code(code)
    session = _find_by_pin(table.id, pin.strip())
    if session is None:
        raise WrongPin
    return Scan(codes.new_token(session.id), session, table)


@atomic
def start_party(code: str) -> Scan:
    """Begin another party at a shared table; it waits for staff, as at a table nobody opened.

    Raises CodeUnknown, CodeRotated, PartyNeeded where one waits already or nobody shares.
    """
    table = queries.get_table_by_code(code)
    seats = queries.list_seats_at(table.id)
    waiting = [each for each in seats if each.status is SessionStatus.WAITING]
    if not any(each.party_pin for each in seats) or waiting:
        raise PartyNeeded
    session = _one_more(table)
    events.publish(TableWaiting(table.store_id, table.id, session.id))
    return Scan(codes.new_token(session.id), session, table)


@atomic
def merge_sessions(left_id: str, kept_id: str, *, actor: Actor) -> TableSession:
    """Make one party of two 并台: the tables of `left_id` belong to `kept_id` from now on.

    Phones and codes of both lead to the joint party. Raises NotFound, SessionOver, Conflict,
    PartyJoined for one that is part of another already.
    """
    for session_id in (left_id, kept_id):
        queries.get_session(actor.store_id, session_id)
    left, kept = queries.get_live_session(left_id), queries.get_live_session(kept_id)
    if (left.id, kept.id) != (left_id, kept_id):
        raise PartyJoined
    if left is kept or left.is_pickup or kept.is_pickup:
        raise Conflict
    left_name, kept_name = left.name, kept.name
    for each in (*queries.list_merged(left.id), left):
        each.merged_into_id = kept.id
        queries.forget_presence(each.id)
    left.party_pin = ""
    if left.covers is not None:
        kept.covers = (kept.covers or 0) + left.covers
    db.session.flush()
    _rename(kept)
    audit.log(
        "table.merged", actor=actor, target=("table_session", kept.id),
        left=left_name, kept=kept_name, name=kept.name,
    )  # fmt: skip
    events.publish(PartiesMerged(kept.store_id, left.id, kept.id, left_name, kept_name, kept.name))
    return kept


@atomic
def part_session(session_id: str, *, actor: Actor) -> TableSession:
    """Take a merged party out again, with the orders that it brought along.

    What was ordered since stays with the joint party. Raises NotFound, Conflict when it is not
    merged or its table was given up.
    """
    parted = queries.get_session(actor.store_id, session_id)
    if parted.merged_into_id is None or parted.closed_at is not None:
        raise Conflict
    kept = queries.get_session(actor.store_id, parted.merged_into_id)
    joint_name = kept.name
    parted.merged_into_id, parted.expires_at = None, clock.now() + OPEN_FOR
    if kept.covers is not None and parted.covers is not None:
        kept.covers = kept.covers - parted.covers or None
    orders, parted.merged_orders = tuple(parted.merged_orders), []
    db.session.flush()
    _rename(kept)
    _rename(parted)
    audit.log(
        "table.parted", actor=actor, target=("table_session", parted.id),
        joint=joint_name, name=parted.name,
    )  # fmt: skip
    events.publish(
        PartyParted(kept.store_id, kept.id, parted.id, joint_name, kept.name, parted.name, orders)
    )
    return parted


@atomic
def note_merged_orders(session_id: str, order_ids: list[str]) -> None:
    """Remember which orders a merged party brought along."""
    db.session.get_one(TableSession, session_id).merged_orders = order_ids


def _one_more(table: Table) -> TableSession:
    """A session that waits at a table where others sit; from now on phones ask for a number."""
    seats = queries.list_seats_at(table.id)
    taken = {each.party for each in seats}
    party = next(n for n in range(2, len(taken) + 3) if n not in taken)
    session = new_session(table, SessionStatus.WAITING, WAITING_FOR, party)
    pins = {each.party_pin for each in seats}
    for each in (*queries.list_sessions_at(table.id), session):
        if not each.party_pin:
            each.party_pin = _new_pin(pins)
            pins.add(each.party_pin)
    db.session.flush()
    return session


@atomic
def _find_by_pin(table_id: str, pin: str) -> TableSession | None:
    """The party of a number; every wrong one counts at all parties of the table."""
    sessions = [each for each in queries.list_sessions_at(table_id) if each.party_pin]
    now = clock.now()
    for each in sessions:
        if secrets.compare_digest(each.party_pin.encode(), pin.encode()) and each.expires_at > now:
            return each
    for each in sessions:
        each.pin_tries += 1
        if each.pin_tries >= MAX_WRONG_PINS:
            each.pin_tries, each.party_pin = 0, _new_pin({s.party_pin for s in sessions})
    return None


def _new_pin(taken: set[str]) -> str:
    while True:
        pin = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        if pin not in taken:
            return pin


def _rename(session: TableSession) -> None:
    """Call a party by its tables: its own, and those that were merged into it."""
    seats = [session, *queries.list_merged(session.id)]
    names = [rules.seat_name(each.table.name, each.party) for each in seats]
    joint = rules.joint_name(list(dict.fromkeys(names)))
    session.party_name = "" if joint == session.table.name else joint
    queries.forget_presence(session.id)
    forget_pins(session.table_id)
    for each in seats[1:]:
        queries.forget_presence(each.id)
    db.session.flush()
