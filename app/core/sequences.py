"""Counters per store that are taken inside a transaction, so that numbers follow commit order."""

from functools import cache
from typing import Any

from sqlalchemy import String, TextClause, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, ask, before_commit, execute, glance, notes

_COMMITTED = text("SELECT value FROM sequence WHERE store_id = :store_id AND name = :name")
_WANTED, _TAKEN = "sequences.wanted", "sequences.taken"


class Sequence(Base):
    """A named counter of a store. Its row is locked by whoever takes the next value.

    A database's own serial would not do: two transactions may commit in the other order than
    they took their numbers, and a reader that asks "since 7" would miss 6 for ever.
    """

    __tablename__ = "sequence"

    store_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


_CURRENT = select(Sequence.value).where(
    Sequence.store_id == bindparam("store"), Sequence.name == bindparam("counter")
)


def want(store_id: str, name: str, step: int = 1) -> None:
    """Let the next value that the transaction takes bring this one along, in one statement.

    Whoever says so asks `next_value` for it before the end of the transaction, by the same step:
    a number that nobody took would be a gap.
    """
    kept = notes()
    if _WANTED not in kept:
        kept[_WANTED], kept[_TAKEN] = {}, {}
        before_commit(lambda: _refuse_gaps(kept))
    kept[_WANTED][store_id, name] = step


def next_value(store_id: str, name: str, step: int = 1) -> int:
    """Advance the counter by `step` and return its new value; the first is `step`.

    Raises RuntimeError for another step than the one that was wanted.
    """
    kept = notes()
    brought = kept.get(_TAKEN, {}).pop((store_id, name), None)
    if brought is None:
        return _take(kept, store_id, name, step)
    value, wanted = brought
    if step != wanted:
        raise RuntimeError(f"{name} was wanted by {wanted} and is taken by {step}")
    return int(value)


def _take(kept: dict[str, Any], store_id: str, name: str, step: int) -> int:
    """Take the value of this counter, and those of all that were wanted."""
    wanted: dict[tuple[str, str], int] = kept.get(_WANTED, {})
    steps = {each: count for (store, each), count in wanted.items() if store == store_id}
    if steps.get(name, step) != step:
        raise RuntimeError(f"{name} was wanted by {steps[name]} and is taken by {step}")
    steps[name] = step
    for each in steps:
        wanted.pop((store_id, each), None)
    given: dict[str, Any] = {"store": store_id}
    # In the order of their names, in which every transaction locks them.
    for at, (each, count) in enumerate(sorted(steps.items())):
        given[f"name_{at}"], given[f"step_{at}"] = each, count
    values = dict(ask(_statement(len(steps)), given)())
    own = values.pop(name)
    if values:
        kept[_TAKEN].update({(store_id, each): (values[each], steps[each]) for each in values})
    return int(own)


@cache
def _statement(count: int) -> TextClause:
    rows = ", ".join(f"(:store, :name_{at}, :step_{at})" for at in range(count))
    return text(
        f"INSERT INTO sequence (store_id, name, value) VALUES {rows}"  # noqa: S608 - own names
        " ON CONFLICT (store_id, name) DO UPDATE SET value = sequence.value + excluded.value"
        " RETURNING name, value"
    )


def _refuse_gaps(kept: dict[str, Any]) -> None:
    left = [name for _store, name in (*kept[_WANTED], *kept[_TAKEN])]
    if left:
        raise RuntimeError(f"nobody took the numbers that were wanted: {', '.join(left)}")


def current_value(store_id: str, name: str) -> int:
    """The last value taken, 0 when none was."""
    row = execute(_CURRENT, {"store": store_id, "counter": name})
    return int(row.scalar_one_or_none() or 0)


def committed_value(store_id: str, name: str) -> int:
    """The last value that was committed, read anew and outside of any transaction; 0 for none."""
    row = glance(_COMMITTED, {"store_id": store_id, "name": name})
    return int(row[0]) if row else 0
