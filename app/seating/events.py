"""What seating tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """A number was taken, called, passed, seated or given back."""

    store_id: str


@dataclass(frozen=True, slots=True)
class BookChanged:
    """A reservation was made, changed or ended."""

    store_id: str
