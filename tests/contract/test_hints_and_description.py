"""Socket.IO hints, and the description of the API."""

import json
import time
from typing import Any

import httpx
import pytest
import socketio
from openapi_spec_validator import validate

from tests.contract.conftest import Api
from tests.fixtures.live_server import LiveServer

DESCRIBED = {
    "/table-sessions": {"post"},
    "/menu": {"get"},
    "/quotes": {"post"},
    "/orders": {"post"},
    "/orders/{order_id}": {"get"},
    "/orders/{order_id}/cancel": {"post"},
    "/staff/orders": {"post"},
    "/tables/{table_id}/open": {"post"},
    "/tables/{table_id}/clear": {"post"},
    "/dishes/{dish_id}": {"patch"},
    "/kitchen/events": {"get"},
    "/kitchen/shown": {"post"},
    "/kitchen/lines/{line_id}/start": {"post"},
    "/kitchen/lines/{line_id}/done": {"post"},
    "/kitchen/lines/{line_id}/recall": {"post"},
    "/orders/{order_id}/payments": {"post"},
    "/reports/days/{day}": {"get"},
    "/menu/import": {"post"},
}


# A machine that is busy with something else may miss the second now and then, not each time.
TRIES = 20


class Listener:
    """A page that listens to one namespace."""

    def __init__(self, server: LiveServer, namespace: str, token: str | None) -> None:
        self.hints: list[tuple[float, dict[str, Any]]] = []
        self.client = socketio.Client(reconnection=False, request_timeout=60)
        self.client.on("hint", self._note, namespace=namespace)
        auth = {"token": token} if token else {}
        self.client.connect(
            server.base_url,
            namespaces=[namespace],
            auth=auth,
            transports=["websocket"],
            wait_timeout=60,
        )

    def wait_for(self, topic: str | None, timeout_s: float = 30) -> tuple[float, dict[str, Any]]:
        """The first hint on `topic`, and when it came."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            for moment, hint in list(self.hints):
                if hint.get("topic") == topic:
                    return moment, hint
            time.sleep(0.01)
        raise AssertionError(f"no hint on {topic} in {timeout_s} s: {self.hints}")

    def _note(self, hint: dict[str, Any]) -> None:
        self.hints.append((time.monotonic(), hint))


def test_a_kitchen_screen_is_told_of_an_order(
    server: LiveServer, phone: Api, plain: dict[str, Any]
) -> None:
    screen = Listener(server, "/kitchen", server.token("kitchen"))
    phone.order(plain)
    _moment, hint = screen.wait_for(None)
    head = Api(server, server.token("kitchen")).get("/kitchen/events").json()
    screen.client.disconnect()
    assert (hint["epoch"], hint["seq"]) == (head["epoch"], head["head"])


def test_a_sold_out_dish_reaches_every_phone_within_a_second(
    server: LiveServer, phone: Api, owner: Api, plain: dict[str, Any]
) -> None:
    spans = []
    for _ in range(TRIES):
        page = Listener(server, "/diner", phone.token)
        start = time.monotonic()
        owner.patch(f"/dishes/{plain['id']}", {"available": False})
        page.wait_for("menu")
        shown = next(d for d in phone.dishes() if d["id"] == plain["id"])
        spans.append(time.monotonic() - start)
        owner.patch(f"/dishes/{plain['id']}", {"available": True})
        page.client.disconnect()
        assert not shown["available"]
        if spans[-1] < 1:
            break
    assert min(spans) < 1


def test_hints_are_small(
    server: LiveServer, phone: Api, owner: Api, table: dict[str, Any], plain: dict[str, Any]
) -> None:
    pages = [
        Listener(server, "/kitchen", server.token("kitchen")),
        Listener(server, "/counter", server.token("waiter")),
        Listener(server, "/diner", phone.token),
    ]
    order = phone.order(plain).json()
    owner.post(f"/kitchen/lines/{order['lines'][0]['id']}/start")
    owner.post(f"/tables/{table['id']}/clear")
    pages[2].wait_for("over")
    pages[1].wait_for("floor")
    pages[0].wait_for(None)
    for page in pages:
        page.client.disconnect()
        assert page.hints
        for _moment, hint in page.hints:
            assert {"epoch", "seq"} <= set(hint)
            assert len(json.dumps(["hint", hint], separators=(",", ":")).encode()) <= 100


@pytest.mark.parametrize(
    ("namespace", "role"),
    [
        ("/kitchen", None),
        ("/counter", None),
        ("/diner", None),
        ("/kitchen", "courier"),
        ("/counter", "kitchen"),
        ("/kitchen", "phone"),
        ("/elsewhere", "owner"),
    ],
)
def test_who_may_not_listen_is_refused(
    server: LiveServer, phone: Api, namespace: str, role: str | None
) -> None:
    token = phone.token if role == "phone" else role and server.token(role)
    with pytest.raises(socketio.exceptions.ConnectionError):
        Listener(server, namespace, token)


def test_the_description_is_valid_and_complete(server: LiveServer) -> None:
    document = httpx.get(f"{server.base_url}/api/v1/openapi.json", timeout=60).json()
    validate(document)
    described = {
        path.removeprefix("/api/v1"): set(item) & {"get", "post", "patch", "put", "delete"}
        for path, item in document["paths"].items()
    }
    for path, methods in DESCRIBED.items():
        assert methods <= described.get(path, set()), path
