"""One verb is one transaction."""

from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import event, select, text, update

from app.config import Config
from app.core import db as core
from app.core import sqlite
from app.core.db import after_commit, atomic, db, in_transaction, transaction
from app.core.sequences import Sequence, current_value, next_value

# The app's own library: two SQLite libraries in one process do not see each other's locks.
SQLITE = sqlite.choose_module()


class Oops(Exception):
    """What goes wrong in a verb."""


@atomic
def count(name: str = "n") -> int:
    return next_value("s", name)


@atomic
def count_then_fail() -> None:
    count()
    raise Oops


def test_a_verb_commits_once_for_all_it_calls(app: Flask) -> None:
    commits = []
    event.listen(db.engine, "commit", lambda _c: commits.append(1))
    with transaction():
        count()
        with transaction():
            count()
        assert in_transaction()
    assert (current_value("s", "n"), len(commits), in_transaction()) == (2, 1, False)


def test_an_error_undoes_everything_also_what_was_joined(app: Flask) -> None:
    with pytest.raises(Oops):
        count_then_fail()
    assert current_value("s", "n") == 0


@pytest.mark.sqlite("the file is read by another program")
def test_after_commit_runs_once_the_rows_can_be_read(app: Flask, config: Config) -> None:
    seen: list[list[tuple[int]]] = []

    def look() -> None:
        with closing(SQLITE.connect(config.data_dir / "kaifan.db")) as other:
            seen.append(other.execute("SELECT value FROM sequence").fetchall())

    with transaction():
        after_commit(look)
        count()
        assert seen == []
    assert seen == [[(1,)]]


def test_an_error_drops_what_after_commit_gathered(app: Flask) -> None:
    done: list[int] = []
    with pytest.raises(Oops), transaction():
        after_commit(lambda: done.append(1))
        raise Oops
    count()
    assert done == []


def test_one_subscriber_that_fails_takes_no_other_with_it(app: Flask) -> None:
    done: list[int] = []

    def fail() -> None:
        raise Oops

    with transaction():
        after_commit(fail)
        after_commit(lambda: done.append(1))
    assert done == [1]


def test_outside_a_transaction_after_commit_runs_at_once(app: Flask) -> None:
    done: list[int] = []
    after_commit(lambda: done.append(1))
    assert done == [1]


def test_rows_changed_outside_a_verb_are_refused(app: Flask) -> None:
    db.session.add(Sequence(store_id="s", name="n", value=1))
    with pytest.raises(RuntimeError, match="outside @atomic"):
        db.session.flush()
    db.session.expunge_all()
    with pytest.raises(RuntimeError, match="outside @atomic"):
        db.session.execute(update(Sequence).values(value=2))


@pytest.mark.sqlite("the lock of the file")
def test_a_transaction_takes_the_write_lock_before_its_first_read(
    app: Flask, config: Config
) -> None:
    with transaction():
        db.session.execute(select(Sequence))
        with (
            closing(SQLITE.connect(config.data_dir / "kaifan.db", timeout=0)) as other,
            pytest.raises(SQLITE.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")


@pytest.mark.sqlite("the lock of the file")
def test_control_a_deferred_transaction_does_not(app: Flask, config: Config) -> None:
    db.session.execute(text("BEGIN"))
    db.session.execute(select(Sequence))
    with closing(SQLITE.connect(config.data_dir / "kaifan.db", timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert other.in_transaction, "nobody held the lock"
        other.rollback()
    db.session.rollback()


def test_the_writers_lock_is_free_after_an_error(app: Flask) -> None:
    with pytest.raises(Oops):
        count_then_fail()
    lock = core._lines[""].lock
    assert lock.acquire(timeout=60)
    lock.release()
