"""Postgres: its connections, its line of writers, and writes that share one exchange with it.

Each exchange with the server costs two changes of process and a wait for the interpreter, all of
it inside the store's line; an order is a dozen writes. So reads outside a transaction begin none,
a transaction is begun and its place in line taken with one message, and writes whose outcome
nobody asks for yet wait for the next statement, or for the commit, and go along with it.
"""

import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError

from app.core.prepared import Watch

# A connection that lay longer is asked whether it is still one, before it is used.
_LAY_LONG_S = 1.0
# A transaction's own statements are prepared on each connection; the product has some hundreds.
_KEPT_PREPARED = 400
_SINCE = "kaifan.since"
_HELD = "kaifan.held"

# The place in line, across processes: of a store, behind whoever writes for all.
_IN_LINE = 0x6B616966
_BEFORE_ALL = f"BEGIN; SELECT pg_advisory_xact_lock({_IN_LINE})"
_IN_STORE = (
    f"BEGIN; SELECT pg_advisory_xact_lock_shared({_IN_LINE}), pg_advisory_xact_lock({_IN_LINE}, %d)"
)
# What follows an order has a line that the stores' writers are not in.
_OWN = "SELECT pg_advisory_xact_lock(1801546087)"


@dataclass(frozen=True, slots=True)
class Write:
    """A statement of the driver's own with its values: of one row, or with `is_many` a list."""

    text: str
    values: Any = None
    is_many: bool = False


_COMMIT = Write("COMMIT")

# A machine that lost its power hangs up on nobody. So a server is waited for no longer than this,
# whether it is to be reached, to take what it is sent, or to answer; an address may say otherwise.
_WAITS = {
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
}
# What it says that starts, ends, or stands by for another, which only reads.
_NOT_NOW = ("08", "57P", "25006")


def engine_options(url: str) -> dict[str, Any]:
    """Keyword arguments of the engine for a server's `url`.

    Without a transaction of the driver's: it would begin one for each read, with an exchange of
    its own, and forget all prepared statements when it is taken back.
    """
    return {
        "pool_size": 20,
        "max_overflow": 20,
        # The one that was used last has its statements prepared and its caches warm.
        "pool_use_lifo": True,
        "isolation_level": "AUTOCOMMIT",
        "connect_args": {name: value for name, value in _WAITS.items() if name not in url},
    }


def is_away(error: DBAPIError) -> bool:
    """Whether no server was reached, or one that is about to end or only stands by for another."""
    # Without a word from the server there is no number of it.
    state = getattr(error.orig, "sqlstate", "")
    return state is None or state.startswith(_NOT_NOW)


def watch(engine: Engine, tables: MetaData) -> None:
    """Set up each connection that `engine` will open, and the indexes of `tables`."""
    take_conditions(tables)
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "checkin", _note_return)
    event.listen(engine, "checkout", _look_whether_alive)
    event.listen(engine, "before_cursor_execute", _send_held_before)


def is_for_writing(connection: Connection) -> bool:
    """Whether the server takes orders: one that stands by for another only reads. SQLite does."""
    if connection.dialect.name == "sqlite":
        return True
    return bool(connection.scalar(text("SELECT NOT pg_is_in_recovery()")))


def take_conditions(tables: MetaData) -> None:
    """Give each partial index of `tables` the condition here that it has on SQLite.

    The models say it for SQLite alone: said for Postgres too, it would load this dialect and its
    five drivers at every start of a shop that has no use for them.
    """
    for index in (index for table in tables.tables.values() for index in table.indexes):
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


def begin_in_line(connection: Connection, store_id: str) -> None:
    """Begin a transaction in a store's line, or for "" in that of all; waits until it is its turn.

    Raises DBAPIError.
    """
    if store_id:
        # Names that share a number share a line, which is harmless.
        number = zlib.crc32(store_id.encode()) - (1 << 31)
        connection.exec_driver_sql(_IN_STORE % number)
    else:
        connection.exec_driver_sql(_BEFORE_ALL)


def begin_in_own_line(connection: Connection, _line: str) -> None:
    """Begin a transaction in the line of what follows an order. Raises DBAPIError."""
    connection.exec_driver_sql(f"BEGIN; {_OWN}")


