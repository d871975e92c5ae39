"""A pre-order enters the kitchen once, also when the box is switched off in between."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.fixtures.live_server import LiveServer

PATIENCE_S = 60


def call(server: LiveServer, role: str, method: str, path: str, **more: Any) -> Any:
    """The JSON answer of one call by the staff member of that role."""
    headers = {"Authorization": f"Bearer {server.token(role)}", **more.pop("headers", {})}
    url = f"{server.base_url}/api/v1{path}"
    answer = httpx.request(method, url, headers=headers, timeout=60, **more)
    answer.raise_for_status()
    return answer.json()


def order_ahead(server: LiveServer, key: str) -> str:
    """The id of an order that staff took for tomorrow."""
    menu = call(server, "waiter", "GET", "/menu")["categories"]
    able = [d for c in menu for d in c["dishes"] if d["available"] and not d["option_groups"]]
    body = {
        "order_type": "pickup",
        "lines": [{"dish_id": able[0]["id"], "quantity": 1}],
        "due_at": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
    }
    headers = {"Idempotency-Key": key}
    placed = call(server, "waiter", "POST", "/staff/orders", json=body, headers=headers)
    assert placed["status"] == "scheduled", json.dumps(placed)
    return str(placed["id"])


def let_be_due(server: LiveServer, order_id: str) -> None:
    """Let the day pass for an order."""
    due = (datetime.now(UTC) + timedelta(minutes=2)).strftime("%Y-%m-%d %H:%M:%S.000000")
    server.change_rows("update customer_order set due_at = ? where id = ?", due, order_id)


def tickets(server: LiveServer, order_id: str) -> int:
    """How many times the kitchen was told of an order."""
    query = "select count(*) from kitchen_ticket where order_id = ?"
    return int(server.rows(query, order_id)[0][0])


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.2)


def test_a_pre_order_survives_a_power_cut_and_enters_once(fresh_server: LiveServer) -> None:
    server = fresh_server
    first, second = (order_ahead(server, f"ahead-{n:04d}") for n in (1, 2))
    let_be_due(server, first)
    wait_for(lambda: tickets(server, first) > 0)
    server.kill()
    let_be_due(server, second)
    server.start()
    # The job that sends the second has looked at the first again.
    wait_for(lambda: tickets(server, second) > 0)
    assert (tickets(server, first), tickets(server, second)) == (1, 1)
    assert call(server, "waiter", "GET", f"/orders/{first}")["status"] == "placed"
