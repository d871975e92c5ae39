"""What must happen after a commit happens, whatever fails meanwhile."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import outbox
from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.outbox import MAX_ATTEMPTS, OutboxMessage, OutboxState, OutboxWorker
from app.core.sequences import current_value, next_value

Drain = Callable[[], int]


@pytest.fixture
def done() -> Iterator[list[int]]:
    """What the handlers below did: "test.apart" appends, "test.rows" counts a row up."""
    effects: list[int] = []
    before = dict(outbox._routes)

    @outbox.handles("test.apart")
    def append(payload: dict[str, Any]) -> None:
        if payload.get("poison"):
            raise ValueError("poison")
        if payload.get("away"):
            raise outbox.Unreachable("no line")
        effects.append(payload["n"])

    @outbox.handles("test.rows", writes_rows_only=True)
    def count(payload: dict[str, Any]) -> None:
        next_value("s", "effects")
        if payload.get("poison"):
            raise ValueError("poison")

    yield effects
    outbox._routes.clear()
    outbox._routes.update(before)


def owe(kind: str, *payloads: dict[str, Any], **more: Any) -> None:
    with transaction():
        for payload in payloads:
            outbox.enqueue(kind, payload, **more)


def messages() -> list[OutboxMessage]:
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def test_a_message_is_done_once(app: Flask, done: list[int], drain: Drain) -> None:
    owe("test.apart", {"n": 1}, {"n": 2})
    assert drain() == 2
    assert drain() == 0
    # In one moment owed, they are done in no order that is promised.
    assert sorted(done) == [1, 2]
    assert outbox.backlog() == (0, 0)


def test_a_message_belongs_to_its_transaction(app: Flask, done: list[int], drain: Drain) -> None:
    with pytest.raises(KeyError), transaction():
        outbox.enqueue("test.apart", {"n": 1})
        raise KeyError
    assert drain() == 0


def test_one_key_is_one_message(app: Flask, done: list[int]) -> None:
    owe("test.apart", {"n": 1}, key="k")
    with pytest.raises(IntegrityError):
        owe("test.apart", {"n": 1}, key="k")


def test_rows_and_mark_are_one_transaction(
    app: Flask, done: list[int], drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The effect is exactly once even when the process dies before the mark."""
    owe("test.rows", {"n": 1})
    with monkeypatch.context() as crash:
        crash.setattr(outbox, "_finish", _die)
        outbox.drain()
    assert current_value("s", "effects") == 0
    messages()[0].not_before  # noqa: B018 - the row is still there
    _wait_for_retry(app)
    drain()
    assert current_value("s", "effects") == 1


def test_control_an_effect_apart_from_its_mark_may_happen_twice(
    app: Flask, done: list[int], drain: Drain, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe("test.apart", {"n": 1})
    with monkeypatch.context() as crash:
        crash.setattr(outbox, "_finish", _die)
        outbox.drain()
    clock.move(seconds=5)
    drain()
    assert done == [1, 1]


def test_a_poison_message_holds_nobody_up(app: Flask, done: list[int], drain: Drain) -> None:
    owe("test.rows", {"n": 1}, {"n": 2, "poison": True}, {"n": 3})
    owe("test.apart", {"n": 4, "poison": True}, {"n": 5})
    drain()
    assert current_value("s", "effects") == 2
    assert done == [5]
    assert outbox.backlog() == (2, 0)


def test_whoever_is_away_is_tried_for_two_days(
    app: Flask, done: list[int], drain: Drain, clock: FixedClock
) -> None:
    owe("test.apart", {"n": 1, "away": True})
    for _ in range(2 * MAX_ATTEMPTS):
        assert drain() == 1
        clock.move(minutes=10)
    assert outbox.backlog() == (1, 0)
    clock.move(days=2)
    assert drain() == 1
    assert outbox.backlog() == (0, 1)


def test_retries_wait_longer_each_time_then_it_is_given_up(
    app: Flask, done: list[int], drain: Drain, clock: FixedClock
) -> None:
    owe("test.apart", {"n": 1, "poison": True})
    waits = []
    for _ in range(MAX_ATTEMPTS):
        assert drain() == 1
        assert drain() == 0
        waits.append((messages()[0].not_before - clock._at).total_seconds())
        clock.move(seconds=max(waits[-1], 0))
    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) <= 600
    message = messages()[0]
    assert message.state is OutboxState.FAILED
    assert message.last_error == "ValueError: poison"
    assert outbox.backlog() == (0, 1)
    clock.move(days=1)
    assert drain() == 0


def test_a_kind_without_handler_is_not_lost(app: Flask, drain: Drain) -> None:
    owe("test.nobody", {})
    drain()
    assert outbox.backlog() == (1, 0)
    assert "no handler" in (messages()[0].last_error or "")


def test_a_message_waits_for_its_time(
    app: Flask, done: list[int], drain: Drain, clock: FixedClock
) -> None:
    owe("test.apart", {"n": 1}, not_before=clock.now() + timedelta(minutes=1))
    assert drain() == 0
    clock.move(minutes=1)
    assert drain() == 1


def test_the_worker_is_woken_by_the_commit(app: Flask, done: list[int]) -> None:
    worker = OutboxWorker(app)
    worker.start()
    try:
        owe("test.apart", {"n": 7})
        for _ in range(1500):
            if done:
                break
            worker.join(0.02)
    finally:
        worker.stop()
    assert done == [7]


def _die(_message_id: str) -> None:
    raise SystemError("the power is gone")


def _wait_for_retry(app: Flask) -> None:
    with transaction():
        for message in db.session.scalars(select(OutboxMessage)):
            message.not_before = message.created_at


def rests_after(
    monkeypatch: pytest.MonkeyPatch, app: Flask, used_s: float, taken: int = 5
) -> list[float]:
    """How long the worker rests after a batch of `taken` that used so much of the processor."""
    worker, rested = OutboxWorker(app), []
    moments = iter([0.0, used_s])

    def wait(seconds: float) -> None:
        rested.append(seconds)

    def drain_once() -> int:
        worker.stop()
        return taken

    monkeypatch.setattr(worker, "join", lambda **_: None)
    monkeypatch.setattr(worker, "_drain_once", drain_once)
    monkeypatch.setattr(worker._stopping, "wait", wait)
    monkeypatch.setattr(outbox, "time", SimpleNamespace(thread_time=lambda: next(moments)))
    worker.run()
    return rested


@pytest.mark.parametrize(("used_s", "rest_s"), [(0.001, 0.03), (0.01, 0.09), (2.0, 0.15)])
def test_the_more_a_batch_took_the_more_comes_into_the_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch, used_s: float, rest_s: float
) -> None:
    assert rests_after(monkeypatch, app, used_s) == [pytest.approx(rest_s)]


@pytest.mark.parametrize("taken", [0, outbox.BATCH])
def test_after_none_and_after_a_full_batch_it_does_not_rest(
    app: Flask, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    assert rests_after(monkeypatch, app, 0.01, taken) == []
