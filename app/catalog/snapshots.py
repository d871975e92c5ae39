"""Rows of the menu as plain values: what a change did to them, and whether that still stands."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Table, inspect, select, tuple_

from app.catalog.models import MenuChange, PriceChange
from app.core.db import Base, db

Key = tuple[str, tuple[Any, ...]]
Row = dict[str, Any]

# Whether a row was removed belongs to every change of it: nothing of a removed row is undone.
_ALWAYS_KEPT = "removed_at"
_MODELS = "app.catalog.models"
# How many keys stand in one statement.
_CHUNK = 400


@cache
def _models() -> dict[str, type[Base]]:
    """The menu's models by table; new ones are covered by themselves, histories are not."""
    return {
        mapper.local_table.name: mapper.class_
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith(_MODELS)
        and mapper.class_ not in (MenuChange, PriceChange)
        and isinstance(mapper.local_table, Table)
    }


def tracked_tables() -> list[Table]:
    """The tables whose changes are kept; whatever others refer to comes first."""
    return [table for table in Base.metadata.sorted_tables if table.name in _models()]


def model_of(table: Table) -> type[Base]:
    """The model that is kept in a table."""
    return _models()[table.name]


def key_of(row: object) -> Key | None:
    """The table and primary key of a mapped row, None when its changes are not kept."""
    mapper = inspect(type(row))
    name = mapper.local_table.name
    if name not in _models():
        return None
    return name, tuple(mapper.primary_key_from_instance(row))


def read_row(key: Key) -> Row | None:
    """A row as the database has it in this transaction, None when it is not there."""
    return _read_rows([key]).get(key)


def differences(before: dict[Key, Row | None]) -> list[dict[str, Any]]:
    """What became of the rows since they were `before`, as `MenuChange.rows` keeps it."""
    after = _read_rows(before)
    found = []
    for key, was in before.items():
        now = after.get(key)
        if was == now:
            continue
        names = _changed(was, now)
        found.append(
            {
                "table": key[0],
                "key": list(key[1]),
                "before": None if was is None else {n: was[n] for n in names},
                "after": None if now is None else {n: now[n] for n in names},
            }
        )
    return found


def is_as_left(changes: Iterable[MenuChange]) -> dict[str, bool]:
    """For each change by its id: whether all its rows still are as it left them."""
    listed = list(changes)
    keys = {_key(row) for change in listed for row in change.rows}
    present = _read_rows(keys)
    return {
        change.id: all(_stands(row, present.get(_key(row))) for row in change.rows)
        for change in listed
    }


def refers_to_removed(rows: Iterable[dict[str, Any]]) -> bool:
    """Whether any of these rows, as they are now, refers to what was removed for good.

    Such as a dish to a station that has been retired: nobody would make it there.
    """
    found = _read_rows(_key(row) for row in rows)
    wanted = {
        (key.column.table.name, (row[key.parent.name],))
        for (name, _), row in found.items()
        for key in Base.metadata.tables[name].foreign_keys
        if row[key.parent.name] is not None and row.get(_ALWAYS_KEPT) is None
    }
    return any(row.get(_ALWAYS_KEPT) for row in _read_rows(wanted).values())


def _changed(was: Row | None, now: Row | None) -> list[str]:
    """The columns worth keeping: all of a row that came or went, else those that differ."""
    if was is None or now is None:
        return list(was or now or ())
    return [n for n in was if was[n] != now[n] or n == _ALWAYS_KEPT]


def _stands(row: dict[str, Any], present: Row | None) -> bool:
    left = row["after"]
    if left is None or present is None:
        return left is None and present is None
    return all(present[name] == value for name, value in left.items() if name in present)


def _key(row: dict[str, Any]) -> Key:
    return row["table"], tuple(row["key"])


def _read_rows(keys: Iterable[Key]) -> dict[Key, Row]:
    """The rows that are there, in as few statements as can be."""
    by_table: dict[str, list[tuple[Any, ...]]] = {}
    for name, key in keys:
        by_table.setdefault(name, []).append(key)
    found = {}
    for name, wanted in by_table.items():
        if name not in _models():
            continue
        table = Base.metadata.tables[name]
        columns = list(table.primary_key.columns)
        for start in range(0, len(wanted), _CHUNK):
            query = select(table).where(tuple_(*columns).in_(wanted[start : start + _CHUNK]))
            # Past the mapper: it would flush first, and hides what it has not written.
            for row in db.session.connection().execute(query).mappings():
                key = tuple(row[column.name] for column in columns)
                found[(name, key)] = {n: _plain(value) for n, value in row.items()}
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
