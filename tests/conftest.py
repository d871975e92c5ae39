"""Fixtures of all tests: a database file per test, callers by role, a clock, a real server."""

import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from app import create_app
from app.config import Config
from app.core import clock as clocks
from app.core import migrating, outbox, push
from app.core.clock import FixedClock
from app.core.db import db
from app.demo import filling
from app.staff import hashing
from app.staff.models import LoginKind
from app.staff.rights import Role
from app.stores import queries as stores
from app.stores.models import Store
from app.tables.models import Table
from tests.factories import staff, tables
from tests.factories.shop import Shop, make_shop
from tests.fixtures.browsing import browser, browser_path
from tests.fixtures.callers import Caller, IsolatedClient, PageClient
from tests.fixtures.installation import MOMENT, REPO_ROOT, forget_everything, make_config
from tests.fixtures.live_server import LiveServer, start_server
from tests.fixtures.postgres import Databases
from tests.fixtures.quick_routes import compiled_once
from tests.fixtures.ready_shop import ReadyShop
from tests.journeys import people

__all__ = ["browser", "browser_path"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--full` runs the long campaigns, not only their short part with a fixed seed.

    `--on-postgres` gives each test a database on the server of KAIFAN_TEST_POSTGRES.
    """
    parser.addoption("--full", action="store_true", help="run the slow campaigns in full")
    parser.addoption("--on-postgres", action="store_true", help="test on Postgres, not on SQLite")


def pytest_configure(config: pytest.Config) -> None:
    """The same generated examples at each run; `--full` draws new ones.

    None is judged by the clock: how long one takes says how busy the machine is.
    """
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("drawn", patient)
    settings.register_profile("fixed", patient, derandomize=True)
    settings.load_profile("drawn" if config.getoption("--full") else "fixed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a server or a browser by the fixtures it asks for; leave slow ones out.

    A journey in a browser has one second try, and the report prints what the first one met.

    Left out on Postgres, by name: what speaks of SQLite itself, `@pytest.mark.sqlite("of what")`.
    """
    for item in items:
        for name in {"server", "browser", "fresh_server"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser" if name == "browser" else "server")
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
        if item.get_closest_marker("slow") and not config.getoption("--full"):
            item.add_marker(pytest.mark.skip(reason="slow campaign: run with --full"))
        if (own := item.get_closest_marker("sqlite")) and config.getoption("--on-postgres"):
            item.add_marker(pytest.mark.skip(reason=f"of SQLite itself: {own.args[0]}"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A second try finds the shop as the first one did: on a server of its own."""
    if getattr(item, "execution_count", 1) > 1 and isinstance(item, pytest.Function):
        for used in item._fixtureinfo.name2fixturedefs.get("server", ()):
            used.finish(item._request)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    """With KAIFAN_REQUIRE=1 a skipped server or browser test is a failure: nothing hides.

    Slow campaigns are left out by plan; each has a short part beside it that may not be skipped.
    """
    report = yield
    needs = item.get_closest_marker("server") or item.get_closest_marker("browser")
    if item.get_closest_marker("slow") and not item.config.getoption("--full"):
        return report
    if report.skipped and needs and os.environ.get("KAIFAN_REQUIRE") == "1":
        report.outcome = "failed"
        report.longrepr = f"KAIFAN_REQUIRE=1 forbids this skip: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine can be reached: a test that needs the internet tests the internet."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        is_internet = self.family in (socket.AF_INET, socket.AF_INET6)
        # Connecting a datagram socket sends nothing: it asks the routing table.
        is_local = (
            not is_internet
            or self.type == socket.SOCK_DGRAM
            or str(address[0]).startswith(("127.", "::1", "localhost"))
        )
        if not is_local:
            raise AssertionError(f"a test reached for the network: {address}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def empty_room() -> Iterator[None]:
    """The devices of a test go with it, before its server does."""
    yield
    people.send_home()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """argon2 with the least work in this process: slow by design, and asked for at every login."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "_hasher", PasswordHasher.from_parameters(CHEAPEST))
        hashing._nobodys_hash.cache_clear()
        yield
    hashing._nobodys_hash.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def quick_routes() -> Iterator[None]:
    """Every test makes an app: its addresses are compiled once a run."""
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file that every test gets a copy of."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(make_config(folder))
    migrating.upgrade(app)
    with app.app_context():
        db.engine.dispose()
    return folder / "kaifan.db"


@pytest.fixture(scope="session")
def ready_shop(template: Path, tmp_path_factory: pytest.TempPathFactory) -> ReadyShop:
    """The same with the shop in it, for tests that ask for one."""
    return ReadyShop(tmp_path_factory.mktemp("shop"), template)


@pytest.fixture(scope="session")
def databases(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases | None]:
    """The databases on Postgres; None while the tests run on SQLite."""
    if not pytestconfig.getoption("--on-postgres"):
        yield None
        return
    made = Databases(tmp_path_factory.mktemp("postgres"))
    yield made
    made.close()


@pytest.fixture
def config(
    tmp_path: Path, databases: Databases | None, request: pytest.FixtureRequest
) -> Iterator[Config]:
    """The settings of an installation of its own for this test, without rate limits."""
    if databases is None:
        yield make_config(tmp_path)
        return
    if has_demo := "demo" in request.fixturenames:
        request.getfixturevalue("demo_folder")
    address = databases.copy(request.getfixturevalue("demo_database") if has_demo else "")
    yield make_config(tmp_path, database_url=address)
    databases.drop(address)


@pytest.fixture
def app(
    config: Config,
    template: Path,
    ready_shop: ReadyShop,
    clock: FixedClock,
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    """The app on a fresh database; its context is pushed, no thread is started."""
    if config.sqlite_file is not None:
        has_shop = "shop" in request.fixturenames
        shutil.copyfile(ready_shop.file if has_shop else template, config.sqlite_file)
    forget_everything()
    made = create_app(config)
    made.test_client_class = IsolatedClient
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def clock() -> Iterator[FixedClock]:
    """A clock that stands at `MOMENT` until the test moves it."""
    fixed = FixedClock(MOMENT)
    with clocks.using(fixed):
        yield fixed


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without any login."""
    return app.test_client()


@pytest.fixture
def shop(app: Flask, ready_shop: ReadyShop) -> Shop:
    """A small shop: see `Shop` for what is in it."""
    return ready_shop.find() if stores.list_stores() else make_shop()


@pytest.fixture
def demo(config: Config, demo_folder: Path, app: Flask) -> dict[str, Any]:
    """The demo restaurant in this test's database, without pictures; what demo.json says."""
    if config.sqlite_file is not None:
        shutil.copyfile(demo_folder / "kaifan.db", config.sqlite_file)
    shutil.copyfile(demo_folder / "demo.json", config.data_dir / "demo.json")
    forget_everything()
    known: dict[str, Any] = json.loads((demo_folder / "demo.json").read_text(encoding="utf-8"))
    return known


@pytest.fixture(scope="session")
def demo_database(databases: Databases | None) -> str:
    """On Postgres the address that `demo_folder` fills; on SQLite "", for a file in it."""
    return "" if databases is None else databases.copy()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, demo_database: str) -> Path:
    """A folder with the demo restaurant's database and demo.json, made once."""
    folder = tmp_path_factory.mktemp("demo")
    elsewhere = {"database_url": demo_database} if demo_database else {}
    made = create_app(make_config(folder, demo=True, **elsewhere))
    migrating.upgrade(made)
    with pytest.MonkeyPatch.context() as patch, clocks.using(FixedClock(MOMENT)):
        # Drawing 51 dishes takes seconds, and tests of the drawing have their own.
        patch.setattr(filling.pictures, "drawn_dishes", lambda _folder: {})
        filling.fill(made, "http://localhost")
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def store(shop: Shop) -> Store:
    """The shop's store."""
    return shop.store


@pytest.fixture
def as_staff(app: Flask, shop: Shop) -> Callable[[Role], Caller]:
    """Makes callers of the JSON API: `as_staff(Role.WAITER).post("/tables/…/open")`."""
    return lambda role: Caller(app, staff.token_of(shop.staff[role]))


@pytest.fixture
def as_diner(app: Flask, shop: Shop) -> Callable[[Table], Caller]:
    """Makes a phone at a table that staff have opened: `as_diner(shop.tables[0])`."""
    return lambda table: Caller(app, tables.sit_down(table, shop.actor))


@pytest.fixture
def staff_page(app: Flask, shop: Shop) -> Callable[[Role], PageClient]:
    """Makes logged-in browsers that keep cookies and send the CSRF token by themselves."""

    def log_in(role: Role) -> PageClient:
        page = PageClient(app, app.response_class)
        page.log_in(staff.token_of(shop.staff[role], LoginKind.BROWSER))
        return page

    return log_in


@pytest.fixture
def diner_page(app: Flask, shop: Shop) -> Callable[[Table], PageClient]:
    """Makes phones' browsers at a table that staff have opened."""

    def sit_down(table: Table) -> PageClient:
        page = PageClient(app, app.response_class)
        page.sit_down(tables.sit_down(table, shop.actor))
        return page

    return sit_down


@pytest.fixture
def drain(app: Flask) -> Callable[[], int]:
    """Does what the outbox owes, until nothing is due; returns how many messages that were."""

    def drain_all() -> int:
        done = 0
        while taken := outbox.drain():
            done += taken
        db.session.expire_all()
        return done

    return drain_all


@pytest.fixture
def pushed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, dict[str, Any]]]:
    """The hints sent so far, as (namespace, room, body)."""
    sent: list[tuple[str, str, dict[str, Any]]] = []

    def record(namespace: str, name: str, body: dict[str, Any]) -> None:
        sent.append((namespace, name, body))

    monkeypatch.setattr(push, "_emit", record)
    return sent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared real data; tests that need it are skipped by name without it."""
    folder = Path(os.environ.get("KAIFAN_SHARED", REPO_ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"real data absent: {folder}/data; set KAIFAN_SHARED to the folder that has it")
    return folder


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases | None
) -> Iterator[LiveServer]:
    """A real server process with the demo restaurant, one per test module."""
    live = start_server(tmp_path_factory.mktemp("server") / "data", databases=databases)
    yield live
    live.stop()


@pytest.fixture
def fresh_server(tmp_path: Path, databases: Databases | None) -> Iterator[LiveServer]:
    """A real server process of its own, for tests that kill it."""
    live = start_server(tmp_path / "server", databases=databases)
    yield live
    live.stop()
