"""What happened at the staff door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoginsEnded:
    """These logins are over, whoever ended them; their open pages must fall silent."""

    token_hashes: tuple[str, ...]
