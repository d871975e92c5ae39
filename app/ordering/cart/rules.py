"""How what several phones want at once comes together: no database, no clock."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, NamedTuple

SEPARATOR = "，"
# What is older counts as seen by everybody.
MAX_CHANGES = 60


class Outcome(StrEnum):
    """What became of an operation."""

    DONE = "done"
    MERGED = "merged"
    KEPT = "kept"
    ORDERED = "ordered"
    GONE = "gone"
    LIMITED = "limited"
    FULL = "full"
    TAKEN = "taken"


class Change(NamedTuple):
    """One step of a line: at which version of the cart, by whom, by which operation, how much."""

    version: int
    guest: int
    operation: str
    delta: int


def changes_of(stored: Iterable[list[Any]]) -> list[Change]:
    """A line's changes from their stored form."""
    return [Change(*each) for each in stored]


def added_unseen(changes: Iterable[Change], is_seen: Callable[[Change], bool]) -> int:
    """How many portions were added by changes that were not seen."""
    return sum(each.delta for each in changes if each.delta > 0 and not is_seen(each))


def removable(quantity: int, changes: Iterable[Change], is_seen: Callable[[Change], bool]) -> int:
    """How many of a line's portions somebody may take away who knows only what was seen."""
    return max(0, quantity - added_unseen(changes, is_seen))


def is_disturbed(changes: Iterable[Change], is_seen: Callable[[Change], bool]) -> bool:
    """Whether anything but an addition was done to a line unseen."""
    return any(each.delta <= 0 and not is_seen(each) for each in changes)


def merge_notes(was: str, now: str, wanted: str, most: int) -> tuple[str, bool]:
    """The note that comes of two people changing it, and whether all of it had room.

    `was` is what the second saw, `now` what it has become, `wanted` what the second made of it.
    Notes are wishes in a row, so each wish is taken in or out on its own.
    """
    if was == now:
        return wanted, True
    before, mine = _wishes(was), _wishes(wanted)
    merged = [wish for wish in _wishes(now) if wish in mine or wish not in before]
    is_whole = True
    for wish in mine:
        if wish in before or wish in merged:
            continue
        if len(SEPARATOR.join([*merged, wish])) > most:
            is_whole = False
        else:
            merged.append(wish)
    return SEPARATOR.join(merged), is_whole


def _wishes(note: str) -> list[str]:
    return [wish for wish in note.split(SEPARATOR) if wish]