def wait_in_own_line(connection: Connection) -> None:
    """Wait there with a transaction that was begun in another line. Raises DBAPIError."""
    connection.exec_driver_sql(_OWN)


def hold(connection: Connection, write: Write) -> None:
    """Keep a write until the next statement or the commit: nobody waits for its outcome."""
    connection.info.setdefault(_HELD, []).append(write)


def send(connection: Connection, write: Write) -> Any:
    """Run a write, and before it those that are held; its cursor. Raises DBAPIError."""
    return _run(connection, [*_taken(connection), write])[-1]


def commit(connection: Connection) -> None:
    """Commit, together with the writes that are held. Raises DBAPIError: nothing is committed."""
    answer = send(connection, _COMMIT).statusmessage
    if answer != "COMMIT":
        raise RuntimeError(f"the database answered the commit with {answer}")


def _taken(connection: Connection) -> list[Write]:
    taken: list[Write] = connection.info.pop(_HELD, [])
    return taken


def _send_held_before(connection: Connection, _cursor: Any, text: str, *_given: Any) -> None:
    """Whatever comes next may look at what is held."""
    held = _taken(connection)
    # What is held then was written since the savepoint: a savepoint is a statement as well.
    if held and not text.startswith("ROLLBACK"):
        _run(connection, held)


def _run(connection: Connection, writes: Sequence[Write]) -> list[Any]:
    """Run writes in their order with one exchange; their cursors. Raises DBAPIError."""
    raw: Any = connection.connection.driver_connection
    watching = [Watch(connection, raw.cursor(), w.text, w.values, w.is_many) for w in writes]
    driver = connection.dialect.loaded_dbapi
    try:
        if len(watching) == 1 and not watching[0].is_many:
            _run_alone(watching[0])
        else:
            _run_together(raw, watching)
    except driver.Error as error:
        is_lost = connection.dialect.is_disconnect(error, raw, None)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            "; ".join(write.text for write in writes),
            None,
            error,
            driver.Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=connection.dialect,
        ) from error
    for each in watching:
        each.ended()
    return [each.cursor for each in watching]


def _run_alone(watch: Watch) -> None:
    if watch.values is None:
        watch.cursor.execute(watch.text)
    else:
        watch.cursor.execute(watch.text, watch.values, prepare=True)


def _run_together(raw: Any, watching: Sequence[Watch]) -> None:
    """Send them as one message, in libpq's pipeline, and wait once: an error ends the rest.

    The driver's own way sends each by itself and lets the interpreter go each time, which with
    many threads is a wait each time.
    """
    with raw.pipeline() as pipeline:
        for each in watching:
            _queue(each)
        while pipeline.command_queue:
            pipeline.command_queue.popleft()()


def _queue(watch: Watch) -> None:
    """What the cursor's `execute` and `executemany` do in a pipeline, short of sending."""
    cursor, query = watch.cursor, None
    _exhaust(cursor._start_query(watch.text))
    if watch.is_many:
        cursor._rowcount, cursor._execmany_returning = 0, False
    for values in watch.values if watch.is_many else [watch.values]:
        if query is None:
            query = cursor._convert_query(watch.text, values)
        else:
            query.dump(values)
        _exhaust(cursor._maybe_prepare_gen(query, prepare=True))


def _exhaust(steps: Iterator[Any]) -> None:
    """Go through steps of which none waits."""
    for _ in steps:
        raise RuntimeError("the driver would wait while a pipeline is filled")


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.prepared_max = _KEPT_PREPARED


def _note_return(_connection: Any, record: Any) -> None:
    # What is still held belongs to a transaction that was taken back.
    record.info.pop(_HELD, None)
    record.info[_SINCE] = time.monotonic()


def _look_whether_alive(connection: Any, record: Any, _proxy: Any) -> None:
    """One that a restart of the server or a network's box has cut is replaced, and all with it."""
    if time.monotonic() - record.info.get(_SINCE, time.monotonic()) < _LAY_LONG_S:
        return
    try:
        connection.execute("")
    except Exception as error:
        raise InvalidatePoolError from error
