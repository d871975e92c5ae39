"""Changing the owner's choices."""

from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.settings import queries
from app.settings.groups import SettingsGroup
from app.settings.models import StoreSetting


@atomic
def save(chosen: SettingsGroup, *, actor: Actor) -> None:
    """Keep `chosen` as the actor's store's settings of that group."""
    value = chosen.model_dump(mode="json")
    db.session.merge(StoreSetting(store_id=actor.store_id, key=chosen.KEY, value=value))
    audit.log("settings.changed", actor=actor, target=("settings", chosen.KEY), value=value)
    queries.forget(actor.store_id, type(chosen))
