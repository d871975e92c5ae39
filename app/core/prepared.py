"""Writes that are prepared once for SQLite: their text and what their values become.

The toolkit's own work for each statement costs several times what SQLite needs for it, and an
order is a dozen of them. Watchers of statements hear of these like of any other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Column

Convert = Callable[[Any], Any]


class _Context:
    """What a statement's watchers may write on, in place of the toolkit's own."""


class Prepared:
    """One statement without a result, ready to be run with the values of many rows."""

    def __init__(
        self, statement: Insert | Update, dialect: Dialect, names: Iterable[str] | None = None
    ) -> None:
        """Prepare `statement` for rows of the given names.

        Columns of an insert that are not among them get their models' defaults.
        """
        compiled = statement.compile(
            dialect=dialect, column_keys=None if names is None else list(names)
        )
        defaults = {c.key: _default_of(c) for c in getattr(compiled, "insert_prefetch", ())}
        self.text = str(compiled)
        self._values = []
        for name in compiled.positiontup or ():
            bind = compiled.binds[name]
            default = defaults.get(name) or (None if bind.required else _always(bind.value))
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            self._values.append((name, convert, default))

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for each of the rows; how many rows of the table it wrote.

        Raises KeyError for a row without one of the names, DBAPIError.
        """
        values = [
            tuple(
                _converted(row[name] if default is None else default(), convert)
                for name, convert, default in self._values
            )
            for row in rows
        ]
        is_many = len(values) > 1
        cursor = run(connection, self.text, values if is_many else values[0], is_many=is_many)
        count = int(cursor.rowcount)
        cursor.close()
        return count


def run(connection: Connection, text: str, values: Any, *, is_many: bool = False) -> Any:
    """Run a text on the driver's own cursor, watched as others are; the cursor with its result.

    Raises DBAPIError.
    """
    cursor = connection.connection.cursor()
    context = _Context()
    for watch in connection.dispatch.before_cursor_execute:
        text, values = watch(connection, cursor, text, values, context, is_many)
    driver = connection.dialect.loaded_dbapi
    try:
        if is_many:
            cursor.executemany(text, values)
        else:
            cursor.execute(text, values)
    except driver.Error as error:
        cursor.close()
        raise DBAPIError.instance(
            text, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
    for watch in connection.dispatch.after_cursor_execute:
        watch(connection, cursor, text, values, context, is_many)
    return cursor


def _converted(value: Any, convert: Convert | None) -> Any:
    return value if convert is None else convert(value)


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value


def _default_of(column: Column[Any]) -> Callable[[], Any]:
    default = column.default
    if default is None or default.is_sequence or default.is_clause_element:
        raise NotImplementedError(f"{column} has a default that only the database can make")
    given: Any = default.arg  # type: ignore[attr-defined]
    return (lambda: given(None)) if default.is_callable else _always(given)
