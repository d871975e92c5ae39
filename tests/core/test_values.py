"""Moments, counters, identifiers and signatures."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as sqlite_dialect

from app.core import signing
from app.core.db import db, transaction
from app.core.ids import new_code, new_id, new_secret
from app.core.sequences import current_value, next_value, want
from app.core.types import UtcDateTime

SQLITE, POSTGRES = sqlite_dialect.dialect(), postgresql.dialect()


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])))
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    for dialect in (SQLITE, POSTGRES):
        try:
            stored = UtcDateTime().process_bind_param(moment, dialect)
        except OverflowError:
            return  # the first hours of year 1 have no UTC
        again = UtcDateTime().process_result_value(stored, dialect)
        assert again == moment
        assert again is not None
        assert again.utcoffset() == timedelta(0)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), SQLITE)  # noqa: DTZ001


def test_counters_count_per_store_and_name(app: Flask) -> None:
    with transaction():
        taken = [next_value("a", "x"), next_value("a", "x"), next_value("a", "x", 3)]
        others = [next_value("b", "x"), next_value("a", "y")]
    assert taken == [1, 2, 5]
    assert others == [1, 1]
    assert (current_value("a", "x"), current_value("a", "none")) == (5, 0)


def test_a_counter_that_is_rolled_back_leaves_no_gap(app: Flask) -> None:
    with pytest.raises(KeyError), transaction():
        next_value("a", "x")
        raise KeyError
    with transaction():
        assert next_value("a", "x") == 1


def test_counters_that_are_wanted_come_with_the_next_one_in_one_statement(app: Flask) -> None:
    with transaction():
        next_value("a", "y", 4)
    sent: list[str] = []
    watch = lambda *given: sent.append(given[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", watch)
    try:
        with transaction():
            want("a", "y", 2)
            want("a", "z")
            assert next_value("a", "x") == 1
            assert next_value("a", "y", 2) == 6
            assert next_value("a", "z") == 1
            assert next_value("a", "y", 2) == 8, "it was brought along once"
    finally:
        event.remove(db.engine, "before_cursor_execute", watch)
    assert len([each for each in sent if each.startswith("INSERT INTO sequence")]) == 2
    assert [current_value("a", name) for name in "xyz"] == [1, 8, 1]


@pytest.mark.parametrize("taken", [False, True])
def test_a_wanted_number_that_nobody_takes_undoes_everything(app: Flask, taken: bool) -> None:
    with pytest.raises(RuntimeError, match="nobody took"), transaction():
        want("a", "y")
        if taken:
            next_value("a", "x")
    assert (current_value("a", "x"), current_value("a", "y")) == (0, 0)


def test_a_wanted_number_is_taken_by_the_step_that_was_said(app: Flask) -> None:
    for names in (["y"], ["x", "y"]):
        with pytest.raises(RuntimeError, match="wanted by 2"), transaction():
            want("a", "y", 2)
            for name in names:
                next_value("a", name, 1)


def test_ids_are_unique_sorted_by_time_and_plain() -> None:
    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert all(len(each) == 26 and each.isalnum() and each.islower() for each in made)
    # In the middle of a run the milliseconds in front never go back.
    assert [each[:10] for each in made] == sorted(each[:10] for each in made)


def test_codes_and_secrets_cannot_be_guessed() -> None:
    assert len({new_code(10) for _ in range(2000)}) == 2000
    assert not set(new_code(200)) & set("ilou")
    assert len(new_secret()) >= 43


def test_a_signature_holds_for_its_purpose_and_parts_alone(app: Flask) -> None:
    given = signing.signature("table-code", "abc", "1")
    assert signing.is_signed("table-code", "abc", "1", given=given)
    assert not signing.is_signed("table-session", "abc", "1", given=given)
    assert not signing.is_signed("table-code", "abc", "2", given=given)
    # The border between parts counts too.
    assert not signing.is_signed("table-code", "ab", "c1", given=given)
    app.config["SECRET_KEY"] = "another shop's key"
    assert not signing.is_signed("table-code", "abc", "1", given=given)
