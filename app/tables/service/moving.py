"""A party changes its table."""

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict
from app.tables import queries
from app.tables.errors import PartyJoined, TableTaken
from app.tables.events import PartyMoved
from app.tables.models import SessionStatus, TableSession
from app.tables.service.sessions import close_session, forget_pins


@atomic
def move_session(session_id: str, table_id: str, *, actor: Actor) -> TableSession:
    """Take a party to a free table 转台; its phones stay in their session.

    A merged party leaves all its tables. Raises NotFound, SessionOver, TableTaken, PartyJoined, and
    Conflict for a pick-up, which has no table.
    """
    queries.get_session(actor.store_id, session_id)
    session = queries.get_live_session(session_id)
    table = queries.get_table(actor.store_id, table_id)
    if session.is_pickup or table.is_pickup:
        raise Conflict
    if session.id != session_id:
        raise PartyJoined
    if table.id == session.table_id:
        return session
    refuse_taken(table.id, actor=actor)
    left, left_id = session.name, session.table_id
    merged = queries.list_merged(session.id)
    for each in merged:
        # Its phones still find the joint party: they follow whom theirs was merged into.
        each.status, each.closed_at = SessionStatus.CLOSED, clock.now()
    session.table, session.party, session.party_name, session.party_pin = table, 1, "", ""
    db.session.flush()
    forget_pins(left_id)
    audit.log(
        "table.moved",
        actor=actor,
        target=("table_session", session.id),
        left=left,
        taken=table.name,
    )
    for each in (session, *merged):
        queries.forget_presence(each.id)
    events.publish(PartyMoved(session.store_id, session.id, left, table.id, table.name))
    return session


@atomic
def refuse_taken(table_id: str, *, actor: Actor) -> None:
    """Make sure that nobody is at a table. Raises TableTaken."""
    sitting = queries.find_session_at(table_id)
    if sitting is None:
        return
    if sitting.expires_at > clock.now():
        raise TableTaken
    close_session(sitting.id, actor=actor)
