"""Rows for Postgres as one value: an insert of any number of them is one statement.

To hand each value of each row to the driver costs more than all else that is done for an order's
rows. The server takes the columns' types from the table itself.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Dialect,
    Enum,
    Insert,
    Integer,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.schema import Column

from app.core.prepared import default_of
from app.core.types import UtcDateTime

# What JSON says as the columns' types do; all others go to the driver one by one.
_PLAIN = (BigInteger, Boolean, Date, Enum, Integer, SmallInteger, String, Text, UtcDateTime)
# It may stand in a JSON column, and not in a text: the driver knows what to say.
_NUL = "\\u0000"


class Unsuited(Exception):
    """The rows of this table, or these, cannot go as one value."""


class BulkInsert:
    """An insert into a table, ready to be run with any number of rows."""

    def __init__(self, statement: Insert, dialect: Dialect, names: Iterable[str]) -> None:
        """Prepare it for rows of the given names. Raises Unsuited.

        Columns that are not among them get their models' defaults.
        """
        table: Any = statement.table
        given = set(names)
        columns = [c for c in table.c if c.key in given or _has_default(c)]
        if any(not _is_suited(c) for c in columns) or len(given) != sum(
            c.key in given for c in columns
        ):
            raise Unsuited
        quoted = dialect.identifier_preparer
        into = quoted.format_table(table)
        listed = ", ".join(quoted.format_column(c) for c in columns)
        self.text = (
            f"INSERT INTO {into} ({listed}) SELECT {listed}"  # noqa: S608 - our own names
            f" FROM json_populate_recordset(NULL::{into}, %(rows)s)"
        )
        self._names = given
        self._defaults: list[tuple[str, Callable[[], Any]]] = [
            (c.key, default_of(c)) for c in columns if c.key not in given
        ]

    def value_of(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """What the statement is given for the rows.

        Raises Unsuited, and KeyError for a row that has not the names.
        """
        if any(row.keys() != self._names for row in rows):
            raise KeyError(", ".join(sorted(self._names)))
        whole: Sequence[Mapping[str, Any]] = rows
        if self._defaults:
            made = [{name: make() for name, make in self._defaults} for _ in rows]
            whole = [{**row, **more} for row, more in zip(rows, made, strict=True)]
        text = _encode(whole)
        if _NUL in text:
            raise Unsuited
        return {"rows": text}


def _is_suited(column: Column[Any]) -> bool:
    # Nothing in a JSON column may be JSON's null or the database's: the server would not know.
    is_json = type(column.type) is JSON and not column.nullable
    return (is_json or type(column.type) in _PLAIN) and column.key == column.name


def _has_default(column: Column[Any]) -> bool:
    return column.default is not None


def _said(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=_said).encode
