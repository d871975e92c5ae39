"""Writes that are prepared once: their text and what their values become.

The toolkit's own work for each statement costs several times what the database needs for it, and
an order is a dozen of them. Watchers of statements hear of these like of any other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    Dialect,
    Enum,
    Executable,
    Insert,
    Update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Column

from app.core.types import UtcDateTime

Convert = Callable[[Any], Any]
# Types whose few values are asked for again and again: what they become is kept.
_REPEATED = (Boolean, Date, Enum, UtcDateTime)
_MOST_KEPT = 256


class _Context:
    """What a statement's watchers may write on, in place of the toolkit's own."""


class Watch:
    """A statement that is about to run on a cursor of the driver's: its watchers have heard."""

    def __init__(
        self, connection: Connection, cursor: Any, text: str, values: Any, is_many: bool
    ) -> None:
        """Tell the watchers that it begins."""
        context = _Context()
        for watch in connection.dispatch.before_cursor_execute:
            text, values = watch(connection, cursor, text, values, context, is_many)
        self.cursor, self.text, self.values, self.is_many = cursor, text, values, is_many
        self._connection, self._context = connection, context

    def ended(self) -> None:
        """Tell the watchers that it is done."""
        given = self.cursor, self.text, self.values, self._context, self.is_many
        for watch in self._connection.dispatch.after_cursor_execute:
            watch(self._connection, *given)


class Prepared:
    """One statement without a result, ready to be run with the values of many rows."""

    def __init__(
        self, statement: Insert | Update, dialect: Dialect, names: Iterable[str] | None = None
    ) -> None:
        """Prepare `statement` for rows of the given names.

        Columns of an insert that are not among them get their models' defaults.
        """
        # As for many rows: without asking for an id that the database makes.
        compiled = statement.compile(
            dialect=dialect,
            column_keys=None if names is None else list(names),
            for_executemany=True,
        )
        defaults = {c.key: default_of(c) for c in getattr(compiled, "insert_prefetch", ())}
        self.text = str(compiled)
        self._by_name = not compiled.positional
        self._values = _Values(compiled, dialect, defaults)

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for each of the rows; how many rows of the table it wrote.

        Raises KeyError for a row without one of the names, DBAPIError.
        """
        values = self.values_of(rows)
        is_many = len(values) > 1
        cursor = run(connection, self.text, values if is_many else values[0], is_many=is_many)
        count = int(cursor.rowcount)
        cursor.close()
        return count

    def values_of(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """What the driver is given for each of the rows.

        Raises KeyError for a row without one of the names.
        """
        found = [self._values.of(row) for row in rows]
        if not self._by_name:
            return found
        return [dict(zip(self._values.names, each, strict=True)) for each in found]


class PreparedRead:
    """One statement that returns rows, ready to be run again and again."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        """Prepare `statement`; it takes no lists of values, and its columns have names."""
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        if compiled.post_compile_params:
            raise NotImplementedError("a list of values is written into the text each time")
        self.text = str(compiled)
        self._values = _Values(compiled, dialect, {})
        columns = compiled._result_columns
        self._row: Any = NamedTuple("_Row", [(each.keyname, Any) for each in columns])  # type: ignore[misc]
        self._converts = [
            (at, convert)
            for at, column in enumerate(columns)
            if (convert := column.type._cached_result_processor(dialect, None)) is not None
        ]

    def run(self, connection: Connection, given: Mapping[str, Any]) -> list[Any]:
        """The rows, with their columns as attributes. Raises KeyError, DBAPIError."""
        cursor = run(connection, self.text, self._values.of(given))
        found = cursor.fetchall()
        cursor.close()
        return self.made_of(found)

    def named(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What a driver is given that takes values by their names. Raises KeyError."""
        return dict(zip(self._values.names, self._values.of(given), strict=True))

    def made_of(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """The rows of what a driver found."""
        rows = []
        for raw in found:
            row = list(raw)
            for at, convert in self._converts:
                row[at] = convert(row[at])
            rows.append(self._row._make(row))
        return rows


def run(connection: Connection, text: str, values: Any, *, is_many: bool = False) -> Any:
    """Run a text on the driver's own cursor, watched as others are; the cursor with its result.

    Raises DBAPIError.
    """
    watch = Watch(connection, connection.connection.cursor(), text, values, is_many)
    cursor = watch.cursor
    driver = connection.dialect.loaded_dbapi
    try:
        if is_many:
            cursor.executemany(watch.text, watch.values)
        else:
            cursor.execute(watch.text, watch.values)
    except driver.Error as error:
        cursor.close()
        raise DBAPIError.instance(
            text, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
    watch.ended()
    return cursor


class _Values:
    """What the driver is given for a row, in the order of the text."""

    def __init__(
        self, compiled: Any, dialect: Dialect, defaults: Mapping[str, Callable[[], Any]]
    ) -> None:
        self.names = tuple(compiled.positiontup or compiled.bind_names.values())
        binds = [compiled.binds[name] for name in self.names]
        own = {
            name: _always(bind.value)
            for name, bind in zip(self.names, binds, strict=True)
            if not bind.required
        }
        self._brought = {**own, **defaults}
        self._converts = [
            (at, convert)
            for at, bind in enumerate(binds)
            if (convert := _conversion(bind.type, dialect)) is not None
        ]

    def of(self, row: Mapping[str, Any]) -> list[Any]:
        """The values of `row`. Raises KeyError."""
        if self._brought:
            row = {**row, **{name: make() for name, make in self._brought.items()}}
        found = [row[name] for name in self.names]
        for at, convert in self._converts:
            found[at] = convert(found[at])
        return found


def _conversion(kind: Any, dialect: Dialect) -> Convert | None:
    """What a value of a type becomes for the driver; None where it stays as it is."""
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return None
    if isinstance(kind, _REPEATED):
        return lru_cache(maxsize=_MOST_KEPT)(convert)
    return _conversion_of_json(convert) if isinstance(kind, JSON) else convert


def _conversion_of_json(convert: Convert) -> Convert:
    """As `convert`; most lists of an order are empty, and need no encoder."""
    no_list = convert([])

    def converted(value: Any) -> Any:
        return no_list if value == [] else convert(value)

    return converted


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value


def default_of(column: Column[Any]) -> Callable[[], Any]:
    """What makes a column's value in a row that has none. Raises NotImplementedError."""
    default = column.default
    if default is None or default.is_sequence or default.is_clause_element:
        raise NotImplementedError(f"{column} has a default that only the database can make")
    given: Any = default.arg  # type: ignore[attr-defined]
    return (lambda: given(None)) if default.is_callable else _always(given)
