"""What is prepared by hand writes exactly what the toolkit would, and fails as it would."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, bindparam, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.core import db as core
from app.core.audit import AuditEntry
from app.core.db import Base, db, insert_rows, transaction, update_rows
from app.core.outbox import OutboxMessage, OutboxState
from app.core.prepared import Prepared
from app.core.sequences import Sequence
from app.kitchen.models import KitchenEvent, Ticket
from app.ordering.models import Order, OrderLine
from app.printing.models import PrintJob
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop

MOMENT = datetime(2026, 5, 4, 12, 30, 1, 250_000, tzinfo=UTC)
MESSAGE = {
    "id": "m1",
    "kind": "test",
    "payload": {"名": [1, None]},
    "key": "k",
    "state": OutboxState.QUEUED,
    "attempts": 0,
    "not_before": MOMENT,
    "created_at": MOMENT,
}


def kept(table: Table) -> list[tuple[Any, ...]]:
    """The rows as the file has them, without any conversion."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    found = db.session.execute(text(f'SELECT {names} FROM "{table.name}" ORDER BY 1'))
    return [tuple(row) for row in found]


@pytest.mark.parametrize(
    "model", [Order, OrderLine, Ticket, KitchenEvent, AuditEntry, OutboxMessage, PrintJob]
)
def test_the_rows_are_those_of_the_toolkit(
    shop: Shop, drain: Any, monkeypatch: pytest.MonkeyPatch, model: type[Base]
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("statements are prepared for SQLite alone")
    make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    table = model.__table__
    assert isinstance(table, Table)
    before = kept(table)
    rows = [dict(row._mapping) for row in db.session.execute(select(table))]
    # Without what has a default, so that both have to find it; an id would be another one.
    given = [
        {
            name: value
            for name, value in row.items()
            if table.c[name].default is None or table.c[name].primary_key
        }
        for row in rows
    ]
    written = []
    for put in (_by_hand, _by_toolkit):
        with pytest.raises(_Undone), transaction():
            connection = db.session.connection()
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            connection.execute(text("DROP TRIGGER IF EXISTS audit_entry_no_delete"))
            connection.execute(table.delete())
            put(table, given)
            written.append(kept(table))
            raise _Undone
    assert len(before) > 0
    assert written[0] == written[1]


class _Undone(Exception):
    """Takes the transaction back."""


def _by_hand(table: Table, rows: list[dict[str, Any]]) -> None:
    connection = db.session.connection()
    Prepared(insert(table), connection.dialect, tuple(rows[0])).run(connection, rows)


def _by_toolkit(table: Table, rows: list[dict[str, Any]]) -> None:
    db.session.connection().execute(insert(table), rows)


def test_a_key_that_is_there_is_the_same_error_and_tells_no_values(app: Flask) -> None:
    with pytest.raises(IntegrityError) as raised, transaction():
        insert_rows(OutboxMessage, MESSAGE)
        insert_rows(OutboxMessage, {**MESSAGE, "id": "m2"})
    assert "名" not in str(raised.value)
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_row_without_one_of_the_names_is_refused(app: Flask) -> None:
    short = {name: value for name, value in MESSAGE.items() if name != "kind"}
    with pytest.raises(Exception, match="kind"), transaction():
        insert_rows(OutboxMessage, [MESSAGE, short])
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_an_update_says_how_many_rows_it_changed(app: Flask) -> None:
    names = [{"store_id": "s", "name": name, "value": 1} for name in "ab"]
    statement = (
        update(Sequence)
        .where(Sequence.name == bindparam("which"), Sequence.value == 1)
        .values(value=Sequence.value + bindparam("more"))
    )
    with transaction():
        insert_rows(Sequence, names)
        assert update_rows(statement, [{"which": each, "more": 4} for each in "abc"]) == 2
        assert update_rows(statement, [{"which": "a", "more": 1}]) == 0
    assert set(db.session.scalars(select(Sequence.value))) == {5}


def test_what_is_read_by_hand_is_what_the_toolkit_reads(shop: Shop) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("statements are prepared for SQLite alone")
    order = place_at_counter(shop.actor, shop.dish["tofu"], note="快")
    statement = select(Order.__table__).where(Order.id == bindparam("order"))
    given = {"order": order.id}
    [by_hand], by_toolkit = core.read(statement, given), core.execute(statement, given).one()
    assert tuple(by_hand) == tuple(by_toolkit)
    assert by_hand._fields == tuple(by_toolkit._fields)
    assert [type(each) for each in by_hand] == [type(each) for each in by_toolkit]
    assert by_hand.placed_at == order.placed_at and by_hand.note == "快"
    assert core.read(statement, {"order": "none"}) == []


def test_a_change_returns_its_rows_as_they_are_read(app: Flask) -> None:
    statement = (
        update(OutboxMessage)
        .where(OutboxMessage.id == bindparam("which"), OutboxMessage.state == OutboxState.QUEUED)
        .values(state=bindparam("new"))
        .returning(OutboxMessage.kind, OutboxMessage.created_at, OutboxMessage.state)
    )
    given = {"which": "m1", "new": OutboxState.DONE}
    with transaction():
        insert_rows(OutboxMessage, MESSAGE)
        [row] = core.read(statement, given)
        assert core.read(statement, given) == []
    assert (row.kind, row.created_at, row.state) == ("test", MOMENT, OutboxState.DONE)
    with pytest.raises(RuntimeError, match="outside"):
        core.read(statement, given)


def test_values_that_come_again_and_empty_lists_are_written_as_at_first(app: Flask) -> None:
    payloads: list[Any] = [{}, [], None, 0, "", False, {"a": []}, [], {}]
    rows = [{**MESSAGE, "id": f"m{at}", "key": None, "payload": p} for at, p in enumerate(payloads)]
    with transaction():
        insert_rows(OutboxMessage, rows)
    found = [each.payload for each in db.session.scalars(select(OutboxMessage).order_by("id"))]
    assert found == payloads
    with pytest.raises(ValueError, match="time zone"), transaction():
        insert_rows(OutboxMessage, {**MESSAGE, "not_before": MOMENT.replace(tzinfo=None)})


def test_a_list_of_values_cannot_be_prepared(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("statements are prepared for SQLite alone")
    statement = select(Order.id).where(Order.id.in_(bindparam("ids", expanding=True)))
    with pytest.raises(NotImplementedError, match="list"):
        core.read(statement, {"ids": ["a"]})


def test_nothing_is_written_outside_a_transaction(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="outside"):
        insert_rows(OutboxMessage, MESSAGE)
    with pytest.raises(RuntimeError, match="outside"):
        core.ask(text("SELECT 1"), {})


@pytest.mark.sqlite("statements are prepared for it alone")
def test_watchers_of_statements_hear_of_it(app: Flask) -> None:
    seen: list[tuple[str, bool]] = []

    def note(*given: Any) -> None:
        seen.append((given[2], given[5]))

    event.listen(db.engine, "before_cursor_execute", note)
    event.listen(db.engine, "after_cursor_execute", note)
    with transaction():
        insert_rows(OutboxMessage, MESSAGE)
    event.remove(db.engine, "before_cursor_execute", note)
    event.remove(db.engine, "after_cursor_execute", note)
    assert [text.split(" (")[0] for text, _many in seen] == [
        *["BEGIN IMMEDIATE"] * 2,
        *["INSERT INTO outbox_message"] * 2,
    ]
