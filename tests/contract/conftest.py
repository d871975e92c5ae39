"""The demo restaurant of the real server, with its tables, dishes and callers."""

import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.core.ids import new_id
from tests.fixtures.live_server import LiveServer

_tables = itertools.count()
_opened: list[httpx.Client] = []


class Api:
    """Calls the server as one bearer."""

    def __init__(self, server: LiveServer, token: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.token = token
        self.http = httpx.Client(
            base_url=f"{server.base_url}/api/v1", headers=headers, timeout=60, trust_env=False
        )
        _opened.append(self.http)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.http.get(path, **more)

    def post(
        self, path: str, json: Any = None, *, key: str | None = None, **more: Any
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key is not None else {}
        return self.http.post(path, json=json, headers=headers, **more)

    def patch(self, path: str, json: Any) -> httpx.Response:
        return self.http.patch(path, json=json)

    def order(self, *dishes: dict[str, Any], key: str | None = None, **more: Any) -> httpx.Response:
        """Place an order of one portion of each dish."""
        body = {"lines": [line_of(dish) for dish in dishes], **more}
        return self.post("/orders", body, key=key or new_id())

    def dishes(self) -> list[dict[str, Any]]:
        """Every dish of the menu."""
        categories = self.get("/menu").json()["categories"]
        return [dish for category in categories for dish in category["dishes"]]


def line_of(dish: dict[str, Any], quantity: int = 1, note: str = "") -> dict[str, Any]:
    """A line that answers every question the dish must have answered."""
    options = [
        option["id"]
        for group in dish["option_groups"]
        for option in [o for o in group["options"] if o["available"]][: group["min"]]
    ]
    return {"dish_id": dish["id"], "quantity": quantity, "option_ids": options, "note": note}


def price_of(dish: dict[str, Any]) -> int:
    """One portion as `line_of` chooses it, in fen."""
    chosen = line_of(dish)["option_ids"]
    options = [o for group in dish["option_groups"] for o in group["options"]]
    return int(dish["price_fen"] + sum(o["price_fen"] for o in options if o["id"] in chosen))


@pytest.fixture(autouse=True)
def close_clients() -> Iterator[None]:
    """Close every client that the test opened."""
    yield
    while _opened:
        _opened.pop().close()


@pytest.fixture
def owner(server: LiveServer) -> Api:
    """The owner."""
    return Api(server, server.token("owner"))


@pytest.fixture
def table(server: LiveServer) -> dict[str, Any]:
    """An open table that no other test of the module sits at."""
    found: dict[str, Any] = server.demo["tables"][next(_tables) % 12]
    return found


@pytest.fixture
def phone(server: LiveServer, owner: Api, table: dict[str, Any]) -> Api:
    """A phone at that table."""
    owner.post(f"/tables/{table['id']}/open")
    joined = Api(server).post("/table-sessions", {"code": table["code"]})
    return Api(server, joined.json()["token"])


@pytest.fixture
def plain(phone: Api) -> dict[str, Any]:
    """A dish that is available and not counted."""
    return next(d for d in phone.dishes() if d["available"] and d["remaining"] is None)
