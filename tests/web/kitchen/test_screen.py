"""The kitchen screen's page and fragments: who may see them, what stands on a card."""

import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.clock import FixedClock
from app.ordering import service as ordering
from app.ordering.models import Order
from app.staff.rights import Role
from app.web.kitchen.screen import MAX_CARDS
from tests.factories.inventory import make_ingredient, make_recipe
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop, make_shop
from tests.fixtures.callers import PageClient

PAGES = ("/kitchen", "/kitchen/board", "/kitchen/tickets?ids=x", "/kitchen/recent")
StaffPage = Callable[[Role], PageClient]


def order_two_stations(shop: Shop, **more: object) -> Order:
    """An order of a wok dish and a cold dish."""
    dishes = (shop.dish["chicken"], 2), shop.dish["cucumber"]
    return place_at_counter(shop.actor, *dishes, table=shop.tables[0], **more)


def finish(shop: Shop, order: Order) -> None:
    """Cook all of it."""
    for line in order.lines:
        ordering.step_line(line.id, "done", actor=shop.actor)


@pytest.mark.parametrize("path", PAGES)
def test_only_the_kitchen_sees_it(staff_page: StaffPage, path: str) -> None:
    assert staff_page(Role.KITCHEN).get(path).status_code == 200
    assert staff_page(Role.OWNER).get(path).status_code == 200
    assert staff_page(Role.WAITER).get(path).status_code == 403
    assert staff_page(Role.COURIER).get(path).status_code == 403


def test_a_stranger_is_sent_to_the_login_and_back(client: FlaskClient) -> None:
    answer = client.get("/kitchen")
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")


def test_a_screen_whose_login_ended_hears_it_as_a_problem(client: FlaskClient) -> None:
    answer = client.get("/kitchen/board", headers={"Accept": "application/json, text/html;q=0.9"})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_logged_in")


def test_one_order_is_one_card_with_its_stations(shop: Shop, staff_page: StaffPage) -> None:
    order = order_two_stations(shop, covers=3, note="快一点")
    html = staff_page(Role.KITCHEN).get("/kitchen").text
    assert html.count('class="ticket"') == 1
    assert f'id="ticket-{order.id}"' in html
    for shown in ("A01", "#0001", "宫保鸡丁", "拍黄瓜", "炒锅", "凉菜", "快一点"):
        assert shown in html
    assert "data-untouched" in html


def test_a_station_sees_its_own_lines_and_those_of_no_station(
    shop: Shop, staff_page: StaffPage
) -> None:
    order_two_stations(shop)
    place_at_counter(shop.actor, shop.dish["rice"])
    cold = shop.stations["cold"].id
    html = staff_page(Role.KITCHEN).get(f"/kitchen?station={cold}").text
    assert "拍黄瓜" in html
    assert "米饭" in html
    assert "宫保鸡丁" not in html
    assert f'data-station="{cold}"' in html


def test_a_station_that_is_gone_shows_everything(shop: Shop, staff_page: StaffPage) -> None:
    order_two_stations(shop)
    html = staff_page(Role.KITCHEN).get("/kitchen/board?station=gone").text
    assert 'data-station=""' in html
    assert "宫保鸡丁" in html


def test_the_board_stands_for_an_event_number(shop: Shop, staff_page: StaffPage) -> None:
    order_two_stations(shop)
    html = staff_page(Role.KITCHEN).get("/kitchen/board").text
    assert 'data-seq="2"' in html
    assert "<html" not in html


def test_cards_come_oldest_first(shop: Shop, staff_page: StaffPage, clock: FixedClock) -> None:
    first = order_two_stations(shop)
    clock.move(minutes=3)
    second = order_two_stations(shop)
    html = staff_page(Role.KITCHEN).get("/kitchen/board").text
    assert html.index(first.id) < html.index(second.id)
    assert "第 2 轮" in html or "round 2" in html


def test_minutes_are_words_and_thresholds_a_state(
    shop: Shop, staff_page: StaffPage, clock: FixedClock
) -> None:
    order_two_stations(shop)
    page = staff_page(Role.KITCHEN)
    for minutes, pace in ((9, "calm"), (1, "warn"), (9, "warn"), (1, "late")):
        clock.move(minutes=minutes)
        assert f'data-pace="{pace}"' in page.get("/kitchen/board").text
    assert "<span data-minutes>20</span>" in page.get("/kitchen/board").text


