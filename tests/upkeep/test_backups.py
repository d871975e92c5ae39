"""Backups: whole, verified, thinned out."""

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.config import Config
from app.core import copies, sqlite
from app.core.clock import FixedClock
from app.core.copies import CopyFailed
from app.core.db import transaction
from app.core.sequences import next_value
from app.upkeep import backups
from tests.factories.shop import Shop

pytestmark = pytest.mark.sqlite("backups are its files")

SQLITE = sqlite.choose_module()


def count_rows(file: Path) -> int:
    with closing(SQLITE.connect(file)) as connection:
        found = connection.execute("SELECT value FROM sequence WHERE name = 'n'").fetchone()
        return int(found[0]) if found else 0


def write(times: int = 1) -> None:
    for _ in range(times):
        with transaction():
            next_value("s", "n")


def test_a_copy_is_made_while_the_shop_works(app: Flask, shop: Shop) -> None:
    write(3)
    copy = backups.back_up_now()
    write(1)
    assert copy is not None
    assert count_rows(copy) == 3
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_control_copying_the_file_alone_loses_what_is_in_the_log(
    app: Flask, config: Config, tmp_path: Path
) -> None:
    write(3)
    assert config.sqlite_file is not None
    shutil.copyfile(config.sqlite_file, tmp_path / "cp.db")
    assert count_rows(tmp_path / "cp.db") < 3


@pytest.mark.parametrize("damage", ["truncate", "overwrite", "orphan"])
def test_a_damaged_copy_does_not_count(app: Flask, shop: Shop, damage: str) -> None:
    copy = backups.back_up_now()
    assert copy is not None
    _damage(copy, damage)
    with pytest.raises(CopyFailed):
        copies.verify(copy)


def test_a_copy_that_fails_leaves_nothing_behind(app: Flask, tmp_path: Path) -> None:
    source = tmp_path / "no database.db"
    source.write_bytes(b"this is not SQLite" * 100)
    with pytest.raises(CopyFailed):
        copies.copy_database(source, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))


def test_old_copies_are_thinned_out(tmp_path: Path) -> None:
    """All of a day, then one a day for two weeks, then one a month for a year."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    for quarters in range(24 * 4 * 3):
        (tmp_path / (now - timedelta(minutes=15 * quarters)).strftime(backups._NAME)).touch()
    for days in range(3, 500):
        (tmp_path / (now - timedelta(days=days)).strftime(backups._NAME)).touch()
    (tmp_path / "before-upgrade-from-1.db").touch()
    backups.thin_out(tmp_path, now)
    ages = [now - each.made_at for each in backups.list_backups(tmp_path)]
    assert sum(age <= timedelta(hours=24) for age in ages) == 97
    assert 12 <= sum(timedelta(hours=24) < age <= timedelta(days=14) for age in ages) <= 14
    assert 11 <= sum(age > timedelta(days=14) for age in ages) <= 13
    assert max(ages) <= timedelta(days=366)
    assert (tmp_path / "before-upgrade-from-1.db").exists()


def test_two_copies_in_one_second_are_one(
    app: Flask, shop: Shop, clock: FixedClock, drain: Callable[[], int]
) -> None:
    first = backups.back_up_now()
    assert backups.back_up_now() == first
    clock.move(minutes=15)
    assert backups.back_up_now() != first


def _damage(copy: Path, damage: str) -> None:
    if damage == "truncate":
        copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    elif damage == "overwrite":
        content = bytearray(copy.read_bytes())
        content[4096:12288] = b"\xff" * 8192
        copy.write_bytes(bytes(content))
    else:
        with closing(SQLITE.connect(copy)) as connection:
            connection.execute("UPDATE dining_table SET store_id = 'nobody'")
            connection.commit()
