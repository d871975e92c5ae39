"""Postgres is killed in a rush: nothing answered is lost, and the shop recovers by itself."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app import create_app
from app.config import Config
from app.core import migrating
from app.core.db import db
from app.demo import filling
from benchmarks.faults.checking import find_breaches
from benchmarks.faults.history import Act, Caller, History, new_key
from benchmarks.shop import HOST, Shop
from tests.fixtures.installation import forget_everything
from tests.fixtures.live_server import free_port

CALLERS, ORDERS_EACH = 4, 25
KILL_AFTER = 20
WITHIN_S = 90
OWED = """
SELECT (SELECT count(*) FROM outbox_message WHERE state = 'queued')
     + (SELECT count(*) FROM print_job WHERE status IN ('queued', 'sending'))
"""
PROGRAMS = (*sorted(Path("/usr/lib/postgresql").glob("*/bin")), Path("/usr/local/bin"))


def find_programs() -> Path:
    """Where `initdb` and `pg_ctl` are; skips where there are none."""
    for folder in reversed(PROGRAMS):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    pytest.skip("no PostgreSQL server is installed here (the CI script installs one)")


class Cluster:
    """A Postgres of this test's own, which it may kill."""

    def __init__(self, folder: Path) -> None:
        self._programs, self.folder, self.port = find_programs(), folder, free_port()
        # Postgres refuses to run as root.
        self._user = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        if self._user:
            shutil.chown(folder, "postgres", "postgres")
        self._run("initdb", "-A", "trust", "-U", "kaifan", "--no-sync", "-E", "UTF8")
        self.address = f"postgresql://kaifan@{HOST}:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses={HOST} -c unix_socket_directories=''"
        # Processes are killed here, not the machine: what is written is kept without a sync.
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-t", "120", "-l", log, "-o", f"{options} -c fsync=off", "start")

    def kill(self) -> None:
        """As a crash: no checkpoint, every connection cut."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def is_up(self) -> bool:
        return (self.folder / "postmaster.pid").exists()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self.folder), *arguments]
        subprocess.run(
            command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, **self._user
        )


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    # Not below pytest's own folder, which another user may not enter.
    with tempfile.TemporaryDirectory(prefix="kaifan-pg-", ignore_cleanup_errors=True) as name:
        made = Cluster(Path(name))
        made.start()
        yield made
        if made.is_up():
            made.kill()


@pytest.fixture
def shop_on_it(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A demonstration, without pictures, on that Postgres."""
    monkeypatch.setenv("DATABASE_URL", cluster.address)
    monkeypatch.setattr(filling.pictures, "drawn_dishes", lambda _folder: {})
    forget_everything()
    app = create_app(Config.load(tmp_path, demo=True))
    migrating.upgrade(app)
    filling.fill(app, "http://localhost")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    forget_everything()
    with Shop(free_port(), tmp_path) as shop:
        yield shop


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


def ask(cluster: Cluster, query: str) -> Any:
    with contextlib.closing(psycopg.connect(cluster.address, autocommit=True)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.server
def test_nothing_answered_is_lost_and_the_shop_recovers_by_itself(
    cluster: Cluster, shop_on_it: Shop
) -> None:
    history, final = History(), list[Act]()

    def order(number: int) -> None:
        caller = Caller(f"c{number}", shop_on_it.port, shop_on_it.token("cashier"), history)
        dish = caller.menu()[0]
        for _ in range(ORDERS_EACH):
            key = new_key()
            act = caller.place(dish, key)
            final.append(act if act.outcome == "ok" else caller.retry(dish, key, within_s=WITHIN_S))
        caller.close()

    threads = [threading.Thread(target=order, args=(n,)) for n in range(CALLERS)]
    for thread in threads:
        thread.start()
    wait_for(lambda: history.count("ok") >= KILL_AFTER)
    cluster.kill()
    wait_for(lambda: history.count("ambiguous") > 0)
    cluster.start()
    for thread in threads:
        thread.join()
    assert [act.outcome for act in final] == ["ok"] * (CALLERS * ORDERS_EACH)
    # In words, not as a mistake of ours.
    assert {act.status for act in history.acts} == {201, 503}
    wait_for(lambda: ask(cluster, OWED) == 0)
    with contextlib.closing(psycopg.connect(cluster.address)) as connection:
        assert find_breaches(connection, history.acts) == []
    printed = "SELECT count(DISTINCT ticket_id) FROM print_job WHERE status = 'confirmed'"
    assert ask(cluster, printed) >= len(final), "whoever does the printing took it up again"
