"""What upkeep tells the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutgoingReleased:
    """The owner confirmed a restore: print and messages leave again."""

    store_id: str
