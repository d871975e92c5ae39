"""What Postgres is asked, and what it answered; known without its driver."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Write:
    """A statement in the driver's spelling with its values: of one row, or of many in a list."""

    text: str
    values: Any = None
    is_many: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server answered: the rows, how many were written or found, and the word for it."""

    rows: list[tuple[Any, ...]]
    count: int
    said: str


class Asked:
    """A statement that waits to be sent, and its outcome once it was."""

    __slots__ = ("outcome", "write")

    def __init__(self, write: Write) -> None:
        """Not sent yet."""
        self.write = write
        self.outcome: Outcome | None = None
