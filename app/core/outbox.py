"""Effects that must happen after a commit: rows written with it, drained by a worker.

A handler runs at least once; it must be safe to repeat.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import Flask
from sqlalchemy import JSON, Index, String, Text, bindparam, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, outgoing
from app.core.db import (
    EFFECTS,
    Base,
    after_commit,
    atomic_in,
    change_rows,
    db,
    insert_rows,
    read,
)
from app.core.ids import new_id
from app.core.types import choice

log = logging.getLogger(__name__)

Payload = dict[str, Any]
Handler = Callable[[Payload], None]
BatchHandler = Callable[[list[Payload]], None]

BATCH = 50
MAX_ATTEMPTS = 12
# A shop's line to the internet may be dead for an evening, and is seen to the next day.
_AWAY_AT_MOST = timedelta(days=2)
_LONGEST_WAIT_S = 600
_IDLE_WAIT_S = 2.0
# Between two looks while orders come one after the other: what they owe is then done together.
_GAP_S = 0.03
# And what they owe takes no more than a tenth of the processor, but waits no longer than this: the
# fuller a batch, the less each of its messages costs.
_SHARE, _LONGEST_GAP_S = 10, 0.15
# Another process's orders give no nudge here: it looks more often where there may be others.
_AMONG_OTHERS_S = 0.25


class OutboxState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"


class OutboxMessage(Base):
    """One effect that is owed."""

    __tablename__ = "outbox_message"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[Payload] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[OutboxState] = mapped_column(choice(OutboxState), default=OutboxState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index(None, "state", "not_before"),)


class Unreachable(Exception):
    """Nobody is there at the moment to take the effect; nothing is wrong with the message."""


_DUE = (
    select(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.payload)
    .where(
        OutboxMessage.state == OutboxState.QUEUED,
        OutboxMessage.not_before <= bindparam("now"),
    )
    .order_by(OutboxMessage.not_before, OutboxMessage.id)
    .limit(BATCH)
)
_FINISH = (
    update(OutboxMessage)
    .where(OutboxMessage.id == bindparam("message"))
    .values(
        state=OutboxState.DONE,
        attempts=OutboxMessage.attempts + 1,
        finished_at=bindparam("now"),
    )
)


@dataclass(frozen=True)
class _Route:
    handler: BatchHandler
    writes_rows_only: bool


_routes: dict[str, _Route] = {}
_nudge = threading.Event()


def handles(kind: str, *, writes_rows_only: bool = False) -> Callable[[Handler], Handler]:
    """Name the handler of messages of `kind`.

    With `writes_rows_only` the handler runs in the transaction that marks its message done,
    together with others of its batch: the effect happens exactly once, and cheaply. That is in the
    line of effects, so orders are placed meanwhile.
    """

    def register(handler: Handler) -> Handler:
        def one_by_one(payloads: list[Payload]) -> None:
            for payload in payloads:
                handler(payload)

        _routes[kind] = _Route(one_by_one, writes_rows_only)
        return handler

    return register


def handles_together(kind: str) -> Callable[[BatchHandler], BatchHandler]:
    """Name the handler that takes all waiting messages of `kind` at once and writes rows only."""

    def register(handler: BatchHandler) -> BatchHandler:
        _routes[kind] = _Route(handler, writes_rows_only=True)
        return handler

    return register


def enqueue(
    kind: str, payload: Payload, *, key: str | None = None, not_before: datetime | None = None
) -> None:
    """Owe an effect, in the present transaction. A second message with the same `key` clashes."""
    now = clock.now()
    insert_rows(
        OutboxMessage,
        {
            "id": new_id(),
            "kind": kind,
            "payload": payload,
            "key": key,
            "state": OutboxState.QUEUED,
            "attempts": 0,
            "not_before": not_before or now,
            "created_at": now,
        },
    )
    after_commit(_nudge.set)


def drain() -> int:
    """Do what is due, one batch; return how many messages were taken up.

    Nothing is due while a restore has not been confirmed.
    """
    if outgoing.find_hold() is not None:
        return 0
    due = read(_DUE, {"now": clock.now()})
    messages = [(row.id, row.kind, row.payload) for row in due]
    together = [m for m in messages if m[1] in _routes and _routes[m[1]].writes_rows_only]
    apart = [m for m in messages if m not in together]
    if together:
        try:
            _do_together(together)
        except Exception:
            # One of them is bad: find out which, so that it cannot hold the others up.
            log.exception("outbox: a batch of %d failed, doing them one by one", len(together))
            apart = together + apart
    for message in apart:
        _do_alone(message)
    return len(messages)


def backlog() -> tuple[int, int]:
    """How many messages are waiting, and how many have been given up."""
    query = (
        select(OutboxMessage.state, func.count())
        .where(OutboxMessage.state.in_([OutboxState.QUEUED, OutboxState.FAILED]))
        .group_by(OutboxMessage.state)
    )
    found = {row[0]: int(row[1]) for row in db.session.execute(query)}
    return found.get(OutboxState.QUEUED, 0), found.get(OutboxState.FAILED, 0)


def count_overdue(before: datetime) -> int:
    """How many messages should have been taken up before that moment and were not."""
    query = select(func.count(OutboxMessage.id)).where(
        OutboxMessage.state == OutboxState.QUEUED, OutboxMessage.not_before < before
    )
    return db.session.scalar(query) or 0


@atomic_in(EFFECTS)
def forget_done(before: datetime, limit: int = 5_000) -> int:
    """Drop messages that were done before a moment, at most `limit`; return how many.

    Their effects lie in tables of their own. What was given up stays until somebody sees to it.
    """
    old = select(OutboxMessage.id).where(
        OutboxMessage.state == OutboxState.DONE,
        OutboxMessage.not_before < before,
        OutboxMessage.finished_at < before,
    )
    ids = list(db.session.scalars(old.order_by(OutboxMessage.not_before).limit(limit)))
    query = delete(OutboxMessage).where(OutboxMessage.id.in_(ids))
    db.session.execute(query.execution_options(synchronize_session=False))
    return len(ids)


@atomic_in(EFFECTS)
def _do_together(messages: list[tuple[str, str, Payload]]) -> None:
    by_kind: dict[str, list[Payload]] = {}
    for _message_id, kind, payload in messages:
        by_kind.setdefault(kind, []).append(payload)
    for kind, payloads in by_kind.items():
        _routes[kind].handler(payloads)
    _finish([message_id for message_id, _kind, _payload in messages])


def _do_alone(message: tuple[str, str, Payload]) -> None:
    message_id, kind, payload = message
    route = _routes.get(kind)
    try:
        if route is None:
            raise LookupError(f"no handler for outbox kind {kind!r}")
        if route.writes_rows_only:
            _do_together([message])
        else:
            route.handler([payload])
            _mark_done(message_id)
    except Exception as error:
        is_away = isinstance(error, Unreachable)
        said = f"{type(error).__name__}: {error}"
        if is_away:
            log.warning("outbox: %s %s must wait: %s", kind, message_id, said)
        else:
            log.exception("outbox: %s %s failed", kind, message_id)
        _mark_tried(message_id, said, is_away=is_away)


def _finish(message_ids: list[str]) -> None:
    now = clock.now()
    change_rows(_FINISH, [{"message": each, "now": now} for each in message_ids])


@atomic_in(EFFECTS)
def _mark_done(message_id: str) -> None:
    _finish([message_id])


@atomic_in(EFFECTS)
def _mark_tried(message_id: str, error: str, *, is_away: bool) -> None:
    message = db.session.get_one(OutboxMessage, message_id)
    message.attempts += 1
    message.last_error = error[:2000]
    waited = clock.now() - message.created_at
    is_over = waited > _AWAY_AT_MOST if is_away else message.attempts >= MAX_ATTEMPTS
    if is_over:
        message.state = OutboxState.FAILED
        message.finished_at = clock.now()
    else:
        wait_s = min(2**message.attempts, _LONGEST_WAIT_S)
        message.not_before = clock.now() + timedelta(seconds=wait_s)


class OutboxWorker(threading.Thread):
    """Drains the outbox for as long as the process lives."""

    def __init__(self, app: Flask) -> None:
        """Work for `app` once started."""
        super().__init__(name="outbox", daemon=True)
        self._app = app
        self._stopping = threading.Event()

    def run(self) -> None:
        """Drain, then wait for a nudge or for a retry that may have fallen due."""
        with self._app.app_context():
            is_alone = db.engine.dialect.name == "sqlite"
        while not self._stopping.is_set():
            _nudge.clear()
            begun_s = time.thread_time()
            taken = self._drain_once()
            if 0 < taken < BATCH:
                gap_s = (_SHARE - 1) * (time.thread_time() - begun_s)
                self._stopping.wait(min(max(gap_s, _GAP_S), _LONGEST_GAP_S))
            if taken < BATCH:
                _nudge.wait(_IDLE_WAIT_S if is_alone else _AMONG_OTHERS_S)

    def stop(self) -> None:
        """End after the present batch."""
        self._stopping.set()
        _nudge.set()
        self.join(timeout=5)

    def _drain_once(self) -> int:
        try:
            with self._app.app_context():
                return drain()
        except Exception:
            # The database may be busy or full; the rows are still there for the next round.
            log.exception("outbox: draining failed")
            return 0
