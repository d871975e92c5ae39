"""The verbs of calls: a party calls, staff answer."""

from app.calls import queries
from app.calls.errors import CallTooSoon, NothingToChase
from app.calls.events import CallsChanged
from app.calls.inputs import CallInput
from app.calls.models import CallKind, ServiceCall
from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.ordering import queries as orders
from app.ordering import rules
from app.ordering import service as ordering
from app.ordering.models import LineStatus
from app.tables import queries as tables
from app.tables.queries import Presence

_HURRIED = (LineStatus.PLACED, LineStatus.COOKING)


@atomic
def call(presence: Presence, given: CallInput) -> ServiceCall:
    """Call the staff from a phone; the kitchen hears of a chase too.

    While an earlier call of the kind is open, that one is repeated. Raises SessionOver, NotFound
    for an order of another party, NothingToChase, and CallTooSoon within the cool-down.
    """
    presence = tables.settle(presence)
    last = queries.find_last_call(presence.session_id, given.kind, given.order_id)
    wait_s = queries.seconds_until(last)
    if wait_s:
        raise CallTooSoon(retry_after_s=wait_s)
    if given.order_id is not None:
        _hurry(presence, given.order_id)
    if last is None or last.answered_at is not None:
        last = _new_call(presence, presence.table_name, given)
    else:
        last.times += 1
        last.last_at, last.note = clock.now(), given.note or last.note
    db.session.flush()
    events.publish(CallsChanged(presence.store_id, presence.session_id))
    return last


@atomic
def answer_call(call_id: str, *, actor: Actor) -> ServiceCall:
    """Somebody goes to the table. Answering twice changes nothing. Raises NotFound."""
    found = queries.get_call(actor.store_id, call_id)
    if found.answered_at is None:
        found.answered_at, found.answered_by = clock.now(), actor.name
        audit.log("call.answered", actor=actor, target=("service_call", found.id), kind=found.kind)
        events.publish(CallsChanged(found.store_id, found.session_id))
    return found


@atomic
def end_calls(store_id: str, session_id: str, *, actor: Actor) -> None:
    """The party has left: nobody waits for an answer any more."""
    for each in queries.list_session_calls(session_id):
        if each.answered_at is None:
            each.answered_at, each.answered_by = clock.now(), actor.name
            events.publish(CallsChanged(store_id, session_id))


@atomic
def follow_party(session_id: str, table_name: str) -> None:
    """The party moved: its open calls come from its new table."""
    for each in queries.list_session_calls(session_id):
        if each.answered_at is None:
            each.table_name = table_name
            events.publish(CallsChanged(each.store_id, session_id))


@atomic
def join_calls(from_session: str, into_session: str, table_name: str) -> None:
    """Two parties became one: all open calls come from the joint one."""
    for each in queries.list_session_calls(from_session):
        if each.answered_at is None:
            each.session_id = into_session
    db.session.flush()
    follow_party(into_session, table_name)


def _hurry(presence: Presence, order_id: str) -> None:
    order = orders.get_session_order(presence.store_id, presence.session_id, order_id)
    late = [line.id for line in order.lines if line.status in _HURRIED and not line.is_set]
    if order.status not in rules.IN_KITCHEN or not late:
        raise NothingToChase
    ordering.rush_lines(late, actor=presence.actor)


def _new_call(presence: Presence, table_name: str, given: CallInput) -> ServiceCall:
    now = clock.now()
    made = ServiceCall(
        store_id=presence.store_id,
        session_id=presence.session_id,
        table_name=table_name,
        kind=CallKind(given.kind),
        order_id=given.order_id,
        note=given.note,
        at=now,
        last_at=now,
    )
    db.session.add(made)
    return made
