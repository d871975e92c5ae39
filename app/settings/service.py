"""Changing the owner's choices."""

from app.core import audit, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Invalid
from app.settings import queries
from app.settings.events import SettingsChanged
from app.settings.groups import SettingsGroup
from app.settings.models import StoreSetting
from app.settings.shown import wrong_in


@atomic
def save(chosen: SettingsGroup, *, actor: Actor) -> None:
    """Keep `chosen` as the actor's store's settings of that group.

    What changed is audited as {name: [before, after]}. Raises Invalid by the form's names.
    """
    wrong = wrong_in(chosen, chosen.SHOWN) or chosen.clashes()
    if wrong:
        raise Invalid(dict(wrong))
    group = type(chosen)
    former = queries.get(actor.store_id, group).model_dump(mode="json")
    value = chosen.model_dump(mode="json")
    changed = {name: [former[name], new] for name, new in value.items() if new != former[name]}
    db.session.merge(StoreSetting(store_id=actor.store_id, key=chosen.KEY, value=value))
    if changed:
        target = ("settings", chosen.KEY)
        audit.log("settings.changed", actor=actor, target=target, changed=changed)
        events.publish(SettingsChanged(actor.store_id, chosen.KEY))
    queries.forget(actor.store_id, group)


def reset(group: type[SettingsGroup], name: str, *, actor: Actor) -> None:
    """Give one setting its default again. Raises Invalid when it clashes with the others."""
    chosen = queries.get(actor.store_id, group)
    save(chosen.model_copy(update={name: group.model_fields[name].get_default()}), actor=actor)
