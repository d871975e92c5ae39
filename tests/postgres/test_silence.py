"""A connection stays open and is taken what is sent, and no answer comes: nobody waits for ever.

The proxy hangs half, as a broken one or a pooler does: it does not even pass on that we hung up.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from app.core import messages, postgres, silence
from app.core.db import atomic, db, transaction
from app.core.errors import DatabaseAway
from app.core.ids import new_id
from app.core.sequences import Sequence, next_value
from app.leading import Leader
from app.ordering.models import Order
from benchmarks.faults.proxy import Crossing, Fault
from benchmarks.wire import HOST
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import Caller
from tests.postgres.test_lines import begin, in_a_thread

HALF_HUNG = [Fault.MUTE, Fault.UNHEARD]
FOR_EVER_S, WITHIN_S = 1e6, 60.0


class _Undone(Exception):
    """Takes a transaction back."""


class Way:
    """All that the app says to the server goes through it."""

    def __init__(self, crossing: Crossing) -> None:
        self._crossing = crossing

    def becomes(self, fault: Fault) -> None:
        self._crossing.set(fault)
        # From here on, not soon.
        self._crossing._wait_for(asyncio.sleep(0))


@pytest.fixture
def way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    monkeypatch.setattr(silence, "SILENT_S", 0.4)
    engine = db.engine
    db.session.rollback()
    engine.dispose()
    assert engine.url.port is not None
    with Crossing(engine.url.port) as crossing:
        there = {"host": HOST, "port": crossing.port, "connect_timeout": "2"}
        connect = silence.connect
        monkeypatch.setattr(
            silence, "connect", lambda *given, **named: connect(*given, **{**named, **there})
        )
        yield Way(crossing)
        db.session.rollback()
        engine.dispose()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the server was asked over other connections."""
    seen: list[str] = []
    ask = silence.Connection._asked

    def noted(self: Any, question: str) -> bool:
        seen.append(question)
        return ask(self, question)

    monkeypatch.setattr(silence.Connection, "_asked", noted)
    return seen


@atomic
def count() -> int:
    return next_value("s", "n")


def when_it_comes_to(monkeypatch: pytest.MonkeyPatch, what: str, act: Callable[[], None]) -> None:
    """Run `act` once, before this thread's next transaction sends its beginning, or what it is."""
    own, send, said = threading.get_ident(), messages.exchange, list[str]()

    def exchange(raw: Any, writes: Any) -> Any:
        texts = [each.text for each in writes]
        if threading.get_ident() == own and (said or texts[0] == "BEGIN") and what not in said:
            ends = texts[-1] == "COMMIT"
            said.append("commit" if ends else "between" if said else "begin")
            if said[-1] == what:
                act()
        return send(raw, writes)

    monkeypatch.setattr(messages, "exchange", exchange)


class Phones:
    """Two at one store: the first one's connection hangs, the other one stands behind it."""

    def __init__(self, app: Flask, shop: Shop) -> None:
        self._app = app
        self.first, self.other = (
            Caller(app, sit_down(table, shop.actor)) for table in shop.tables[:2]
        )
        self._body = {"lines": [{"dish_id": shop.dish["tofu"].id, "quantity": 1}]}
        self.first.get("/menu")
        self.key, self.answers = new_id(), list[TestResponse]()

    def order(self, phone: Caller, key: str) -> TestResponse:
        return phone.post("/orders", self._body, key=key)

    def other_orders(self) -> threading.Thread:
        return in_a_thread(self._app, lambda: self.answers.append(self.order(self.other, new_id())))


def orders() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Order)) or 0


