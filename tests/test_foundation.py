"""The fixtures themselves: what they promise to every other test."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock as clocks
from app.core.clock import FixedClock
from app.staff.rights import Role
from app.tables.models import Table
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller, PageClient
from tests.fixtures.installation import MOMENT, REPO_ROOT


def test_clock_stands_still_until_moved(clock: FixedClock) -> None:
    assert clocks.now() == MOMENT
    clock.move(minutes=5)
    assert (clocks.now() - MOMENT).total_seconds() == 300


def test_the_network_is_out_of_reach() -> None:
    with (
        pytest.raises(AssertionError, match="reached for the network"),
        socket.socket() as outside,
    ):
        outside.connect(("192.0.2.1", 80))


def test_requests_do_not_share_a_login(
    client: FlaskClient, as_staff: Callable[[Role], Caller]
) -> None:
    """Control: with a plain Flask client the second request would be the owner's."""
    assert as_staff(Role.OWNER).get("/menu").status_code == 200
    assert client.get("/api/v1/menu").status_code == 401


def test_staff_diner_and_pages_reach_their_views(
    shop: Shop,
    as_staff: Callable[[Role], Caller],
    as_diner: Callable[[Table], Caller],
    staff_page: Callable[[Role], PageClient],
) -> None:
    table = shop.tables[0]
    assert as_diner(table).get("/menu").status_code == 200
    assert as_staff(Role.WAITER).post(f"/tables/{table.id}/clear").status_code == 200
    page = staff_page(Role.WAITER)
    assert page.post(f"/api/v1/tables/{table.id}/open").status_code == 200


@pytest.mark.sqlite("its file lies in the folder")
def test_every_test_has_a_database_of_its_own(app: Flask, shop: Shop) -> None:
    assert str(app.config["KAIFAN"].data_dir) in app.config["SQLALCHEMY_DATABASE_URI"]


def test_the_demo_restaurant_is_there(app: Flask, demo: dict[str, Any]) -> None:
    owner = next(person for person in demo["staff"] if person["role"] == "owner")
    menu = Caller(app, owner["token"]).get("/menu").json
    assert menu is not None
    assert sum(len(category["dishes"]) for category in menu["categories"]) >= 40


@pytest.mark.parametrize(("required", "code"), [("1", 1), ("0", 0)])
def test_what_is_required_may_not_be_skipped(tmp_path: Path, required: str, code: int) -> None:
    """The second case is the control: without KAIFAN_REQUIRE the skip is only named."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = server\n browser\n slow\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n@pytest.mark.server\ndef test_it():\n    pytest.skip('no server here')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-rs", str(tmp_path)],
        cwd=REPO_ROOT,
        env={**os.environ, "KAIFAN_REQUIRE": required},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert "no server here" in done.stdout
