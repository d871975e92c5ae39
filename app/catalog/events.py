"""What the menu tells the floors above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MenuChanged:
    """The menu of a store has a new version: text, price or availability changed."""

    store_id: str
    version: int


@dataclass(frozen=True, slots=True)
class StationRetired:
    """A station is no longer used; its dishes are made at `moved_to`, None when it had none."""

    store_id: str
    station_id: str
    moved_to: str | None
