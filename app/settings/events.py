"""What settings tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The owner, or somebody at the counter, changed choices of the group `key`."""

    store_id: str
    key: str
