"""The writers' line: who stands behind one that waited in vain does not wait as long in turn."""

import sqlite3
import threading
from typing import Any, cast

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from app.core.errors import AppError, DatabaseAway, DatabaseHeld
from app.core.lines import Line

BEHIND = 3


class Door:
    """A lock that says when somebody comes to it."""

    def __init__(self) -> None:
        self._lock, self.came = threading.Lock(), threading.Semaphore(0)

    def acquire(self) -> bool:
        self.came.release()
        return self._lock.acquire()

    def release(self) -> None:
        self._lock.release()


def failed(said: Exception) -> Exception:
    base = psycopg.Error if isinstance(said, psycopg.Error) else sqlite3.Error
    return DBAPIError.instance("BEGIN", {}, said, base)


def hear(line: Line, heard: list[Any], mine: Exception) -> None:
    """Stand in line; at its head find `mine`."""
    try:
        with line, line.at_its_head():
            raise mine
    except (AppError, DBAPIError) as error:
        heard.append(type(error))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (psycopg.errors.ConnectionTimeout("no answer"), DatabaseAway),
        (psycopg.errors.ReadOnlySqlTransaction("it stands by"), DatabaseAway),
        (sqlite3.OperationalError("database is locked"), DatabaseHeld),
    ],
)
def test_all_who_stood_behind_hear_the_same_at_once(said: Exception, told: type[AppError]) -> None:
    door, heard = Door(), list[Any]()
    line = Line(cast("threading.Lock", door))
    never = failed(psycopg.errors.SyntaxError("whoever got to the head"))
    others = [threading.Thread(target=hear, args=(line, heard, never)) for _ in range(BEHIND)]
    with pytest.raises(told), line, line.at_its_head():
        for each in others:
            each.start()
        for _ in range(1 + BEHIND):
            door.came.acquire()
        raise failed(said)
    for each in others:
        each.join()
    assert heard == [told] * BEHIND


def test_control_who_fails_of_its_own_fault_fails_alone() -> None:
    door, heard = Door(), list[Any]()
    line = Line(cast("threading.Lock", door))
    away = failed(psycopg.errors.ConnectionTimeout("no answer"))
    other = threading.Thread(target=hear, args=(line, heard, away))
    with pytest.raises(DBAPIError), line, line.at_its_head():
        other.start()
        for _ in range(2):
            door.came.acquire()
        raise failed(psycopg.errors.SyntaxError("a mistake"))
    other.join()
    # It got to the head itself and found the server away.
    assert heard == [DatabaseAway]
