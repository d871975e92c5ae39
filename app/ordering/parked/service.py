"""The verbs of parked orders: set aside, take up again, drop."""

from app.core import audit, clock, events, idempotency
from app.core.actors import Actor
from app.core.db import atomic, db
from app.ordering.errors import ParkedExpired, ParkedTaken
from app.ordering.events import ParkedChanged
from app.ordering.parked import queries
from app.ordering.parked.inputs import ParkInput
from app.ordering.parked.models import ParkedOrder
from app.stores import queries as stores
from app.tables import queries as tables


@atomic
def park_order(given: ParkInput, *, key: str, actor: Actor) -> str:
    """Set a basket aside 挂单, once per key; its id. Raises NotFound, KeyReused."""
    hashed = idempotency.body_hash(given.model_dump(mode="json"))
    earlier = idempotency.find_answer(actor.store_id, "park", key, hashed)
    if earlier is not None:
        return str(earlier["id"])
    place = ""
    if given.table_id is not None:
        place = tables.get_table(actor.store_id, given.table_id).name
    if given.session_id is not None:
        place = tables.get_session(actor.store_id, given.session_id).name
    counts = [line.quantity for line in given.lines]
    counts += [item.quantity for item in given.open_items]
    parked = ParkedOrder(
        store_id=actor.store_id,
        business_date=stores.get_facts(actor.store_id).business_date(),
        name=given.name,
        table_id=given.table_id,
        session_id=given.session_id,
        place_name=place,
        basket=given.basket(),
        portions=sum(counts),
        total_fen=given.total_fen,
        parked_by=actor.name,
        parked_at=clock.now(),
    )
    db.session.add(parked)
    db.session.flush()
    idempotency.keep_answer(actor.store_id, "park", key, hashed, {"id": parked.id})
    _say(parked, "parked.set_aside", actor)
    return parked.id


@atomic
def take_up(parked_id: str, *, key: str, actor: Actor) -> ParkedOrder:
    """Take a parked order up again 取单; one device alone gets it, and again by the same key.

    Raises NotFound, KeyReused, ParkedTaken, ParkedExpired.
    """
    parked = queries.get_parked(actor.store_id, parked_id)
    hashed = idempotency.body_hash({"id": parked_id})
    if idempotency.find_answer(actor.store_id, "take_up", key, hashed) is not None:
        return parked
    if parked.ended_at is not None:
        raise ParkedTaken(by=parked.ended_by)
    if parked.business_date < stores.get_facts(actor.store_id).business_date():
        raise ParkedExpired
    idempotency.keep_answer(actor.store_id, "take_up", key, hashed, {"id": parked_id})
    return _end(parked, "parked.taken_up", actor)


@atomic
def drop(parked_id: str, *, actor: Actor) -> ParkedOrder:
    """Nobody wants it any more. Doing it twice changes nothing. Raises NotFound."""
    parked = queries.get_parked(actor.store_id, parked_id)
    return parked if parked.ended_at is not None else _end(parked, "parked.dropped", actor)


def _end(parked: ParkedOrder, action: str, actor: Actor) -> ParkedOrder:
    parked.ended_at, parked.ended_by = clock.now(), actor.name
    db.session.flush()
    _say(parked, action, actor)
    return parked


def _say(parked: ParkedOrder, action: str, actor: Actor) -> None:
    audit.log(action, actor=actor, target=("parked_order", parked.id), name=parked.name)
    events.publish(ParkedChanged(parked.store_id))
