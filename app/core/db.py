"""The database session and the one place where a transaction begins and commits."""

import functools
import inspect
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    CursorResult,
    Executable,
    Insert,
    MetaData,
    TextClause,
    Update,
    event,
    insert,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry

from app.core import postgres, statements
from app.core.lines import Line
from app.core.types import UtcDateTime

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

Parameters = dict[str, Any]
OneOrMany = Parameters | list[Parameters]

_WORK = "kaifan.work"
# The line of what follows an order: the outbox, and what printers note. Orders do not wait in it.
EFFECTS = "effects"
# Deadlock, serialization failure, a unique key that another took: Postgres names them by these.
_CAME_BETWEEN = frozenset({"40P01", "40001", "23505"})
_TRIES = 4
_STRAY_WRITE = "a write was executed outside @atomic; put it into a verb"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of all models. Constraints are named by one convention: migrations can drop them."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime}
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


@dataclass
class _Work:
    """What one outermost transaction has gathered to do once it is committed."""

    line: str
    place: str
    connection: Connection | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    before_commit: list[Callable[[], None]] = field(default_factory=list)
    at_commit: list[Callable[[], None]] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)


_inserts: dict[type[Base], Insert] = {}

# One writer at a time within the process: SQLite's own waiting sleeps and is unfair, which shows
# as a long tail when many phones order at once. On Postgres one for each store: whoever waits
# here holds no connection meanwhile.
_lines: defaultdict[str, Line] = defaultdict(Line)


@contextmanager
def transaction(store_id: str = "", *, line: str = "", late: bool = False) -> Iterator[None]:
    """Run the block in one transaction: commit at its end, roll back on an error.

    Inside another transaction it joins it. What `after_commit` gathered runs once, after the
    commit of the outermost block, each piece on its own.

    One writes at a time, so that what a block reads cannot change before it writes. On Postgres
    that is one for each store, when it is said which; without `store_id` one for all of them.
    Whoever stands in a `line` of its own instead is passed by the stores' writers, so it changes
    only what they leave alone or lock; one of them that joins it waits for it as well.
    """
    session = db.session()
    if _WORK in session.info:
        _join_line(session, line)
        yield
        return
    work = _Work(line, line or store_id)
    is_sqlite = db.engine.dialect.name == "sqlite"
    if not is_sqlite and not session.new:
        # What was read before is read anew; its connection is somebody else's meanwhile.
        session.rollback()
    queue = _lines["" if is_sqlite else work.place]
    with queue:
        session.expire_all()
        session.info[_WORK] = work
        try:
            with queue.at_its_head():
                _wait_in_line(session, work.place, is_sqlite=is_sqlite, late=late)
            work.connection = session.connection()
            yield
            _commit(session, work, is_sqlite=is_sqlite)
            for act in work.at_commit:
                _run_isolated(act)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(_WORK, None)
    for act in work.after_commit:
        _run_isolated(act)


def _join_line(session: Session, line: str) -> None:
    """A store's writer goes on to what has a line of its own: always in this order."""
    work: _Work = session.info[_WORK]
    if line and work.line != line:
        work.line = line
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            postgres.wait_in_own_line(connection)
            # What was read before that may have been changed by whoever stood there.
            session.flush()
            session.expire_all()


def _wait_in_line(session: Session, line: str, *, is_sqlite: bool, late: bool) -> None:
    """Before the first read: nobody else writes from here to the end of the transaction."""
    connection = session.connection()
    if is_sqlite:
        # No reader has to be upgraded later, which fails at once under load.
        statements.begin(connection)
        return
    if late:
        postgres.begin_in_line(connection, line, late=True)
        return
    begin = postgres.begin_in_own_line if line == EFFECTS else postgres.begin_in_line
    try:
        begin(connection, line)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        # The server was started anew meanwhile; nothing has been done yet.
        session.rollback()
        begin(session.connection(), line)


