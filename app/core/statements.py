"""Statements that go past the toolkit, each as its database takes it best: prepared once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Float, Insert, Numeric, TextClause, Update

from app.core import postgres
from app.core.asked import Write
from app.core.bulk import BulkInsert, Unsuited
from app.core.prepared import Prepared, PreparedRead, run

Parameters = Mapping[str, Any]

_prepared: dict[tuple[str, Insert | Update, tuple[str, ...] | None], Prepared] = {}
_bulk: dict[tuple[Insert, tuple[str, ...]], BulkInsert | None] = {}
_reads: dict[tuple[str, Executable], PreparedRead | None] = {}
_texts: dict[TextClause, str] = {}


def read(
    connection: Connection, statement: Executable, parameters: Parameters | Sequence[Parameters]
) -> list[Any]:
    """The rows of a statement that is always the same; it takes no lists of values.

    Run for several parameters, the rows of all of them: one exchange with Postgres.
    """
    dialect = connection.dialect
    key = dialect.name, statement
    if key not in _reads:
        _reads[key] = PreparedRead(statement, dialect) if _is_sure(statement, dialect) else None
    prepared = _reads[key]
    several = [parameters] if isinstance(parameters, Mapping) else parameters
    if prepared is None:
        return [row for each in several for row in connection.execute(statement, dict(each))]
    if dialect.name == "sqlite":
        return [row for each in several for row in prepared.run(connection, each)]
    wanted = [prepared.named(each) for each in several]
    if not wanted:
        return []
    is_many = len(wanted) != 1
    sent = Write(prepared.text, wanted if is_many else wanted[0], is_many)
    return prepared.made_of(postgres.send(connection, sent).rows)


def _is_sure(statement: Any, dialect: Dialect) -> bool:
    """Whether it is known before the answer what its columns become: not for Postgres' numbers."""
    numbers = (Numeric, Float)
    columns = statement.exported_columns
    return dialect.name == "sqlite" or not any(isinstance(c.type, numbers) for c in columns)


def write(
    connection: Connection,
    statement: Insert | Update,
    rows: Sequence[Parameters],
    names: tuple[str, ...] | None,
    *,
    is_counted: bool = False,
) -> int:
    """Write rows of the given names, or run an update for each.

    With `is_counted`, how many rows that changed; else Postgres is not waited for.
    """
    dialect = connection.dialect
    if dialect.name != "sqlite" and isinstance(statement, Insert) and names and not is_counted:
        together = _together(statement, dialect, rows, names)
        if together is not None:
            postgres.hold(connection, together)
            return len(rows)
    prepared = _prepared.get((dialect.name, statement, names))
    if prepared is None:
        prepared = Prepared(statement, dialect, names)
        _prepared[dialect.name, statement, names] = prepared
    if dialect.name == "sqlite":
        return prepared.run(connection, rows)
    values = prepared.values_of(rows)
    is_many = len(values) > 1
    sent = Write(prepared.text, values if is_many else values[0], is_many)
    if is_counted:
        return postgres.send(connection, sent).count
    postgres.hold(connection, sent)
    return len(values)


def _together(
    statement: Insert, dialect: Dialect, rows: Sequence[Parameters], names: tuple[str, ...]
) -> Write | None:
    """The insert of all rows as one statement with one value; None where that is not possible."""
    try:
        if (statement, names) not in _bulk:
            _bulk[statement, names] = None
            _bulk[statement, names] = BulkInsert(statement, dialect, names)
        bulk = _bulk[statement, names]
        return Write(bulk.text, bulk.value_of(rows)) if bulk else None
    except Unsuited:
        return None


def ask(
    connection: Connection, statement: TextClause, parameters: Parameters
) -> Callable[[], list[tuple[Any, ...]]]:
    """Run a write of plain text; what gives the rows that it returns, as the driver has them.

    Postgres is sent it with the next statement, or when its rows are wanted.
    """
    if connection.dialect.name != "sqlite":
        text = _texts.get(statement)
        if text is None:
            text = _texts[statement] = str(statement.compile(dialect=connection.dialect))
        asked = postgres.hold(connection, Write(text, parameters))
        return lambda: postgres.answer(connection, asked).rows
    # Its names are written as the driver itself reads them.
    cursor = run(connection, statement.text, parameters)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    cursor.close()
    return lambda: rows


def begin(connection: Connection) -> None:
    """Take SQLite's one place for writers. Raises OperationalError when another program has it."""
    run(connection, "BEGIN IMMEDIATE", ()).close()


def first(
    connection: Connection, statement: TextClause, parameters: Parameters
) -> tuple[Any, ...] | None:
    """The first row of a plain text, as the driver gives it."""
    if connection.dialect.name != "sqlite":
        row = connection.execute(statement, dict(parameters)).first()
        return tuple(row) if row is not None else None
    cursor = run(connection, statement.text, parameters)
    found: tuple[Any, ...] | None = cursor.fetchone()
    cursor.close()
    return found
