"""The phone's calls on the shared cart, and the pages that show it."""

import re
from collections.abc import Callable
from typing import Any

from app.core.ids import new_id
from app.staff.rights import Role
from app.tables import service as tables
from tests.factories.carts import add, send, shown
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import Caller, PageClient

Diner = Callable[..., Caller]
Page = Callable[..., PageClient]


def put(shop: Shop, dish: str, quantity: int = 1) -> dict[str, Any]:
    """An operation as a phone sends it; the name is its own memory and is not believed."""
    line = {"dish_id": shop.dish[dish].id, "quantity": quantity, "name": "<b>free</b>"}
    return {"id": new_id(), "kind": "add", "line_id": new_id(), "seen": 0, "line": line}


def test_a_fresh_cart_is_empty_and_asking_writes_nothing(as_diner: Diner, shop: Shop) -> None:
    phone = as_diner(shop.tables[0])
    answer = phone.get("/cart")
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json["version"], answer.json["lines"], answer.json["me"]) == (0, [], None)
    assert answer.json["round"] == 1


def test_operations_are_answered_with_the_cart(as_diner: Diner, shop: Shop) -> None:
    first, second = as_diner(shop.tables[0]), as_diner(shop.tables[0])
    given = put(shop, "tofu", 2)
    answer = first.post("/cart/operations", {"operations": [given]}).json
    assert answer["results"] == [{"id": given["id"], "outcome": "done", "line": given["line_id"]}]
    (line,) = second.get("/cart").json["lines"]
    assert (line["name"], line["quantity"], line["by"]) == ("麻婆豆腐", 2, 1)
    seen = second.get("/cart").json
    assert seen["me"] is None and seen["people"][0]["colour"]
    assert seen["expires_s"] == 30 * 60


def test_phones_of_another_table_see_nothing_of_it(as_diner: Diner, shop: Shop) -> None:
    as_diner(shop.tables[0]).post("/cart/operations", {"operations": [put(shop, "tofu")]})
    assert as_diner(shop.tables[1]).get("/cart").json["lines"] == []


def test_a_page_of_the_last_table_reaches_nothing_at_the_next(as_diner: Diner, shop: Shop) -> None:
    phone, last = as_diner(shop.tables[1]), presence_at(shop.tables[0], shop.actor).session_id
    body, headers = {"operations": [put(shop, "tofu")]}, {"X-Table-Session": last}
    assert phone.post("/cart/operations", body, headers=headers).json["code"] == "session_over"
    assert phone.get("/cart", headers=headers).status_code == 401
    late = phone.post("/cart/orders", {"cart_version": 0}, key=new_id(), headers=headers)
    assert late.json["code"] == "session_over"
    assert phone.get("/cart").json["lines"] == []


def test_every_answer_tells_a_page_that_missed_its_move(
    as_diner: Diner, diner_page: Page, shop: Shop
) -> None:
    phone, page = as_diner(shop.tables[0]), diner_page(shop.tables[0])
    session = presence_at(shop.tables[0], shop.actor).session_id

    def told() -> set[str]:
        html = page.get("/menu").text + page.get("/orders").text
        stands = re.findall(r'data-live-place-value="(\w+)"', html)
        answers = [phone.get("/cart"), page.get("/orders/live"), page.get("/menu/list")]
        assert len(stands) == 2
        return {*stands, *(each.headers["X-Place"] for each in answers)}

    (before,) = told()
    tables.move_session(session, shop.tables[1].id, actor=shop.actor)
    (moved,) = told()
    other = presence_at(shop.tables[2], shop.actor).session_id
    tables.merge_sessions(other, session, actor=shop.actor)
    (merged,) = told()
    assert len({before, moved, merged}) == 3


