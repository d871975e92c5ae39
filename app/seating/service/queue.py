"""The waiting list 排队: take a number, call it, pass it over, bring it back, seat it."""

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.sequences import next_value
from app.seating import queries, rules
from app.seating.errors import WrongStep
from app.seating.events import QueueChanged
from app.seating.inputs import NumberInput
from app.seating.models import PartyState, QueueParty
from app.seating.settings import SeatingSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.models import Table

# From which states a step leads on.
_MAY: dict[PartyState, frozenset[PartyState]] = {
    PartyState.CALLED: frozenset({PartyState.WAITING, PartyState.CALLED, PartyState.PASSED}),
    PartyState.PASSED: frozenset({PartyState.WAITING, PartyState.CALLED}),
    PartyState.WAITING: frozenset({PartyState.PASSED, PartyState.LEFT}),
    PartyState.SEATED: frozenset({PartyState.WAITING, PartyState.CALLED, PartyState.PASSED}),
    PartyState.LEFT: frozenset({PartyState.WAITING, PartyState.CALLED, PartyState.PASSED}),
}


@atomic
def take_number(given: NumberInput, *, actor: Actor) -> QueueParty:
    """Give a party the next number of the queue for its size. The same key gives the same one."""
    store_id = actor.store_id
    known = queries.find_party_by_key(store_id, given.key) if given.key else None
    if known is not None:
        return known
    chosen = settings.get(store_id, SeatingSettings)
    day = stores.get_facts(store_id).business_date()
    queue = rules.queue_of(given.covers, chosen.small_up_to, chosen.middle_up_to)
    number = next_value(store_id, f"queue:{queue}:{day.isoformat()}")
    party = QueueParty(
        store_id=store_id,
        key=given.key,
        business_date=day,
        queue=queue,
        number=number,
        code=rules.code_of(queue, number),
        covers=given.covers,
        taken_at=clock.now(),
    )
    db.session.add(party)
    return _told(party, "queue.taken", actor)


@atomic
def call_party(party_id: str, *, actor: Actor) -> QueueParty:
    """Call a number, or call it again. Raises NotFound, WrongStep."""
    party = _step(party_id, PartyState.CALLED, actor)
    party.called_at = clock.now()
    party.calls += 1
    return _told(party, "queue.called", actor)


@atomic
def pass_party(party_id: str, *, actor: Actor) -> QueueParty:
    """Nobody came 过号: the next one's turn. Raises NotFound, WrongStep."""
    return _told(_step(party_id, PartyState.PASSED, actor), "queue.passed", actor)


@atomic
def restore_party(party_id: str, *, actor: Actor) -> QueueParty:
    """Bring a number back that was passed over or had left, to its old place.

    Raises NotFound, WrongStep.
    """
    party = _step(party_id, PartyState.WAITING, actor)
    party.called_at = party.ended_at = None
    return _told(party, "queue.restored", actor)


@atomic
def seat_party(party_id: str, table_id: str | None, *, actor: Actor) -> QueueParty:
    """Seat a party: its table is opened for as many guests. Without a table it sits somewhere.

    Raises NotFound, WrongStep, TableTaken.
    """
    party = _step(party_id, PartyState.SEATED, actor)
    party.ended_at = clock.now()
    if table_id is not None:
        party.table_name = open_free(table_id, party.covers, actor).name
    return _told(party, "queue.seated", actor)


@atomic
def leave_queue(party: QueueParty, *, actor: Actor) -> QueueParty:
    """The party does not wait any longer. Doing it twice changes nothing. Raises WrongStep."""
    if party.state is PartyState.LEFT:
        return party
    left = _step(party.id, PartyState.LEFT, actor)
    left.ended_at = clock.now()
    return _told(left, "queue.left", actor)


def open_free(table_id: str, covers: int, actor: Actor) -> Table:
    """Open a table at which nobody sits. Raises NotFound, TableTaken."""
    table = tables.get_table(actor.store_id, table_id)
    tables_service.refuse_taken(table.id, actor=actor)
    tables_service.open_table(table.id, actor=actor, covers=covers)
    return table


def _step(party_id: str, state: PartyState, actor: Actor) -> QueueParty:
    party = queries.get_party(actor.store_id, party_id)
    if party.state not in _MAY[state]:
        raise WrongStep
    party.state = state
    return party


def _told(party: QueueParty, action: str, actor: Actor) -> QueueParty:
    db.session.flush()
    audit.log(action, actor=actor, target=("queue_party", party.id), code=party.code)
    events.publish(QueueChanged(party.store_id))
    return party
