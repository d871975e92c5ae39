"""Reading calls."""

from datetime import timedelta

from sqlalchemy import select

from app.calls.models import CallKind, ServiceCall
from app.calls.settings import CallsSettings
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.settings import queries as settings

# What a party may call for again: a kind, and the order when it is a chase.
CallOf = tuple[CallKind, str | None]


def list_open_calls(store_id: str) -> list[ServiceCall]:
    """The calls that nobody has answered, the longest waiting first."""
    query = select(ServiceCall).where(
        ServiceCall.store_id == store_id, ServiceCall.answered_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(ServiceCall.at, ServiceCall.id)))


def list_session_calls(session_id: str) -> list[ServiceCall]:
    """All calls of a party, newest first."""
    query = select(ServiceCall).where(ServiceCall.session_id == session_id)
    return list(db.session.scalars(query.order_by(ServiceCall.id.desc())))


def last_calls(session_id: str) -> dict[CallOf, ServiceCall]:
    """A party's newest call of each kind, and of each order that it chased."""
    query = select(ServiceCall).where(ServiceCall.session_id == session_id)
    oldest_first = query.order_by(ServiceCall.last_at, ServiceCall.id)
    return {(each.kind, each.order_id): each for each in db.session.scalars(oldest_first)}


def get_call(store_id: str, call_id: str) -> ServiceCall:
    """A call of the store. Raises NotFound."""
    found = db.session.get(ServiceCall, call_id)
    if found is None or found.store_id != store_id:
        raise NotFound
    return found


def find_last_call(session_id: str, kind: CallKind, order_id: str | None) -> ServiceCall | None:
    """A party's newest call of a kind, for one order when it is a chase."""
    query = select(ServiceCall).where(
        ServiceCall.session_id == session_id,
        ServiceCall.kind == kind,
        ServiceCall.order_id == order_id,
    )
    newest = query.order_by(ServiceCall.last_at.desc(), ServiceCall.id.desc())
    return db.session.scalars(newest).first()


def seconds_until(call: ServiceCall | None) -> int:
    """How long the party still waits before it may call for the same again; 0: it may now."""
    if call is None:
        return 0
    cooldown = settings.get(call.store_id, CallsSettings).cooldown_s
    left = call.last_at + timedelta(seconds=cooldown) - clock.now()
    return max(0, -(-left // timedelta(seconds=1)))
