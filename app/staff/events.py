"""What happened at the staff door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeviceEnrolled:
    """PINs count on one more browser; `by` is the name of who enrolled it."""

    store_id: str
    device_id: str
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class LoginsEnded:
    """These logins are over, whoever ended them; their open pages must fall silent."""

    token_hashes: tuple[str, ...]
