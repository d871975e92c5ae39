"""Whether anything may leave the house: after a restore, print and messages are held.

What waits in a restored database may have been printed and sent long ago. The owner looks first.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from app.core import system
from app.core.db import atomic, db
from app.core.freshness import Fresh

HOLD_KEY = "outgoing_hold"


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing leaves: the `source` that was restored, until when it knows, and when."""

    source: str
    known_until: datetime | None
    restored_at: datetime

    def to_text(self) -> str:
        """As it is kept in the database."""
        until = self.known_until.isoformat() if self.known_until else None
        return json.dumps([self.source[-120:], until, self.restored_at.isoformat()])

    @classmethod
    def from_text(cls, text: str) -> "Hold":
        """What `to_text` gave."""
        source, until, restored_at = json.loads(text)
        known_until = datetime.fromisoformat(until) if until else None
        return cls(source, known_until, datetime.fromisoformat(restored_at))


def find_hold() -> Hold | None:
    """The hold that stands, None when everything may leave. At most a second old."""
    return _holds.get(str(db.engine.url))


@atomic
def release() -> None:
    """Let everything leave again."""
    system.forget_value(HOLD_KEY)
    _holds.forget(str(db.engine.url))


def _load(_url: str) -> Hold | None:
    text = system.find_value(HOLD_KEY)
    return Hold.from_text(text) if text is not None else None


_holds: Fresh[str, Hold | None] = Fresh(_load)
