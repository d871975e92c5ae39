"""What the floor tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableOpened:
    """Staff opened a table, or confirmed the party that was waiting at it."""

    store_id: str
    table_id: str
    session_id: str


@dataclass(frozen=True, slots=True)
class TableWaiting:
    """Somebody scanned a table that nobody had opened."""

    store_id: str
    table_id: str
    session_id: str


@dataclass(frozen=True, slots=True)
class TableCleared:
    """A table session ended; all its phones are out."""

    store_id: str
    table_id: str
    session_id: str


@dataclass(frozen=True, slots=True)
class PartyMoved:
    """A party went to another table with its session; `left` and `taken` are the tables' names."""

    store_id: str
    session_id: str
    left: str
    table_id: str
    taken: str


@dataclass(frozen=True, slots=True)
class PartiesMerged:
    """A party became part of another; the names are those before, and the one of both now."""

    store_id: str
    left_id: str
    kept_id: str
    left_name: str
    kept_name: str
    name: str


@dataclass(frozen=True, slots=True)
class PartyParted:
    """A party that had been merged is on its own again; `order_ids` go with it."""

    store_id: str
    kept_id: str
    parted_id: str
    joint_name: str
    kept_name: str
    parted_name: str
    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FloorChanged:
    """Tables or areas were added, renamed or removed."""

    store_id: str
