"""Who does something: every verb is told its actor, and the audit writes it down."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The three kinds of doers."""

    STAFF = "staff"
    DINER = "diner"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A doer within one store. `id` is the staff member's id or the phone's device id."""

    kind: ActorKind
    id: str
    name: str
    store_id: str
    role: str = ""


def system(store_id: str, name: str = "system") -> Actor:
    """The actor of jobs, reactions and the command line."""
    return Actor(ActorKind.SYSTEM, "system", name, store_id)
