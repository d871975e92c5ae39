"""Set-up and start: demo.json, health, SIGTERM, kill -9."""

import json
import stat

import httpx

from app.core.ids import new_id
from tests.contract.conftest import Api, line_of
from tests.fixtures.live_server import LiveServer


def test_the_demo_says_where_everything_is(server: LiveServer) -> None:
    demo = server.demo
    assert demo["base_url"] == server.base_url
    assert set(demo["store"]) >= {"id", "name"}
    assert set(demo["pickup"]) >= {"code", "url"}
    assert all(set(t) >= {"id", "name", "code", "url"} for t in demo["tables"])
    assert all(set(p) >= {"role", "username", "password", "token"} for p in demo["staff"])
    assert all(set(p) >= {"id", "name", "kind", "preview_url"} for p in demo["printers"])
    roles = {person["role"] for person in demo["staff"]}
    assert roles >= {"owner", "manager", "cashier", "waiter", "kitchen", "courier"}
    assert stat.S_IMODE((server.data / "demo.json").stat().st_mode) == 0o600


def test_at_least_twelve_tables_are_open(server: LiveServer) -> None:
    joined = [
        Api(server).post("/table-sessions", {"code": each["code"]}).json()
        for each in server.demo["tables"]
    ]
    assert sum(each["status"] == "open" for each in joined) >= 12


def test_health_and_readiness(server: LiveServer) -> None:
    assert httpx.get(f"{server.base_url}/healthz", timeout=60).status_code == 200
    assert httpx.get(f"{server.base_url}/readyz", timeout=60).status_code == 200


def test_an_answered_order_survives_kill_9_and_answers_the_same_again(
    fresh_server: LiveServer,
) -> None:
    server = fresh_server
    phone = joined(server)
    dish = next(d for d in phone.dishes() if d["available"])
    key, body = new_id(), {"lines": [line_of(dish)], "note": "少盐"}
    first = phone.post("/orders", body, key=key)
    assert first.status_code == 201
    server.kill()
    server.start()
    again = phone.post("/orders", body, key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    found = phone.get(f"/orders/{first.json()['id']}").json()
    assert found["lines"] == first.json()["lines"]
    feed = Api(server, server.token("kitchen")).get("/kitchen/events?since=0").json()
    tickets = [e["ticket"] for e in feed["events"] if e["kind"] == "ticket_opened"]
    assert [t["order_number"] for t in tickets] == [first.json()["number"]]


def test_sigterm_ends_with_0_and_the_next_start_goes_on(fresh_server: LiveServer) -> None:
    server = fresh_server
    before = json.loads((server.data / "demo.json").read_text(encoding="utf-8"))
    phone = joined(server)
    assert server.terminate() == 0
    server.start()
    assert server.demo["staff"] == before["staff"]
    assert server.demo["tables"] == before["tables"]
    assert phone.get("/menu").status_code == 200


def joined(server: LiveServer) -> Api:
    """A phone at the first table."""
    code = server.demo["tables"][0]["code"]
    token = Api(server).post("/table-sessions", {"code": code}).json()["token"]
    return Api(server, token)
