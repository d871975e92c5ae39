"""Two real server processes on one Postgres and one Redis: hints cross, work is done once."""

import os
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
import socketio

from tests.fixtures.live_server import LiveServer
from tests.fixtures.postgres import Databases

PRINTED = """
SELECT count(*), count(*) FILTER (WHERE status = 'confirmed'), count(DISTINCT ticket_id)
FROM print_job WHERE ticket_id IS NOT NULL
"""
LEADERS = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE datname = current_database() AND locktype = 'advisory' AND objid = 1818583396 AND granted
"""


@pytest.fixture
def pair(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[LiveServer, LiveServer, str]]:
    """Two servers of one shop, and the address of their database."""
    address = os.environ.get("KAIFAN_TEST_REDIS", "")
    if not address:
        pytest.skip("no Redis: KAIFAN_TEST_REDIS is not set (the CI script starts one)")
    database = databases.copy()
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("REDIS_URL", address)
    servers = (LiveServer(tmp_path / "shop"), LiveServer(tmp_path / "shop"))
    try:
        for server in servers:
            server.start()
        yield (*servers, database.replace("+psycopg", ""))
    finally:
        for server in servers:
            server.stop()
        databases.drop(database)


def order(server: LiveServer, table: int) -> None:
    """A guest's order of one dish, at this server."""
    with httpx.Client(base_url=f"{server.base_url}/api/v1", timeout=60) as phone:
        code = {"code": server.demo["tables"][table]["code"]}
        token = phone.post("/table-sessions", json=code).raise_for_status().json()["token"]
        phone.headers["Authorization"] = f"Bearer {token}"
        menu = phone.get("/menu").json()["categories"]
        dish = next(
            dish for category in menu for dish in category["dishes"]
            if dish["available"] and not dish["option_groups"] and not dish.get("price_kind")
        )  # fmt: skip
        body = {"lines": [{"dish_id": dish["id"], "quantity": 1}]}
        placed = phone.post("/orders", json=body, headers={"Idempotency-Key": str(uuid4())})
        placed.raise_for_status()


def rows(database: str, query: str) -> tuple[Any, ...]:
    with closing(psycopg.connect(database)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def wait_for(what: Callable[[], bool], within_s: float = 60) -> bool:
    end = time.monotonic() + within_s
    while not what() and time.monotonic() < end:
        time.sleep(0.1)
    return what()


def test_hints_cross_and_work_is_done_once_even_after_a_death(
    pair: tuple[LiveServer, LiveServer, str],
) -> None:
    first, second, database = pair
    heard: queue.Queue[dict[str, Any]] = queue.Queue()
    screen = socketio.Client(reconnection=False, request_timeout=60)
    screen.on("hint", heard.put, namespace="/kitchen")
    auth = {"token": second.token("kitchen")}
    how: dict[str, Any] = {"transports": ["websocket"], "wait_timeout": 60}
    screen.connect(second.base_url, auth=auth, namespaces=["/kitchen"], **how)
    try:
        order(first, 0)
        assert heard.get(timeout=30)["seq"] >= 1, "an order at one reaches a screen of the other"
    finally:
        screen.disconnect()
    order(second, 1)
    assert wait_for(lambda: rows(database, PRINTED) == (2, 2, 2)), rows(database, PRINTED)
    assert rows(database, LEADERS) == (1,)
    # Whoever was started first has the duties; the other takes them over.
    first.kill()
    order(second, 2)
    assert wait_for(lambda: rows(database, PRINTED) == (3, 3, 3)), rows(database, PRINTED)
    assert rows(database, LEADERS) == (1,)
