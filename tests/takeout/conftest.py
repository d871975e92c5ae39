"""An export of the test's shop, and another, empty shop."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.actors import Actor, ActorKind
from app.staff.rights import Role
from app.takeout import running
from tests.factories import staff, stores
from tests.factories.shop import Shop

Rewrite = Callable[[dict[str, bytes]], None]


@pytest.fixture
def media(app: Flask) -> Path:
    """Where pictures lie."""
    folder: Path = app.config["KAIFAN"].media_dir
    return folder


@pytest.fixture
def export(shop: Shop, tmp_path: Path) -> Callable[[], Path]:
    """Exports the shop as it is when called."""

    def make() -> Path:
        target = tmp_path / "export.zip"
        running.export_shop(shop.id, target, lambda _done, _total: None)
        return target

    return make


@pytest.fixture
def empty(app: Flask) -> Actor:
    """The owner of a shop in which nothing is yet."""
    store = stores.make_store("新店")
    member = staff.make_member(store.id, Role.OWNER, "new-owner")
    return Actor(ActorKind.STAFF, member.id, member.name, store.id, Role.OWNER.value)


def contents_of(file: Path) -> dict[str, bytes]:
    """Every entry of a ZIP by its name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(file: Path, kind: str) -> list[dict[str, Any]]:
    """The rows of a kind."""
    rows: list[dict[str, Any]] = json.loads(contents_of(file)[f"json/{kind}.json"])
    return rows
