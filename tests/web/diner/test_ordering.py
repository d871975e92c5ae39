"""What the table has ordered, as its phones see it."""

from collections.abc import Callable
from typing import Any

from app.ordering import service
from app.tables import service as tables
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import Caller, PageClient

Phone = Callable[..., PageClient]


def order(phone: PageClient, key: str, *lines: dict[str, Any], **more: Any) -> Any:
    """Order from the page, as its script does: by cookie, with the CSRF token and a key."""
    return phone.open(
        "/api/v1/orders",
        method="POST",
        json={"lines": list(lines), **more},
        headers={"Idempotency-Key": key},
    )


def test_all_phones_of_the_table_see_all_rounds(diner_page: Phone, shop: Shop) -> None:
    first, second = diner_page(shop.tables[0]), diner_page(shop.tables[0])
    tofu = {"dish_id": shop.dish["tofu"].id, "quantity": 2, "note": "少辣"}
    assert order(first, "k1", tofu, covers=3, expected_total_fen=3600).status_code == 201
    beer = {"dish_id": shop.dish["beer"].id, "quantity": 1}
    assert order(second, "k2", beer, expected_total_fen=800).status_code == 201
    for phone in (first, second):
        html = phone.get("/orders").text
        assert "麻婆豆腐" in html and "×2" in html and "少辣" in html and "青岛啤酒" in html
        assert "44.00" in html
        assert html.index("青岛啤酒") < html.index("麻婆豆腐")


def test_the_same_key_from_a_reloaded_page_is_the_same_order(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    tofu = {"dish_id": shop.dish["tofu"].id, "quantity": 1}
    first, again = order(phone, "k1", tofu), order(phone, "k1", tofu)
    assert again.status_code == 201 and again.json["id"] == first.json["id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert phone.get("/orders").text.count('class="card order') == 1


def test_ordering_by_cookie_needs_the_csrf_token(diner_page: Phone, shop: Shop) -> None:
    answer = diner_page(shop.tables[0]).open(
        "/api/v1/orders",
        method="POST",
        json={"lines": [{"dish_id": shop.dish["tofu"].id}]},
        headers={"Idempotency-Key": "k1", "X-CSRFToken": ""},
    )
    assert answer.status_code == 400 and answer.json["code"] == "csrf"


def test_other_tables_see_nothing_of_it(diner_page: Phone, shop: Shop) -> None:
    phone, stranger = diner_page(shop.tables[0]), diner_page(shop.tables[1])
    placed = order(phone, "k1", {"dish_id": shop.dish["tofu"].id}).json
    assert "麻婆豆腐" not in stranger.get("/orders").text
    answer = stranger.post(f"/api/v1/orders/{placed['id']}/cancel", json={"reason": ""})
    assert answer.status_code == 404
    assert "麻婆豆腐" in phone.get("/orders").text


def test_the_fragment_is_the_pages_own_part(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    order(phone, "k1", {"dish_id": shop.dish["tofu"].id})
    fragment = phone.get("/orders/live").text
    assert "<html" not in fragment and fragment.strip() in phone.get("/orders").text


def test_each_dish_says_how_far_it_is_and_cooking_ends_cancelling(
    diner_page: Phone, shop: Shop
) -> None:
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    placed = order(phone, "k1", {"dish_id": shop.dish["tofu"].id}).json
    assert "orders#cancel" in phone.get("/orders/live").text
    service.step_line(placed["lines"][0]["id"], "start", actor=shop.actor)
    html = phone.get("/orders/live").text
    assert "Cooking" in html and "orders#cancel" not in html
    service.step_line(placed["lines"][0]["id"], "done", actor=shop.actor)
    assert "Dish ready" in phone.get("/orders/live").text


def test_a_waiting_order_says_who_must_come(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[1])
    phone.sit_down(sit_down(shop.tables[2]))
    phone.set_cookie("kf_lang", "en")
    order(phone, "k1", {"dish_id": shop.dish["tofu"].id})
    assert "The staff confirm this order first" in phone.get("/orders").text


def test_a_cancelled_order_costs_nothing(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    placed = order(phone, "k1", {"dish_id": shop.dish["tofu"].id}).json
    answer = phone.post(f"/api/v1/orders/{placed['id']}/cancel", json={"reason": ""})
    assert answer.status_code == 200
    html = phone.get("/orders").text
    assert "Cancelled" in html and "To pay" not in html


def test_what_was_paid_is_said(diner_page: Phone, shop: Shop) -> None:
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    placed = order(phone, "k1", {"dish_id": shop.dish["tofu"].id}).json
    service.record_payment(placed["id"], 800, actor=shop.actor)
    html = phone.get("/orders").text
    assert "¥8.00" in html and "¥10.00" in html
    service.record_payment(placed["id"], 1000, actor=shop.actor)
    assert "Paid. Thank you!" in phone.get("/orders").text


def test_minutes_are_counted(diner_page: Phone, shop: Shop, clock: Any) -> None:
    phone = diner_page(shop.tables[0])
    phone.set_cookie("kf_lang", "en")
    order(phone, "k1", {"dish_id": shop.dish["tofu"].id})
    assert "just now" in phone.get("/orders").text
    clock.move(minutes=7)
    assert "7 min ago" in phone.get("/orders").text


def test_a_cleared_tables_key_orders_nothing(
    diner_page: Phone, as_diner: Callable[..., Caller], shop: Shop
) -> None:
    phone = diner_page(shop.tables[0])
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    answer = order(phone, "k1", {"dish_id": shop.dish["tofu"].id})
    assert answer.status_code == 401 and answer.json["code"] == "session_over"
    assert "麻婆豆腐" not in diner_page(shop.tables[0]).get("/orders").text
