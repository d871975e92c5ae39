"""Few exchanges with the server for an order, and nothing is lost, seen late or kept by it."""

from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Insert, Table, bindparam, insert, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from app.catalog.service import set_availability
from app.core import clock, outbox, postgres
from app.core.asked import Write
from app.core.audit import AuditEntry
from app.core.bulk import BulkInsert, Unsuited
from app.core.db import (
    Base,
    ask,
    atomic,
    atomic_from_its_read,
    db,
    insert_rows,
    read,
    transaction,
)
from app.core.ids import new_id
from app.core.outbox import OutboxMessage, OutboxState
from app.core.sequences import Sequence, next_value
from app.inventory.models import LineUse, Movement
from app.kitchen.models import KitchenEvent, Ticket
from app.ordering.models import Order, OrderLine
from app.ordering.service import place_order
from app.printing import service as printing
from app.printing.models import PrintJob
from tests.factories.inventory import make_ingredient, make_recipe
from tests.factories.ordering import basket, place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


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
    """Of a phone, for a dish that is counted and one that takes of an ingredient."""
    counted, made = shop.dish["tofu"], shop.dish["beer"]
    make_recipe(shop.actor, made.id, (make_ingredient(shop.actor), 10))
    set_availability(counted.id, actor=shop.actor, remaining=50)
    presence = presence_at(shop.tables[0], shop.actor)
    counts = []
    for _ in range(5):
        given, key = basket(counted, made), new_id()
        exchanges.clear()
        place_order(presence, given, key=key)
        counts.append(len(exchanges))
    # Now and then something that is held for a second is read anew.
    return min(counts)


def test_an_order_takes_three_exchanges(shop: Shop, exchanges: list[int]) -> None:
    """What it must know, with the beginning; what is scarce and numbers; all rows, and the end."""
    assert count_of_an_order(shop, exchanges) == 3


def at_once(connection: Connection, write: Write) -> Any:
    asked = postgres.Asked(write)
    postgres._run(connection, [asked])
    return asked


def test_control_each_write_by_itself_takes_more(
    shop: Shop, exchanges: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "hold", at_once)
    assert count_of_an_order(shop, exchanges) > 12


def exchanges_of_slips(shop: Shop, exchanges: list[int], slips: int) -> int:
    """Of a printer that took so many slips at once, to note them and to take the next ones."""
    printer = make_printer(shop.actor)
    for _ in range(slips):
        place_at_counter(shop.actor, shop.dish["tofu"])
    outbox.drain()
    taken = printing.claim_due(printer.id, slips)
    assert len(taken) == slips
    exchanges.clear()
    sent = [printing.Sent(job.id, "sent") for job in taken]
    printing.mark_printed_and_claim(sent, printer.id, slips)
    return len(exchanges)


@pytest.mark.parametrize("slips", [1, 8])
def test_a_printers_slips_are_noted_with_as_many_exchanges_as_one(
    shop: Shop, exchanges: list[int], slips: int
) -> None:
    """The beginning, the printer, what came out, its tickets, a hold, what is next, the end."""
    assert exchanges_of_slips(shop, exchanges, slips) == 7
    printed = select(Ticket.id).where(Ticket.printed_at.is_not(None))
    assert len(list(db.session.scalars(printed))) == slips


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


_FIND = select(Sequence.value).where(Sequence.name == bindparam("which"))


@atomic_from_its_read
def count_after_reading() -> int:
    found = read(_FIND, {"which": "n"})
    return next_value("s", "n") - sum(row.value for row in found)


def test_one_that_begins_with_its_read_takes_another_too(app: Flask) -> None:
    assert count_after_reading() == 1
    cut_while_it_lies()
    assert count_after_reading() == 1
    assert db.session.scalar(select(Sequence.value)) == 2


def test_control_not_known_to_begin_it_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "is_yet_to_begin", lambda _connection: False)
    assert count_after_reading() == 1
    cut_while_it_lies()
    with pytest.raises(DBAPIError):
        count_after_reading()


