"""Statements that go to Postgres as one message, each prepared once, and are waited for together.

This is libpq's pipeline used directly: the driver's own cursors cost more for each statement than
an order's row costs the server, and let the interpreter go once for each.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.generators import fetch_many, send
from psycopg.pq import ExecStatus

from app.core.asked import Outcome, Write

_Key = tuple[bytes, tuple[int, ...]]

_NAMED = re.compile(r"%\((\w+)\)s|%%")
_ROWS, _DONE = ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK


class _Filled(NamedTuple):
    """A statement with one row of values: the how manieth it is, its text and their types."""

    at: int
    key: _Key
    params: Sequence[Any]
    formats: Any


class _Sent(NamedTuple):
    """What the server will answer one after the other; `key` where it is only to prepare it."""

    at: int
    key: _Key | None
    name: bytes


@cache
def _spelt(text: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement as the server reads it, and the names of its values in their order."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _NAMED.sub(number, text).encode(), tuple(names)


def exchange(raw: Any, writes: Sequence[Write]) -> list[Outcome]:
    """Send statements as one message; their outcomes, of many rows those together.

    An error ends all that come behind it, and is raised as the driver's own.
    """
    # What cannot be written is refused before anything is sent.
    ready = [each for at, write in enumerate(writes) for each in _filled(raw, at, write)]
    pgconn = raw.pgconn
    with raw.lock:
        pgconn.enter_pipeline_mode()
        try:
            sent = [part for each in ready for part in _send(raw, each)]
            pgconn.pipeline_sync()
            results = raw.wait(_answers(pgconn))
        finally:
            _leave(pgconn)
    return _outcomes(raw, len(writes), sent, results)


def _filled(raw: Any, at: int, write: Write) -> Iterator[_Filled]:
    """The statement with each of its rows of values as the server takes them."""
    text, names = _spelt(write.text)
    dumper = Transformer(raw)
    automatic = [PyFormat.AUTO] * len(names)
    for values in write.values if write.is_many else [write.values]:
        params = dumper.dump_sequence([values[name] for name in names], automatic)
        yield _Filled(at, (text, dumper.types or ()), params, dumper.formats)


def _send(raw: Any, filled: _Filled) -> Iterator[_Sent]:
    """Prepare the statement where the driver does not know it yet, and run it."""
    pgconn, prepared, key = raw.pgconn, raw._prepared, filled.key
    name = prepared._names.get(key)
    if name is None:
        name = f"_pg3_{prepared._prepared_idx}".encode()
        prepared._prepared_idx += 1
        # Known to the next row already; taken back should it not come to that.
        prepared._names[key] = name
        pgconn.send_prepare(name, key[0], param_types=key[1])
        yield _Sent(filled.at, key, name)
    else:
        prepared._names.move_to_end(key)
    pgconn.send_query_prepared(name, filled.params, param_formats=filled.formats)
    yield _Sent(filled.at, None, name)


def _answers(pgconn: Any) -> Any:
    yield from send(pgconn)
    results: list[Any] = []
    while True:
        found = yield from fetch_many(pgconn)
        if not found:
            raise errors.OperationalError("the server ended the connection within a message")
        if found[-1].status == ExecStatus.PIPELINE_SYNC:
            return results
        results.append(found[-1])


def _leave(pgconn: Any) -> None:
    """Out of the pipeline; where that is not possible the connection is of no use any more."""
    try:
        pgconn.exit_pipeline_mode()
    except errors.Error:
        pgconn.finish()


def _outcomes(raw: Any, count: int, sent: Sequence[_Sent], results: Sequence[Any]) -> list[Outcome]:
    failed, prepared = None, raw._prepared
    found = [Outcome([], 0, "") for _ in range(count)]
    loader = Transformer(raw)
    for (at, key, name), result in zip(sent, results, strict=True):
        is_well = result.status in (_ROWS, _DONE)
        if key is None:
            if is_well:
                found[at] = _with(found[at], result, loader)
        elif is_well:
            prepared._rotate()
        elif prepared._names.get(key) == name:
            del prepared._names[key]
        if failed is None and result.status == ExecStatus.FATAL_ERROR:
            failed = errors.error_from_result(result, encoding=raw.info.encoding)
    if failed is not None:
        raise failed
    return found


def _with(before: Outcome, result: Any, loader: Any) -> Outcome:
    """An outcome with that of one more row of values."""
    rows = before.rows
    if result.status == _ROWS:
        loader.set_pgresult(result)
        rows = rows + loader.load_rows(0, result.ntuples, tuple)
    count = before.count + (result.command_tuples or 0)
    return Outcome(rows, count, (result.command_status or b"").decode())
