"""The calls of a phone."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.core.ids import new_id
from tests.contract.conftest import Api, line_of, price_of
from tests.fixtures.live_server import LiveServer

Dish = dict[str, Any]


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "detail", "status"} <= set(answer.json())
    body: dict[str, Any] = answer.json()
    return body


def test_scanning(server: LiveServer, table: dict[str, Any]) -> None:
    answer = Api(server).post("/table-sessions", {"code": table["code"]})
    body = answer.json()
    assert answer.status_code == 201
    assert (body["table"]["id"], body["table"]["name"]) == (table["id"], table["name"])
    assert body["store"] == server.demo["store"]
    assert body["pay_mode"] in ("before", "after")
    assert datetime.fromisoformat(body["expires_at"]).tzinfo is not None


def test_a_foreign_code_is_unknown(server: LiveServer) -> None:
    refused(
        Api(server).post("/table-sessions", {"code": "zzzz-1-aaaaaaaaaaaa"}), 404, "code_unknown"
    )


def test_the_pickup_code_opens_a_session_too(server: LiveServer) -> None:
    answer = Api(server).post("/table-sessions", {"code": server.demo["pickup"]["code"]})
    assert answer.status_code == 201


def test_the_menu_and_its_etag(phone: Api) -> None:
    answer = phone.get("/menu")
    menu = answer.json()
    assert isinstance(menu["version"], int)
    dishes = [d for c in menu["categories"] for d in c["dishes"]]
    assert len(menu["categories"]) >= 8
    assert len(dishes) >= 40
    for dish in dishes:
        assert isinstance(dish["price_fen"], int)
        assert {"id", "name", "member_price_fen", "available", "remaining"} <= set(dish)
        for group in dish["option_groups"]:
            assert group["min"] <= group["max"]
            assert all(isinstance(o["price_fen"], int) for o in group["options"])
    again = phone.get("/menu", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_without_a_session_there_is_no_menu(server: LiveServer) -> None:
    refused(Api(server).get("/menu"), 401, "session_over")


def test_a_quote_is_priced_by_the_server(phone: Api) -> None:
    dishes = [d for d in phone.dishes() if d["available"]][:6]
    lines = [{**line_of(d, 2), "unit_price_fen": 1, "total_fen": 1} for d in dishes]
    answer = phone.post("/quotes", {"lines": lines, "total_fen": 1})
    body = answer.json()
    assert answer.status_code == 200
    assert body["total_fen"] == sum(2 * price_of(d) for d in dishes)
    adjusted = sum(each["amount_fen"] for each in body["adjustments"])
    assert body["total_fen"] == sum(line["total_fen"] for line in body["lines"]) + adjusted


def test_an_order(phone: Api, plain: Dish) -> None:
    answer = phone.order(plain, note="快点", covers=2, expected_total_fen=price_of(plain))
    body = answer.json()
    assert answer.status_code == 201
    assert body["status"] == "placed"
    assert isinstance(body["id"], str)
    assert isinstance(body["number"], str)
    assert body["total_fen"] == price_of(plain)
    [line] = body["lines"]
    assert (line["dish_id"], line["name"], line["quantity"]) == (plain["id"], plain["name"], 1)
    assert line["unit_price_fen"] == line["total_fen"] == price_of(plain)
    assert datetime.fromisoformat(body["placed_at"]).tzinfo is not None
    shown = phone.get(f"/orders/{body['id']}").json()
    assert {name: shown[name] for name in ("id", "number", "total_fen", "lines")} == {
        name: body[name] for name in ("id", "number", "total_fen", "lines")
    }


def test_the_vectors_of_idempotency_keys(phone: Api, plain: Dish, shared: Path) -> None:
    """Every case of the file but the one that it flags itself, and those about other methods."""
    file = shared / "data" / "vectors" / "idempotency_key_cases.json"
    cases = {case["when"]: case for case in json.loads(file.read_text(encoding="utf-8"))["cases"]}
    body = {"lines": [line_of(plain)]}
    with_commas = cases["key with commas"]["key"]
    for wrong in (None, "", "k" * 256, with_commas):
        assert phone.post("/orders", body, key=wrong).status_code == 400, wrong
    key = cases["valid key, first request"]["key"]
    first = phone.post("/orders", body, key=key)
    assert first.status_code == 201
    assert "Idempotency-Replayed" not in first.headers
    for _ in range(4):
        again = phone.post("/orders", body, key=key)
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["Idempotency-Replayed"] == "true"
    other = {"lines": [line_of(plain, 2)]}
    refused(phone.post("/orders", other, key=key), 422, "idempotency_key_reused")
    # A second identical order is legitimate in a restaurant: the flagged case is not ours.
    assert phone.post("/orders", body, key=new_id()).json()["id"] != first.json()["id"]
    assert phone.http.get("/menu", headers={"Idempotency-Key": key}).status_code == 200


def test_the_same_command_written_otherwise_is_the_same(phone: Api, plain: Dish) -> None:
    key = new_id()
    first = phone.post("/orders", {"lines": [line_of(plain)], "note": ""}, key=key)
    reordered = {"note": "", "lines": [dict(reversed(line_of(plain).items()))]}
    assert phone.post("/orders", reordered, key=key).json() == first.json()


def test_a_changed_price_is_told(phone: Api, plain: Dish) -> None:
    answer = phone.order(plain, expected_total_fen=price_of(plain) + 1)
    assert refused(answer, 409, "price_changed")["total_fen"] == price_of(plain)


def test_sold_out_names_the_dishes(phone: Api, owner: Api, plain: Dish) -> None:
    owner.patch(f"/dishes/{plain['id']}", {"remaining": 1})
    try:
        body = {"lines": [line_of(plain, 2)]}
        problem = refused(phone.post("/orders", body, key=new_id()), 409, "sold_out")
    finally:
        owner.patch(f"/dishes/{plain['id']}", {"remaining": None})
    assert problem["dish_ids"] == [plain["id"]]
    assert problem["missing"][0]["remaining"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"lines": []},
        {"lines": "all"},
        {"covers": 0},
        {"covers": "two"},
        {"expected_total_fen": 1.5},
        {"expected_total_fen": -1},
        {"note": "长" * 201},
        {"note": 5},
    ],
)
def test_wrong_fields_are_named(phone: Api, plain: Dish, change: dict[str, Any]) -> None:
    body = {"lines": [line_of(plain)], **change}
    problem = refused(phone.post("/orders", body, key=new_id()), 422, "invalid")
    assert problem["fields"]


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": 1.5},
        {"quantity": "1"},
        {"quantity": 100},
        {"dish_id": "nothing"},
        {"option_ids": ["nothing"]},
        {"note": "长" * 101},
    ],
)
def test_wrong_lines_are_named(phone: Api, plain: Dish, change: dict[str, Any]) -> None:
    body = {"lines": [{**line_of(plain), **change}]}
    problem = refused(phone.post("/orders", body, key=new_id()), 422, "invalid")
    assert any(name.startswith("lines") for name in problem["fields"])


def test_cancelling_until_the_kitchen_starts(phone: Api, owner: Api, plain: Dish) -> None:
    first = phone.order(plain).json()
    answer = phone.post(f"/orders/{first['id']}/cancel", {"reason": "点错了"})
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    second = phone.order(plain).json()
    owner.post(f"/kitchen/lines/{second['lines'][0]['id']}/start")
    refused(phone.post(f"/orders/{second['id']}/cancel", {"reason": ""}), 409, "too_late")


def test_a_cleared_table_is_over_at_once(
    phone: Api, owner: Api, table: dict[str, Any], plain: Dish
) -> None:
    order = phone.order(plain).json()
    assert owner.post(f"/tables/{table['id']}/clear").json()["status"] == "free"
    refused(phone.order(plain), 401, "session_over")
    refused(phone.get(f"/orders/{order['id']}"), 401, "session_over")
    refused(phone.get("/menu"), 401, "session_over")
    reopened = owner.post(f"/tables/{table['id']}/open").json()
    assert reopened == {"id": table["id"], "name": table["name"], "status": "open"}
    refused(phone.order(plain), 401, "session_over")


def test_nobody_reads_the_order_of_another_table(
    server: LiveServer, phone: Api, table: dict[str, Any], plain: Dish
) -> None:
    order = phone.order(plain).json()
    other = next(t for t in server.demo["tables"] if t["id"] != table["id"])
    token = Api(server).post("/table-sessions", {"code": other["code"]}).json()["token"]
    stranger = Api(server, token)
    refused(stranger.get(f"/orders/{order['id']}"), 404, "not_found")
    refused(stranger.post(f"/orders/{order['id']}/cancel", {"reason": ""}), 404, "not_found")
