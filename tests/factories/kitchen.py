"""Kitchen screens."""

from app.core.actors import Actor
from app.kitchen import service
from app.kitchen.models import ScreenDevice, ScreenView


def make_screen(
    actor: Actor,
    name: str = "炒锅墙",
    *,
    station_id: str | None = None,
    view: ScreenView = ScreenView.STATION,
) -> ScreenDevice:
    """A tablet that was paired by its code."""
    return pair_tablet(actor, name, station_id=station_id, view=view)[0]


def pair_tablet(
    actor: Actor,
    name: str = "炒锅墙",
    *,
    station_id: str | None = None,
    view: ScreenView = ScreenView.STATION,
) -> tuple[ScreenDevice, str]:
    """The same, with the secret that the tablet carries in its cookie."""
    code, secret = service.ask_pairing("Chrome · Android")
    device = service.pair_screen(code, name, station_id=station_id, view=view, actor=actor)
    return device, secret
