"""What the notices tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeRaised:
    """There is a new notice."""

    store_id: str
    notice_id: str


@dataclass(frozen=True, slots=True)
class NoticesChanged:
    """A notice ended, is back or was read: what is shown of them is old."""

    store_id: str
