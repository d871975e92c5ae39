"""Counters per store that are taken inside a transaction, so that numbers follow commit order."""

from sqlalchemy import String, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, advance, execute, glance

_NEXT = text(
    "INSERT INTO sequence (store_id, name, value) VALUES (:store_id, :name, :step)"
    " ON CONFLICT (store_id, name) DO UPDATE SET value = sequence.value + :step RETURNING value"
)
_COMMITTED = text("SELECT value FROM sequence WHERE store_id = :store_id AND name = :name")


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


def next_value(store_id: str, name: str, step: int = 1) -> int:
    """Advance the counter by `step` and return its new value; the first is `step`."""
    return advance(_NEXT, {"store_id": store_id, "name": name, "step": step})


def current_value(store_id: str, name: str) -> int:
    """The last value taken, 0 when none was."""
    row = execute(_CURRENT, {"store": store_id, "counter": name})
    return int(row.scalar_one_or_none() or 0)


def committed_value(store_id: str, name: str) -> int:
    """The last value that was committed, read anew and outside of any transaction; 0 for none."""
    row = glance(_COMMITTED, {"store_id": store_id, "name": name})
    return int(row[0]) if row else 0