@pytest.mark.parametrize("fault", HALF_HUNG)
@pytest.mark.parametrize(("when", "status"), [("begin", 201), ("between", 503), ("commit", 503)])
def test_an_order_whose_answer_does_not_come_holds_nobody_up(
    app: Flask,
    shop: Shop,
    way: Way,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    when: str,
    status: int,
) -> None:
    phones, behind = Phones(app, shop), list[threading.Thread]()

    def hang() -> None:
        way.becomes(fault)
        behind.append(phones.other_orders())

    when_it_comes_to(monkeypatch, when, hang)
    with caplog.at_level(logging.ERROR, silence.__name__):
        told = phones.order(phones.first, phones.key)
    behind[0].join(WITHIN_S)
    assert [each.status_code for each in (told, *phones.answers)] == [status, 201]
    said = [each.message for each in caplog.records if each.name == silence.__name__]
    assert len(said) == 1
    assert "silent for 0.8 s" in said[0]
    if status == 503:
        assert told.json is not None
        assert told.json["code"] == "database_away"
    # Of a commit that nobody answered it is not known whether it was done; here it is.
    is_done = when == "begin" or (when == "commit" and fault is Fault.MUTE)
    assert orders() == (2 if is_done else 1)
    again = phones.order(phones.first, phones.key)
    assert again.status_code == 201
    assert orders() == 2


def test_control_without_the_bound_the_whole_store_waits_for_ever(
    app: Flask, shop: Shop, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "SILENT_S", FOR_EVER_S)
    phones, hangs, told = Phones(app, shop), threading.Event(), list[TestResponse]()

    def hang() -> None:
        way.becomes(Fault.MUTE)
        hangs.set()

    def order() -> None:
        when_it_comes_to(monkeypatch, "between", hang)
        told.append(phones.order(phones.first, phones.key))

    first = in_a_thread(app, order)
    assert hangs.wait(WITHIN_S)
    other = phones.other_orders()
    other.join(2)
    assert (first.is_alive(), other.is_alive()) == (True, True)
    way.becomes(Fault.CUT)
    way.becomes(Fault.NONE)
    first.join(WITHIN_S)
    other.join(WITHIN_S)
    assert [each.status_code for each in told] == [503]


def hang_in_line(way: Way) -> None:
    """A transaction in a store's line of which the server hears no more, not even its end."""
    with pytest.raises(DBAPIError) as raised, transaction("a"):
        way.becomes(Fault.UNHEARD)
        next_value("s", "n")
    assert raised.value.connection_invalidated
    assert postgres.is_away(raised.value)


def stand_in_line() -> None:
    with db.engine.connect() as another:
        try:
            begin(another, "a")
        finally:
            another.invalidate()


def test_one_that_is_taken_back_holds_nobody_up_either(way: Way) -> None:
    with pytest.raises(DBAPIError) as raised, transaction("a"):
        next_value("s", "n")
        way.becomes(Fault.UNHEARD)
        raise _Undone
    assert postgres.is_away(raised.value)
    with transaction("a"):
        assert next_value("s", "n") == 1


def test_the_server_is_told_to_free_the_place_in_line(way: Way) -> None:
    hang_in_line(way)
    stand_in_line()


def test_control_else_it_keeps_the_place(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "_END", "SELECT true OR %s::integer = 0")
    hang_in_line(way)
    with pytest.raises(DBAPIError, match="lock timeout"):
        stand_in_line()


def test_whoever_is_gone_without_a_word_loses_its_place_too(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "_END", "SELECT true OR %s::integer = 0")
    monkeypatch.setattr(silence, "_SINCE_WHEN", silence._SINCE_WHEN.replace("60s", "2s"))
    hang_in_line(way)
    with transaction("a"):
        assert next_value("s", "n") == 1


def test_one_that_slept_in_its_transaction_reads_why(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "_SINCE_WHEN", silence._SINCE_WHEN.replace("60s", "100ms"))
    with pytest.raises(DBAPIError) as raised, transaction("a"):
        db.session.execute(text("SELECT 1"))
        stand_in_line_until_free()
        db.session.execute(text("SELECT 1"))
    assert postgres.is_away(raised.value)


