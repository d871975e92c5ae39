"""Postgres: its connections, its line of writers, and writes that share one exchange with it.

Each exchange with the server costs two changes of process and a wait for the interpreter, all of
it inside the store's line; an order is a dozen writes. So reads outside a transaction begin none,
a transaction is begun and its place in line taken with one message, and writes whose outcome
nobody asks for yet wait for the next statement, or for the commit, and go along with it.
"""

import importlib
import os
import re
import time
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError

from app.core.asked import Asked, Outcome, Write
from app.core.lazily import at_use
from app.core.prepared import Watch

# With the driver, which shops on SQLite do without.
silence = at_use("app.core.silence")

# A connection that lay longer is asked whether it is still one, before it is used.
_LAY_LONG_S = 1.0
# A transaction's own statements are prepared on each connection; the product has some hundreds.
_KEPT_PREPARED = 400
_SINCE = "kaifan.since"
_HELD = "kaifan.held"

_BEGIN, _COMMIT = Write("BEGIN"), Write("COMMIT")
# The place in line, across processes: of a store, behind whoever writes for all.
_IN_LINE = 0x6B616966
_BEFORE_ALL = Write(f"SELECT pg_advisory_xact_lock({_IN_LINE})")
_IN_STORE = (
    f"SELECT pg_advisory_xact_lock_shared({_IN_LINE}),"
    f" pg_advisory_xact_lock({_IN_LINE}, %(store)s::integer)"
)
# What follows an order has a line that the stores' writers are not in.
_OWN = Write("SELECT pg_advisory_xact_lock(1801546087)")

# A machine that lost its power hangs up on nobody. So a server is waited for no longer than this,
# whether it is to be reached, to take what it is sent, or to answer; an address may say otherwise.
# Of one that takes it and never answers, nothing but silence.py hears.
_WAITS = {
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
}
# The driver gives bytes for texts where a database says nothing of letters.
_SAID = {**_WAITS, "client_encoding": "utf8"}
_HERE = re.compile(r"(127\.[\d.]+|localhost|::1|\[::1\])(:\d+)?")
# What it says that starts, ends, or stands by for another, which only reads; or has given us up.
_NOT_NOW = ("08", "57P", "25006", "25P03")


def way_to(url: str) -> dict[str, str]:
    """What the driver is told beside a server's `url`, unless the url or the system says so.

    What stays on this machine is not encrypted where the server takes it so: nobody can listen
    there who could not read the memory of both, and it costs a fifth of all orders.
    """
    parsed = make_url(url)
    named = parsed.query.get("host") or parsed.host or ""
    hosts = [
        host for each in ([named] if isinstance(named, str) else named) for host in each.split(",")
    ]
    said = dict(_SAID)
    if all(_HERE.fullmatch(host) for host in hosts) and "PGSSLMODE" not in os.environ:
        said["sslmode"] = "allow"
    return {name: value for name, value in said.items() if name not in url}


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
        "connect_args": way_to(url),
    }


def is_away(error: DBAPIError) -> bool:
    """Whether no server was reached, or one that is about to end or only stands by for another."""
    state = getattr(error.orig, "sqlstate", "")
    if state is None:
        # No word of the server: it was not reached, unless the driver itself refused a value.
        return isinstance(error, (OperationalError, InterfaceError))
    return bool(state.startswith(_NOT_NOW))


def watch(engine: Engine, tables: MetaData) -> None:
    """Set up each connection that `engine` will open, and the indexes of `tables`."""
    take_conditions(tables)
    event.listen(engine, "do_connect", _connect)
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


def begin_in_line(connection: Connection, store_id: str, *, late: bool = False) -> None:
    """Begin a transaction in a store's line, or for "" in that of all; waits until it is its turn.

    One that begins `late` does so with its first statement, in one message. Raises DBAPIError.
    """
    place = _BEFORE_ALL
    if store_id:
        # Names that share a number share a line, which is harmless.
        place = Write(_IN_STORE, {"store": zlib.crc32(store_id.encode()) - (1 << 31)})
    if late:
        hold(connection, _BEGIN)
        hold(connection, place)
    else:
        _run(connection, [Asked(_BEGIN), Asked(place)])


def begin_in_own_line(connection: Connection, _line: str) -> None:
    """Begin a transaction in the line of what follows an order. Raises DBAPIError."""
    _run(connection, [Asked(_BEGIN), Asked(_OWN)])


def wait_in_own_line(connection: Connection) -> None:
    """Wait there with a transaction that was begun in another line. Raises DBAPIError."""
    send(connection, _OWN)


def is_yet_to_begin(connection: Connection) -> bool:
    """Whether a transaction that begins late still waits for its first statement."""
    held: list[Asked] = connection.info.get(_HELD, [])
    return bool(held) and held[0].write is _BEGIN


def hold(connection: Connection, write: Write) -> Asked:
    """Keep a statement until the next one or the commit: nobody waits for its outcome yet."""
    asked = Asked(write)
    connection.info.setdefault(_HELD, []).append(asked)
    return asked


def answer(connection: Connection, asked: Asked) -> Outcome:
    """The outcome of a statement that was kept; sends it and all others where nothing has yet.

    Raises DBAPIError, and RuntimeError after the transaction's end.
    """
    if asked.outcome is None:
        _run(connection, _taken(connection))
    if asked.outcome is None:
        raise RuntimeError("the transaction ended before what was asked in it was sent")
    return asked.outcome


def send(connection: Connection, write: Write) -> Outcome:
    """Run a statement, and before it what is held; its outcome. Raises DBAPIError."""
    return _run(connection, [*_taken(connection), Asked(write)])


def commit(connection: Connection) -> None:
    """Commit, together with the writes that are held. Raises DBAPIError: nothing is committed."""
    answer = send(connection, _COMMIT).said
    if answer != "COMMIT":
        raise RuntimeError(f"the database answered the commit with {answer}")


def _taken(connection: Connection) -> list[Asked]:
    taken: list[Asked] = connection.info.pop(_HELD, [])
    return taken


def _send_held_before(connection: Connection, _cursor: Any, text: str, *_given: Any) -> None:
    """Whatever comes next may look at what is held."""
    held = _taken(connection)
    # What is held then was written since the savepoint: a savepoint is a statement as well.
    if held and not text.startswith("ROLLBACK"):
        _run(connection, held)


def _run(connection: Connection, asked: Sequence[Asked]) -> Outcome:
    """Run statements in their order with one exchange; the last's outcome. Raises DBAPIError."""
    raw: Any = connection.connection.driver_connection
    writes = [each.write for each in asked]
    watching = [Watch(connection, None, w.text, w.values, w.is_many) for w in writes]
    driver = connection.dialect.loaded_dbapi
    try:
        outcomes: list[Outcome] = _messages().exchange(
            raw, [Write(w.text, w.values, w.is_many) for w in watching]
        )
    except driver.Error as error:
        is_lost = connection.dialect.is_disconnect(error, raw, None)
        if is_lost:
            # All others of before will be gone as well.
            connection.engine.pool._invalidate(connection.connection, error)
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
    for watch, each, outcome in zip(watching, asked, outcomes, strict=True):
        watch.ended()
        each.outcome = outcome
    return outcomes[-1]


@cache
def _messages() -> Any:
    """What speaks to the driver, which shops on SQLite do without."""
    return importlib.import_module("app.core.messages")


def _connect(_dialect: Any, _record: Any, given: Any, named: Any) -> Any:
    return silence.connect(*given, **named)


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.prepared_max = _KEPT_PREPARED
    silence.prepare(connection)


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