def test_nonsense_is_refused_with_its_place(as_diner: Diner, shop: Shop) -> None:
    phone = as_diner(shop.tables[0])
    for wrong in ({"kind": "steal"}, {"kind": "change", "line_id": "x", "delta": 1}, {}):
        answer = phone.post("/cart/operations", {"operations": [{"id": new_id(), **wrong}]})
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_the_hint_carries_the_version(
    as_diner: Diner, shop: Shop, pushed: list[tuple[str, str, dict[str, Any]]]
) -> None:
    phone = as_diner(shop.tables[0])
    phone.post("/cart/operations", {"operations": [put(shop, "tofu")]})
    hints = [(space, body["topic"]) for space, _room, body in pushed if "topic" in body]
    assert ("/diner", "cart") in hints and ("/counter", "cart") in hints
    assert next(b["seq"] for s, _r, b in pushed if s == "/diner" and b["topic"] == "cart") == 1


def test_the_second_to_place_gets_the_order_of_the_first(as_diner: Diner, shop: Shop) -> None:
    first, second = as_diner(shop.tables[0]), as_diner(shop.tables[0])
    first.post("/cart/operations", {"operations": [put(shop, "tofu")]})
    given = {"cart_version": 1, "expected_total_fen": 1800}
    placed = first.post("/cart/orders", given, key=new_id())
    assert placed.status_code == 201 and placed.json["lines"][0]["added_by"]
    told = second.post("/cart/orders", given, key=new_id())
    assert (told.status_code, told.json["code"]) == (409, "already_ordered")
    assert told.json["order"]["id"] == placed.json["id"] and told.json["by"]
    after = second.get("/cart").json
    assert (after["lines"], after["round"]) == ([], 2)
    assert after["ordered"]["id"] == placed.json["id"]


def test_a_dish_that_vanished_is_refused_by_its_line(
    as_diner: Diner, staff_page: Page, shop: Shop
) -> None:
    phone = as_diner(shop.tables[0])
    given = put(shop, "tofu")
    phone.post("/cart/operations", {"operations": [given, put(shop, "rice")]})
    dish_id = shop.dish["tofu"].id
    assert staff_page(Role.OWNER).post(f"/backoffice/dishes/{dish_id}/remove").status_code < 400
    assert [line["name"] for line in phone.get("/cart").json["lines"]] == ["麻婆豆腐", "米饭"]
    answer = phone.post("/cart/orders", {"cart_version": 2}, key=new_id())
    assert answer.status_code == 422
    assert list(answer.json["fields"]) == [f"lines.{given['line_id']}.dish_id"]


def test_a_cleared_table_ends_the_cart_for_its_phones(as_diner: Diner, shop: Shop) -> None:
    phone = as_diner(shop.tables[0])
    phone.post("/cart/operations", {"operations": [put(shop, "tofu")]})
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    answer = phone.get("/cart")
    assert (answer.status_code, answer.json["code"]) == (401, "session_over")
    late = phone.post("/cart/operations", {"operations": [put(shop, "tofu")]})
    assert late.status_code == 401


def test_the_orders_page_says_who_chose_what(diner_page: Page, shop: Shop) -> None:
    page = diner_page(shop.tables[0])
    given = {"operations": [put(shop, "tofu")]}
    assert page.post("/api/v1/cart/operations", json=given).status_code == 200
    body, headers = {"cart_version": 1}, {"Idempotency-Key": new_id()}
    assert page.post("/api/v1/cart/orders", json=body, headers=headers).status_code == 201
    html = page.get("/orders").text
    assert "guest-tag is-" in html and "再来一单" in html


def test_the_counter_sees_and_changes_what_guests_choose(staff_page: Page, shop: Shop) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    tofu = add(shop.dish["tofu"], 2)
    send(phone, tofu)
    page = staff_page(Role.WAITER)
    html = page.get(f"/counter/tables/{shop.tables[0].id}").text
    assert "客人正在点" in html and "麻婆豆腐" in html
    step = {"line_id": tofu.line_id, "operation_id": new_id(), "delta": "1", "seen": "1"}
    for _twice in range(2):
        assert page.post(f"/counter/sessions/{phone.session_id}/cart", data=step).status_code == 204
    assert shown(phone) == [("麻婆豆腐", 3)]
    assert "choosing-line" in page.get(f"/counter/tables/{shop.tables[0].id}/now").text
