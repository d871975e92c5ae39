"""Opening a store and changing what it says of itself."""

from typing import Any

from app.core import audit, clock
from app.core.actors import Actor, system
from app.core.db import atomic, db
from app.stores import queries
from app.stores.models import Store


@atomic
def create_store(name: str, *, language: str = "zh", **facts: Any) -> Store:
    """Add a store; `facts` are further columns of `Store`."""
    store = Store(name=name, language=language, created_at=clock.now(), **facts)
    db.session.add(store)
    db.session.flush()
    queries.forget(store.id)
    audit.log("store.created", actor=system(store.id), target=("store", store.id), name=name)
    return store


@atomic
def change_store(*, actor: Actor, **facts: Any) -> Store:
    """Change columns of the actor's store; audited as {name: [before, after]} in text."""
    store = queries.get_store(actor.store_id)
    changed = {
        name: [str(getattr(store, name)), str(value)]
        for name, value in facts.items()
        if value != getattr(store, name)
    }
    for name, value in facts.items():
        setattr(store, name, value)
    if changed:
        audit.log("store.changed", actor=actor, target=("store", store.id), changed=changed)
    queries.forget(store.id)
    return store
