"""What calls tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallsChanged:
    """A party called, or its call was answered."""

    store_id: str
    session_id: str