def _commit(session: Session, work: _Work, *, is_sqlite: bool) -> None:
    for check in work.before_commit:
        check()
    if not is_sqlite:
        session.flush()
        postgres.commit(session.connection())
    session.commit()


def _store_of(names: list[str], args: tuple[Any, ...], kwargs: Parameters) -> str:
    """The store that a verb was told: by name, or by its actor; "" when by none of them."""
    for name, value in (*zip(names, args, strict=False), *kwargs.items()):
        if isinstance(value, Base):
            continue  # it would be read to be asked
        told = value if name == "store_id" else getattr(value, "store_id", None)
        if isinstance(told, str):
            return told
    return ""


def atomic(verb: Callable[P, R]) -> Callable[P, R]:
    """Make a verb one transaction; a verb called by another joins the other's.

    Where several write at once (Postgres) the outermost is begun anew when another writer came in
    between: it then sees what that one did, such as the answer kept for the same key.
    """
    return _atomic(verb, "")


def atomic_from_its_read(verb: Callable[P, R]) -> Callable[P, R]:
    """As `atomic`, for a verb that does nothing before the `read` that all the rest is made from.

    On Postgres the transaction begins with that statement: one exchange for both.
    """
    return _atomic(verb, "", late=True)


def atomic_in(line: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a verb one transaction in a line of its own; called by another it waits there too."""
    return lambda verb: _atomic(verb, line)


def _atomic(verb: Callable[P, R], line: str, *, late: bool = False) -> Callable[P, R]:
    names = list(inspect.signature(verb).parameters)

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_transaction():
            _join_line(db.session(), line)
            return verb(*args, **kwargs)
        store_id = "" if line else _store_of(names, args, kwargs)
        for tried in range(1, _TRIES + 1):
            is_last = tried == _TRIES
            try:
                with transaction(store_id, line=line, late=late):
                    return verb(*args, **kwargs)
            except DBAPIError as error:
                if is_last or getattr(error.orig, "sqlstate", None) not in _CAME_BETWEEN:
                    raise
                log.info("%s is tried again: %s", verb.__qualname__, type(error.orig).__name__)
        raise AssertionError

    return run


def locks_rows() -> bool:
    """Whether rows that are read to be changed must be locked: in a verb, with several writers."""
    return in_transaction() and db.engine.dialect.name != "sqlite"


def after_commit(act: Callable[[], None]) -> None:
    """Run `act` once the present transaction is committed; at once when there is none."""
    work = db.session().info.get(_WORK)
    if work is None:
        _run_isolated(act)
    else:
        work.after_commit.append(act)


def execute(
    statement: Executable, parameters: OneOrMany | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement of columns, not of models, in the session's transaction.

    It goes past the mapper, whose work per statement costs more than SQLite's own; changes that
    the mapper has not flushed are not seen. Raises RuntimeError for a write outside a transaction.
    """
    is_write = getattr(statement, "is_dml", False)
    return (_writing() if is_write else _connection()).execute(statement, parameters)


def read(statement: Executable, parameters: OneOrMany) -> list[Any]:
    """The rows of a statement of columns that is always the same, as `execute` would read them.

    It is prepared once and takes no lists of values. With several parameters, of all of them.
    """
    is_write = getattr(statement, "is_dml", False)
    connection = _writing() if is_write else _connection()
    if connection.dialect.name != "sqlite" and postgres.is_yet_to_begin(connection):
        return _read_first(connection, statement, parameters)
    return statements.read(connection, statement, parameters)


def _read_first(connection: Connection, statement: Executable, parameters: OneOrMany) -> list[Any]:
    """Begin a transaction with its first statement, as `_wait_in_line` does without one."""
    session = db.session()
    work: _Work = session.info[_WORK]
    with _lines[work.place].at_its_head():
        try:
            return statements.read(connection, statement, parameters)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            session.rollback()
            work.connection = session.connection()
            postgres.begin_in_line(work.connection, work.place, late=True)
            return statements.read(work.connection, statement, parameters)


def _connection() -> Connection:
    """The session's connection; asking the session itself costs as much as a small statement."""
    session = db.session()
    work: _Work | None = session.info.get(_WORK)
    if work is None or work.connection is None or session.in_nested_transaction():
        # The session sets a savepoint at the first statement within.
        return session.connection()
    return work.connection


def _writing() -> Connection:
    """The connection of the present transaction. Raises RuntimeError without one."""
    if not in_transaction():
        raise RuntimeError(_STRAY_WRITE)
    return _connection()


def insert_rows(model: type[Base], rows: OneOrMany) -> None:
    """Insert one row or several of a table in one statement; all rows have the same columns."""
    statement = _inserts.get(model)
    if statement is None:
        statement = _inserts[model] = insert(model.__table__)  # type: ignore[arg-type]
    # Rows that the mapper still holds back may be what these refer to.
    db.session.flush()
    many = rows if isinstance(rows, list) else [rows]
    if many:
        statements.write(_writing(), statement, many, tuple(many[0]))


def update_rows(statement: Update, rows: list[Parameters]) -> int:
    """Run an update once for each of the rows that its values are in; how many it changed."""
    return statements.write(_writing(), statement, rows, None, is_counted=True)


def change_rows(statement: Update, rows: list[Parameters]) -> None:
    """As `update_rows`, for rows that are known to be there: nobody has to wait for the count."""
    if rows:
        statements.write(_writing(), statement, rows, None)


def ask(statement: TextClause, parameters: Parameters) -> Callable[[], list[tuple[Any, ...]]]:
    """Run a write that returns rows of numbers and texts; call what is given back for them.

    On Postgres several of them, and the next statement, are one exchange. Raises RuntimeError
    outside a transaction.
    """
    return statements.ask(_writing(), statement, parameters)


def notes() -> dict[str, Any]:
    """What the present transaction remembers in memory, and what is gone with it.

    Raises RuntimeError outside a transaction.
    """
    work = db.session().info.get(_WORK)
    if work is None:
        raise RuntimeError(_STRAY_WRITE)
    found: dict[str, Any] = work.notes
    return found


def before_commit(check: Callable[[], None]) -> None:
    """Run `check` at the end of the present transaction; what it raises undoes everything."""
    db.session().info[_WORK].before_commit.append(check)


def glance(statement: TextClause, parameters: Parameters) -> tuple[Any, ...] | None:
    """The first row of what is committed now, read past the session at a quarter of the cost.

    For what is asked hundreds of times a second; what the caller has not committed is unseen.
    """
    with db.engine.connect() as connection:
        return statements.first(connection, statement, parameters)


def at_commit(act: Callable[[], None]) -> None:
    """Run `act` right after the commit, before the next writer begins: in the order of commits.

    It must be quick and may only change what is held in memory. At once without a transaction.
    """
    work = db.session().info.get(_WORK)
    if work is None:
        _run_isolated(act)
    else:
        work.at_commit.append(act)


def release() -> None:
    """Give the connection back before something slow; what was read is read anew when needed."""
    db.session.rollback()


def in_transaction() -> bool:
    """Whether the caller is inside `transaction()`."""
    return _WORK in db.session().info


def _run_isolated(act: Callable[[], None]) -> None:
    """One subscriber's failure must not take the others, nor the answer, with it."""
    try:
        act()
    except Exception:
        log.exception("after commit: %r failed", act)


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, *_: Any) -> None:
    if _WORK not in session.info and (session.new or session.dirty or session.deleted):
        raise RuntimeError("rows were changed outside @atomic; put the change into a verb")


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_write(state: ORMExecuteState) -> None:
    is_write = state.is_insert or state.is_update or state.is_delete
    if is_write and _WORK not in state.session.info:
        raise RuntimeError(_STRAY_WRITE)
