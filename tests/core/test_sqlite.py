"""The SQLite library and its connections."""

import sqlite3
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core import sqlite
from app.core.db import atomic, db


@pytest.mark.sqlite("its pragmas")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_every_connection_is_set_up(app: Flask, pragma: str, value: object) -> None:
    """Synchronous 2 is FULL: with less, a power cut loses orders that were answered."""
    for _ in range(3):
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.sqlite("the version of its library")
def test_the_library_in_use_is_a_safe_one(app: Flask) -> None:
    with db.engine.connect() as connection:
        version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
    assert sqlite.is_safe(tuple(map(int, version.split("."))))


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
    ],
)
def test_versions_with_the_wal_reset_bug_are_known(version: tuple[int, ...], *, safe: bool) -> None:
    assert sqlite.is_safe(version) is safe


def test_an_old_library_gives_way_to_the_bundled_one(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = SimpleNamespace(sqlite_version_info=(3, 51, 3))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setattr(sqlite.importlib, "import_module", lambda _name: bundled)
    assert sqlite.choose_module() is bundled


def test_without_a_safe_library_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setattr(sqlite.importlib, "import_module", absent)
    with pytest.raises(RuntimeError, match="can lose data"):
        sqlite.choose_module()


def test_foreign_keys_are_checked(app: Flask) -> None:
    @atomic
    def orphan() -> None:
        db.session.execute(
            text(
                "INSERT INTO area (id, store_id, name, name_en, position) VALUES ('a','x','n','',0)"
            )
        )

    with pytest.raises(IntegrityError):
        orphan()
