"""What the menu tells the floors above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MenuChanged:
    """The menu of a store has a new version: text, price or availability changed."""

    store_id: str
    version: int
