"""A backup of a shop that is at work."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core import copies, sqlite
from app.core.db import db
from app.upkeep import backups
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop

SQLITE = sqlite.choose_module()


@pytest.fixture
def backup(app: Flask, shop: Shop) -> Path:
    """A backup of the test's shop, which has a printer and an order; made a moment ago."""
    make_printer(shop.actor)
    place_at_counter(shop.actor, (shop.dish["tofu"], 2), table=shop.tables[0])
    made = backups.back_up_now()
    assert made is not None
    return made


@pytest.fixture(scope="module")
def backup_bytes(template: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a backup of an empty shop consists of."""
    target = tmp_path_factory.mktemp("backup") / "copy.db"
    copies.copy_database(template, target)
    return target.read_bytes()


def rows_of(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but not what a restore is meant to change."""
    with closing(SQLITE.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
            if name not in ("system_value", "sqlite_sequence")
        }


def let_go() -> None:
    """Close the app's connections, as a stopped server has."""
    db.session.remove()
    db.engine.dispose()
