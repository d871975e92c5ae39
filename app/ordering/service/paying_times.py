"""When the guests of one area pay, where that differs from the shop."""

from app.core.actors import Actor
from app.core.db import atomic
from app.ordering.settings import OrderingSettings, PayMode
from app.settings import queries, service


@atomic
def choose_area_pay_mode(area_id: str, mode: PayMode | None, *, actor: Actor) -> None:
    """Let the guests of an area pay at `mode`, or as the shop does (None)."""
    known = queries.get(actor.store_id, OrderingSettings)
    modes = {area: kept for area, kept in known.area_pay_modes.items() if area != area_id}
    if mode is not None:
        modes[area_id] = mode
    if modes != known.area_pay_modes:
        service.save(known.model_copy(update={"area_pay_modes": modes}), actor=actor)
