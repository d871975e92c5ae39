"""The calls of staff, of the kitchen and of the owner."""

from datetime import datetime, time
from typing import Any

import pytest

from app.core.ids import new_id
from app.stores.rules import business_date
from tests.contract.conftest import Api, line_of, price_of
from tests.contract.test_diner_calls import refused
from tests.fixtures.live_server import LiveServer

Dish = dict[str, Any]
STAFF_CALLS = [
    ("POST", "/staff/orders"),
    ("POST", "/tables/x/open"),
    ("POST", "/tables/x/clear"),
    ("PATCH", "/dishes/x"),
    ("GET", "/kitchen/events"),
    ("POST", "/kitchen/shown"),
    ("POST", "/kitchen/lines/x/start"),
    ("POST", "/kitchen/lines/x/done"),
    ("POST", "/kitchen/lines/x/recall"),
    ("POST", "/orders/x/payments"),
    ("GET", "/reports/days/2026-01-01"),
    ("POST", "/menu/import"),
]


@pytest.mark.parametrize(("method", "path"), STAFF_CALLS)
def test_diners_and_strangers_are_kept_out(
    server: LiveServer, phone: Api, method: str, path: str
) -> None:
    order = {"lines": [{"dish_id": "x"}], "channel": "cash", "amount_fen": 1}
    body = {"available": True} if method == "PATCH" else {**order, "screen": "x", "seq": 0}
    for caller in (phone, Api(server), Api(server, "no such token"), Api(server, "a.b.c")):
        answer = caller.http.request(method, path, json=None if method == "GET" else body)
        assert answer.status_code in (400, 401), answer.text
    courier = Api(server, server.token("courier"))
    answer = courier.http.request(method, path, json=None if method == "GET" else body)
    assert answer.status_code == 403


def test_an_order_that_staff_take(owner: Api, table: dict[str, Any], plain: Dish) -> None:
    body = {"table_id": table["id"], "order_type": "dine_in", "lines": [line_of(plain)]}
    key = new_id()
    first = owner.post("/staff/orders", body, key=key)
    assert (first.status_code, first.json()["total_fen"]) == (201, price_of(plain))
    again = owner.post("/staff/orders", body, key=key)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    pickup = {"table_id": None, "order_type": "pickup", "lines": [line_of(plain)]}
    assert owner.post("/staff/orders", pickup, key=new_id()).status_code == 201


def test_the_feed_has_no_gap_and_follows_every_step(
    server: LiveServer, phone: Api, plain: Dish
) -> None:
    kitchen = Api(server, server.token("kitchen"))
    before = kitchen.get("/kitchen/events").json()["head"]
    order = phone.order(plain).json()
    line = order["lines"][0]["id"]
    for step, status in (("start", "cooking"), ("done", "done"), ("recall", "cooking")):
        answer = kitchen.post(f"/kitchen/lines/{line}/{step}")
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    refused(kitchen.post(f"/kitchen/lines/{line}/start"), 409, "illegal_transition")
    feed = kitchen.get(f"/kitchen/events?since={before}").json()
    assert {"epoch", "head", "server_time", "events"} <= set(feed)
    assert [e["seq"] for e in feed["events"]] == list(range(before + 1, feed["head"] + 1))
    ticket = feed["events"][0]["ticket"]
    assert ticket["order_number"] == order["number"]
    wanted = {"id", "order_number", "table", "order_type", "round", "placed_at", "lines"}
    assert wanted <= set(ticket)
    assert {"id", "name", "options", "note", "quantity", "status"} <= set(ticket["lines"][0])


def test_a_screen_says_what_it_has_shown(server: LiveServer) -> None:
    kitchen = Api(server, server.token("kitchen"))
    head = kitchen.get("/kitchen/events").json()["head"]
    assert kitchen.post("/kitchen/shown", {"screen": "墙上", "seq": head}).status_code == 204
    refused(kitchen.post("/kitchen/shown", {"screen": "墙上", "seq": head + 1}), 422, "invalid")


def test_taking_money(owner: Api, phone: Api, plain: Dish) -> None:
    order = phone.order(plain).json()
    path, total = f"/orders/{order['id']}/payments", order["total_fen"]
    body = {"channel": "cash", "amount_fen": total, "tendered_fen": total + 500}
    key = new_id()
    first = owner.post(path, body, key=key)
    assert first.status_code == 201
    assert {"id", "status", "channel", "amount_fen"} <= set(first.json())
    assert (first.json()["status"], first.json()["amount_fen"]) == ("paid", total)
    assert owner.post(path, body, key=key).json() == first.json()
    assert owner.post(path, {**body, "amount_fen": 1}, key=key).status_code == 422
    assert owner.post(path, body, key=new_id()).status_code == 409
    assert owner.post(path, body).status_code == 400


def test_the_report_of_a_day(owner: Api, phone: Api, plain: Dish) -> None:
    order = phone.order(plain).json()
    # The moment is in UTC; the demo's day is that of Shanghai, and begins at four in the morning.
    placed_at = datetime.fromisoformat(order["placed_at"])
    day = business_date(placed_at, "Asia/Shanghai", time(4)).isoformat()
    report = owner.get(f"/reports/days/{day}").json()
    wanted = {
        "orders",
        "gross_fen",
        "discounts_fen",
        "net_fen",
        "paid_by",
        "refunds_fen",
        "by_hour",
    }
    assert wanted <= set(report)
    assert len(report["by_hour"]) == 24
    assert report["gross_fen"] - report["discounts_fen"] == report["net_fen"]
    assert sum(report["by_hour"]) == report["net_fen"] >= order["total_fen"]
    refused(owner.get("/reports/days/yesterday"), 422, "invalid")


def test_a_menu_is_imported_after_a_dry_run(owner: Api) -> None:
    content = "编码,菜名,价格\nT-1,合同测试菜,12.5\nT-2,,9\n".encode()
    foreseen = owner.http.post("/menu/import?dry_run=1", content=content)
    assert foreseen.status_code == 200
    assert foreseen.json()["created"] == 1
    assert [(e["row"], e["field"]) for e in foreseen.json()["errors"]] == [(3, "name")]
    assert not [d for d in owner.dishes() if d["name"] == "合同测试菜"]
    assert owner.http.post("/menu/import", content=content).json()["created"] == 1
    [dish] = [d for d in owner.dishes() if d["name"] == "合同测试菜"]
    assert dish["price_fen"] == 1250