def test_a_dish_says_what_goes_into_the_pot(shop: Shop, staff_page: StaffPage) -> None:
    leg = make_ingredient(shop.actor, "鸡腿肉")
    make_recipe(shop.actor, shop.dish["chicken"].id, (leg, 250))
    order_two_stations(shop)
    html = staff_page(Role.KITCHEN).get("/kitchen/board").text
    found = re.findall(r"data-made-of='([^']*)'", html)
    assert [json.loads(each) for each in found] == [[["鸡腿肉", "", 250.0, "g", "kg"]]]


def test_an_allergy_is_louder_than_a_note(shop: Shop, staff_page: StaffPage) -> None:
    order_two_stations(shop, note="花生过敏")
    assert 'class="note allergy"' in staff_page(Role.KITCHEN).get("/kitchen/board").text


def test_what_a_guest_wrote_is_text(shop: Shop, staff_page: StaffPage) -> None:
    order_two_stations(shop, note="<script>alert(1)</script>")
    html = staff_page(Role.KITCHEN).get("/kitchen/board").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_a_finished_card_leaves_the_board_and_can_be_fetched_and_brought_back(
    shop: Shop, staff_page: StaffPage
) -> None:
    order = order_two_stations(shop)
    finish(shop, order)
    page = staff_page(Role.KITCHEN)
    assert order.id not in page.get("/kitchen/board").text
    assert 'data-state="done"' in page.get(f"/kitchen/tickets?ids={order.id}").text
    recent = page.get("/kitchen/recent").text
    assert recent.count("recent#recallAll") == 2
    ordering.step_line(order.lines[0].id, "recall", actor=shop.actor)
    board = page.get("/kitchen/board").text
    assert f'data-opened="{order.placed_at.isoformat(timespec="milliseconds")}"' in board


def test_a_card_keeps_the_finished_station_of_an_open_order(
    shop: Shop, staff_page: StaffPage
) -> None:
    order = order_two_stations(shop)
    ordering.step_line(order.lines[1].id, "done", actor=shop.actor)
    page = staff_page(Role.KITCHEN)
    assert "拍黄瓜" in page.get("/kitchen/board").text
    cold = shop.stations["cold"].id
    assert order.id not in page.get(f"/kitchen/board?station={cold}").text


def test_a_cancelled_card_says_so_and_cannot_be_brought_back(
    shop: Shop, staff_page: StaffPage
) -> None:
    order = order_two_stations(shop)
    ordering.cancel_order(order, actor=shop.actor, reason="")
    page = staff_page(Role.KITCHEN)
    card = page.get(f"/kitchen/tickets?ids={order.id}").text
    assert 'data-state="cancelled"' in card
    assert 'data-do="finish"' not in card
    assert "recent#recallAll" not in page.get("/kitchen/recent").text


def test_another_shop_stays_unseen(shop: Shop, staff_page: StaffPage) -> None:
    other = make_shop("隔壁", prefix="other-")
    order = order_two_stations(other)
    page = staff_page(Role.KITCHEN)
    assert order.id not in page.get("/kitchen/board").text
    assert page.get(f"/kitchen/tickets?ids={order.id}").text.strip() == ""
    assert page.get(f"/kitchen/dishes/{other.dish['tofu'].id}").status_code == 404


def test_too_many_cards_at_once_are_refused(staff_page: StaffPage) -> None:
    ids = ",".join(str(number) for number in range(MAX_CARDS + 1))
    assert staff_page(Role.KITCHEN).get(f"/kitchen/tickets?ids={ids}").status_code == 422


def test_the_sheet_tells_how_a_dish_stands(shop: Shop, staff_page: StaffPage) -> None:
    page = staff_page(Role.KITCHEN)
    html = page.get(f"/kitchen/dishes/{shop.dish['fish'].id}").text
    assert 'data-remaining="5"' in html
    assert 'data-available="true"' in html
    assert (
        staff_page(Role.COURIER).get(f"/kitchen/dishes/{shop.dish['fish'].id}").status_code == 403
    )


def test_a_cook_sells_out_a_dish_with_the_login_cookie(shop: Shop, staff_page: StaffPage) -> None:
    page = staff_page(Role.KITCHEN)
    dish = shop.dish["tofu"].id
    answer = page.patch(f"/api/v1/dishes/{dish}", json={"available": False})
    assert (answer.status_code, answer.get_json()["available"]) == (200, False)
    answer = page.patch(f"/api/v1/dishes/{dish}", json={"available": True, "remaining": None})
    assert answer.get_json()["available"]
