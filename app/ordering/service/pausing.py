"""Stopping orders for a while: by hand from the counter, or because the kitchen is full."""

from datetime import datetime, timedelta

from app.core import audit, clock
from app.core.actors import Actor, system
from app.core.db import atomic
from app.core.errors import Invalid
from app.ordering import load
from app.ordering.errors import KitchenFull, Paused
from app.ordering.models import OrderType
from app.ordering.settings import OrderingSettings, PauseScope
from app.settings import queries as settings
from app.settings import service as settings_service
from app.stores import queries as stores

MAX_PAUSE_MESSAGE = 200
MAX_PAUSE_MINUTES = 24 * 60


@atomic
def pause_ordering(
    message: str = "",
    *,
    actor: Actor,
    scope: PauseScope = PauseScope.ALL,
    minutes: int | None = None,
) -> None:
    """Stop diners from ordering; `message` is what their phones say.

    It lasts `minutes`, or until it is ended. Raises Invalid for impossible minutes.
    """
    if minutes is not None and not 1 <= minutes <= MAX_PAUSE_MINUTES:
        raise Invalid({"minutes": f"1–{MAX_PAUSE_MINUTES}"})
    until = clock.now() + timedelta(minutes=minutes) if minutes is not None else None
    _change(actor, is_paused=True, scope=scope, message=message, until=until)
    audit.log(
        "ordering.paused",
        actor=actor,
        target=("store", actor.store_id),
        scope=scope.value,
        minutes=minutes,
    )


@atomic
def resume_ordering(*, actor: Actor) -> None:
    """Let diners order again. Where nothing was paused nothing changes."""
    if not settings.get(actor.store_id, OrderingSettings).is_paused:
        return
    _change(actor, is_paused=False, scope=PauseScope.ALL, message="", until=None)
    audit.log("ordering.resumed", actor=actor, target=("store", actor.store_id))


def end_pauses() -> int:
    """End the pauses whose time is over; return how many. Run by a job."""
    ended = 0
    for store in stores.list_stores():
        chosen = settings.get(store.id, OrderingSettings)
        is_over = chosen.paused_until is not None and chosen.paused_until <= clock.now()
        if chosen.is_paused and is_over:
            resume_ordering(actor=system(store.id, "pause over"))
            ended += 1
    return ended


def refuse_paused(store_id: str, order_type: OrderType, *, is_later: bool) -> None:
    """Refuse a phone's order during a pause, or, if it is for now, while the kitchen is full.

    Raises Paused, KitchenFull.
    """
    chosen = settings.get(store_id, OrderingSettings)
    if chosen.pauses(is_pickup=order_type is OrderType.PICKUP, now=clock.now()):
        raise Paused(chosen.pause_message or None)
    if not is_later and load.is_full(store_id):
        raise KitchenFull


def _change(
    actor: Actor, *, is_paused: bool, scope: PauseScope, message: str, until: datetime | None
) -> None:
    chosen = settings.get(actor.store_id, OrderingSettings)
    changed = chosen.model_copy(
        update={
            "is_paused": is_paused,
            "pause_scope": scope,
            "pause_message": message.strip()[:MAX_PAUSE_MESSAGE],
            "paused_until": until,
        }
    )
    settings_service.save(changed, actor=actor)