def stand_in_line_until_free() -> None:
    with db.engine.connect() as another:
        postgres.begin_in_line(another, "a")
        another.invalidate()


def test_what_the_operator_set_is_left(way: Way) -> None:
    ask = text("SELECT current_setting('idle_in_transaction_session_timeout')")
    with db.engine.connect() as connection:
        assert connection.scalar(ask) == "1min"
        connection.execute(text("SET idle_in_transaction_session_timeout = '7min'"))
        silence.prepare(connection.connection.driver_connection)
        assert connection.scalar(ask) == "7min"
        connection.invalidate()


@pytest.mark.parametrize("how", ["toolkit", "message"])
def test_what_takes_long_on_the_server_is_waited_for(way: Way, asked: list[str], how: str) -> None:
    sleep = "SELECT 7 FROM (SELECT pg_sleep(2)) AS long"
    with transaction("a"):
        if how == "toolkit":
            assert db.session.scalar(text(sleep)) == 7
        else:
            wanted = postgres.Write(sleep)
            assert postgres.send(db.session.connection(), wanted).rows == [(7,)]
        assert next_value("s", "n") == 1
    assert set(asked) == {silence._IS_DONE}


def test_control_not_asked_about_it_is_cut_off(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "_IS_DONE", "SELECT true OR %s::integer = 0")
    with pytest.raises(DBAPIError, match="was silent"), transaction("a"):
        db.session.execute(text("SELECT pg_sleep(10)"))


def test_whoever_waits_for_a_turn_is_not_cut_off(app: Flask, way: Way, asked: list[str]) -> None:
    counted: list[int] = []
    with db.engine.connect() as another:
        postgres.begin_in_line(another, "")
        waits = in_a_thread(app, lambda: counted.append(count()))
        while asked.count(silence._IS_DONE) < 2:
            waits.join(0.05)
            assert waits.is_alive()
        postgres.commit(another)
    waits.join(WITHIN_S)
    assert counted == [1]


def test_a_long_answer_may_come_slowly(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "SILENT_S", 0.001)
    many = text("SELECT repeat('x', 1000) FROM generate_series(1, 20000)")
    assert len(db.session.execute(many).all()) == 20_000


def test_the_server_is_asked_in_vain_as_well(way: Way) -> None:
    """The proxy hangs as a whole: nothing is open to ask over, nor to go on with."""
    assert count() == 1
    with pytest.raises(DBAPIError, match="be asked") as raised, transaction("a"):
        way.becomes(Fault.HOLD)
        next_value("s", "n")
    assert postgres.is_away(raised.value)
    with pytest.raises(DatabaseAway):
        count()
    way.becomes(Fault.NONE)
    assert count() == 2


@pytest.mark.parametrize("fault", HALF_HUNG)
def test_one_that_lay_is_asked_first_and_left(
    way: Way, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(postgres, "_LAY_LONG_S", 0.0)
    assert count() == 1
    db.session.rollback()
    way.becomes(fault)
    assert db.session.scalar(select(Sequence.value)) == 1


def test_one_that_leads_and_hangs_lets_another_lead(
    app: Flask, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.leading._LOOKS_EVERY_S", 0.05)
    leads, lost, others = threading.Event(), threading.Event(), threading.Event()
    first = Leader(app, leads.set, lost.set)
    first.start()
    assert leads.wait(WITHIN_S)
    second = Leader(app, others.set, others.clear)
    way.becomes(Fault.MUTE)
    second.start()
    try:
        assert lost.wait(WITHIN_S)
        first._stopping.set()
        assert others.wait(WITHIN_S)
    finally:
        for each in (first, second):
            each.stop()


def test_who_asks_says_who_it_is_as_the_other_did(way: Way) -> None:
    with closing(db.engine.raw_connection()) as raw:
        own: Any = raw.driver_connection
        same = "SELECT usename = current_user FROM pg_stat_activity WHERE pid = %s"
        assert own._asked(same)
        assert own.backend == own.info.backend_pid