def test_all_connections_of_a_server_that_is_gone_are_left(app: Flask) -> None:
    with db.engine.connect() as one, db.engine.connect() as other:
        backends = [each.connection.driver_connection.info.backend_pid for each in (one, other)]
    for backend in backends:
        cut(backend)
    assert count() == 1


def test_what_is_asked_is_answered_with_the_next_statement(
    app: Flask, exchanges: list[int]
) -> None:
    advance = text("UPDATE sequence SET value = value + :by WHERE name = :which RETURNING value")
    with transaction():
        assert next_value("s", "n") == 1
        exchanges.clear()
        first = ask(advance, {"by": 10, "which": "n"})
        second = ask(advance, {"by": 100, "which": "n"})
        assert next_value("s", "n") == 112
        assert (first(), second()) == ([(11,)], [(111,)])
        assert len(exchanges) == 1
        assert ask(advance, {"by": 1, "which": "none"})() == []
        assert len(exchanges) == 2


@pytest.fixture
def ordered(shop: Shop, drain: Any) -> Shop:
    make_printer(shop.actor)
    make_recipe(shop.actor, shop.dish["tofu"].id, (make_ingredient(shop.actor), 10))
    place_at_counter(shop.actor, shop.dish["tofu"], note="“快” \\u0041 \n😀")
    drain()
    return shop


def test_rows_that_go_as_one_value_are_those_of_the_toolkit(ordered: Shop) -> None:
    models = [Order, OrderLine, Movement, LineUse, AuditEntry, Ticket, KitchenEvent]
    for model in [*models, OutboxMessage, PrintJob]:
        table = model.__table__
        assert isinstance(table, Table)
        rows = [dict(row._mapping) for row in db.session.execute(select(table))]
        assert rows
        # Without what has a default, so that both have to find it.
        given = [
            {
                name: value
                for name, value in row.items()
                if table.c[name].default is None or table.c[name].primary_key
            }
            for row in rows
        ]
        written = []
        for put in (_as_one_value, _by_toolkit):
            with pytest.raises(_Undone), transaction():
                # Before the real one in the path, and referring to nothing.
                db.session.execute(
                    text(f"CREATE TEMP TABLE {table} (LIKE {table} INCLUDING DEFAULTS)")
                )
                put(model, insert(table), given)
                found = db.session.execute(select(table).order_by(*table.primary_key))
                written.append([tuple(row) for row in found])
                raise _Undone
        assert written[0] == written[1]


def _as_one_value(model: type[Base], statement: Insert, rows: list[dict[str, Any]]) -> None:
    BulkInsert(statement, db.session.connection().dialect, tuple(rows[0]))  # it is suited
    insert_rows(model, rows)


def _by_toolkit(_model: type[Base], statement: Insert, rows: list[dict[str, Any]]) -> None:
    db.session.execute(statement, rows)


def test_what_cannot_be_said_as_one_value_goes_as_before(app: Flask) -> None:
    bulk = BulkInsert(insert(OutboxMessage), db.engine.dialect, tuple(message(1)))
    with pytest.raises(Unsuited):
        bulk.value_of([message(1, "\0")])
    with pytest.raises(DataError, match="NUL"), transaction():
        insert_rows(OutboxMessage, message(1, "\0"))
    with transaction():
        insert_rows(OutboxMessage, message(2, "\\u0000"))
    assert list(db.session.scalars(select(OutboxMessage.key))) == ["\\u0000"]


def test_a_row_with_other_names_is_refused(app: Flask) -> None:
    short = {name: value for name, value in message(2).items() if name != "key"}
    with pytest.raises(KeyError, match="key"), transaction():
        insert_rows(OutboxMessage, [message(1), short])
    assert ids() == []


def test_lost_before_the_commit_nothing_is_kept_and_the_next_verb_works(app: Flask) -> None:
    with pytest.raises(DBAPIError), transaction():
        insert_rows(OutboxMessage, message(1))
        cut(driver().info.backend_pid)
    with transaction():
        insert_rows(OutboxMessage, message(2))
    assert ids() == ["m2"]
