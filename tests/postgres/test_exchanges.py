"""Few exchanges with the server for an order, and nothing is lost, seen late or kept by it."""

from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg.pq import TransactionStatus
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.core import clock, postgres
from app.core.db import atomic, db, insert_rows, transaction
from app.core.outbox import OutboxMessage, OutboxState
from app.core.sequences import Sequence, next_value
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop


class _Undone(Exception):
    """Takes a transaction back."""


def message(number: int, key: str | None = None) -> dict[str, Any]:
    now = clock.now()
    row = {"id": f"m{number}", "kind": "test", "payload": {"名": number}, "key": key}
    return {**row, "state": OutboxState.DONE, "attempts": 0, "not_before": now, "created_at": now}


def ids() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(OutboxMessage.id)))


def driver() -> Any:
    return db.session.connection().connection.driver_connection


@pytest.fixture
def exchanges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A number for each message to the server that was waited for."""
    seen: list[int] = []
    sent = psycopg.Connection.wait

    def wait(self: Any, steps: Any, *given: Any, **more: Any) -> Any:
        def counted() -> Any:
            try:
                ready = yield next(steps)
            except StopIteration as end:
                return end.value
            seen.append(1)
            while True:
                try:
                    ready = yield steps.send(ready)
                except StopIteration as end:
                    return end.value

        return sent(self, counted(), *given, **more)

    monkeypatch.setattr(psycopg.Connection, "wait", wait)
    # On a busy machine a connection may lie long enough to be looked at once more.
    monkeypatch.setattr(postgres, "_LAY_LONG_S", 1e9)
    return seen


def count_of_an_order(shop: Shop, exchanges: list[int]) -> int:
    place_at_counter(shop.actor, shop.dish["tofu"])
    exchanges.clear()
    place_at_counter(shop.actor, shop.dish["tofu"])
    return len(exchanges)


def test_an_order_takes_few_exchanges(shop: Shop, exchanges: list[int]) -> None:
    assert count_of_an_order(shop, exchanges) <= 12


def test_control_each_write_by_itself_takes_more(
    shop: Shop, exchanges: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "hold", postgres.send)
    assert count_of_an_order(shop, exchanges) > 12


def test_a_read_begins_no_transaction_and_a_verb_is_one(app: Flask) -> None:
    db.session.scalar(select(Sequence.value))
    assert driver().info.transaction_status is TransactionStatus.IDLE
    with transaction():
        assert driver().info.transaction_status is TransactionStatus.INTRANS
    assert driver().info.transaction_status is TransactionStatus.IDLE


def test_what_is_held_is_seen_by_the_next_statement_and_kept_once(app: Flask) -> None:
    with transaction():
        insert_rows(OutboxMessage, [message(1), message(2)])
        insert_rows(OutboxMessage, message(3))
        assert len(db.session.scalars(select(OutboxMessage.id)).all()) == 3
        insert_rows(OutboxMessage, message(4))
    assert ids() == ["m1", "m2", "m3", "m4"]


def test_control_unsent_it_would_not_be_seen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "hold", lambda *_given: None)
    with transaction():
        insert_rows(OutboxMessage, message(1))
        assert db.session.scalars(select(OutboxMessage.id)).all() == []


def test_one_that_clashes_at_the_commit_undoes_all(app: Flask) -> None:
    with pytest.raises(IntegrityError) as raised, transaction():
        next_value("s", "n")
        insert_rows(OutboxMessage, message(1, "k"))
        insert_rows(OutboxMessage, message(2, "k"))
        insert_rows(OutboxMessage, message(3))
    assert "名" not in str(raised.value)
    assert ids() == []
    assert db.session.scalar(select(Sequence.value)) is None


def test_what_a_verb_that_failed_held_is_in_no_later_one(app: Flask) -> None:
    with pytest.raises(_Undone), transaction():
        insert_rows(OutboxMessage, message(1))
        raise _Undone
    with transaction():
        insert_rows(OutboxMessage, message(2))
    assert ids() == ["m2"]


def test_back_to_a_savepoint_only_what_came_after_it_is_dropped(app: Flask) -> None:
    with transaction():
        insert_rows(OutboxMessage, message(1))
        with pytest.raises(_Undone), db.session.begin_nested():
            insert_rows(OutboxMessage, message(1))  # which would clash
            raise _Undone
        insert_rows(OutboxMessage, message(3))
        with db.session.begin_nested():
            insert_rows(OutboxMessage, message(4))
    assert ids() == ["m1", "m3", "m4"]


def cut(backend: int) -> None:
    """The server ends a connection, as when it is started anew."""
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", (backend,))


@atomic
def count() -> int:
    return next_value("s", "n")


def cut_while_it_lies() -> None:
    backend = driver().info.backend_pid
    db.session.rollback()
    cut(backend)


def test_a_verb_whose_connection_is_gone_takes_another(app: Flask) -> None:
    assert count() == 1
    cut_while_it_lies()
    assert count() == 2


def test_a_read_after_a_while_takes_another(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_LAY_LONG_S", 0.0)
    cut_while_it_lies()
    assert db.session.scalar(select(Sequence.value)) is None


def test_control_without_the_look_it_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_LAY_LONG_S", 1e9)
    cut_while_it_lies()
    with pytest.raises(DBAPIError):
        db.session.scalar(select(Sequence.value))
    db.session.rollback()


def test_lost_before_the_commit_nothing_is_kept_and_the_next_verb_works(app: Flask) -> None:
    with pytest.raises(DBAPIError), transaction():
        insert_rows(OutboxMessage, message(1))
        cut(driver().info.backend_pid)
    with transaction():
        insert_rows(OutboxMessage, message(2))
    assert ids() == ["m2"]
