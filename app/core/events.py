"""Past-tense facts that lower floors publish and reactions above subscribe to.

Reactions run at once, inside the publisher's transaction, and only write rows: an error in one
rolls everything back. What must leave the machine goes through the outbox.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from app.core.db import in_transaction

R = TypeVar("R", bound=Callable[[Any], None])

_reactions: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def on(kind: type) -> Callable[[R], R]:
    """Subscribe the decorated reaction to events of `kind`; it may stand for several kinds."""

    def register(reaction: R) -> R:
        if reaction not in _reactions[kind]:
            _reactions[kind].append(reaction)
        return reaction

    return register


def publish(event: object) -> None:
    """Run every reaction to `event`, in the order of registration.

    Raises RuntimeError outside a transaction: an event is a fact only together with its rows.
    """
    if not in_transaction():
        raise RuntimeError(f"{type(event).__name__} was published outside a transaction")
    for reaction in _reactions[type(event)]:
        reaction(event)


def reactions_to(kind: type) -> list[Callable[[Any], None]]:
    """The reactions subscribed to `kind`, for the page that lists them and for tests."""
    return list(_reactions[kind])
