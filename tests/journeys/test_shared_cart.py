"""Three phones and a waiter on one table: one cart, offline and back, one order."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import (
    PATIENCE_MS,
    PHONE,
    TABLET,
    device,
    log_in,
    put_in_cart,
    sit_down,
    table,
    until,
)

SPRING_ROLLS, PANCAKE, PUMPKIN = "春卷", "葱油饼", "南瓜饼"
NOTHING_WAITS = """() => Object.entries(localStorage)
  .filter(([name]) => name.endsWith('.queue')).every(([, value]) => value === '[]')"""


@pytest.fixture
def three(browser: Browser, server: LiveServer) -> list[Page]:
    """Three phones that have scanned the code of B01."""
    return [sit_down(device(browser, PHONE, is_phone=True), server, "B01") for _ in range(3)]


def expect_count(pages: list[Page], number: int) -> None:
    """Every phone's cart holds so many portions."""
    for page in pages:
        count = page.locator("[data-cart-bar-target=count]")
        expect(count).to_have_text(str(number), timeout=PATIENCE_MS)


def open_cart(page: Page) -> None:
    """Look into the cart."""
    page.locator(".cart-done").click()
    expect(page.locator("#cart-sheet")).to_be_visible()


def submit(page: Page) -> None:
    """Touch the button that orders."""
    covers = page.locator("#cart-sheet label:has(input[name=covers][value='3'])")
    covers.click()
    page.locator("#cart-sheet [data-cart-sheet-target=submit]").click()


def test_three_phones_and_a_waiter_share_one_cart(
    browser: Browser, server: LiveServer, three: list[Page]
) -> None:
    first, second, third = three
    put_in_cart(first, SPRING_ROLLS)
    put_in_cart(second, PANCAKE)
    expect_count(three, 2)

    third.context.set_offline(True)
    put_in_cart(third, SPRING_ROLLS)
    put_in_cart(third, SPRING_ROLLS)
    expect(third.locator(".cart-notice")).to_contain_text("没有网络")
    put_in_cart(first, SPRING_ROLLS)
    third.context.set_offline(False)
    expect_count(three, 5)

    waiter = log_in(device(browser, TABLET), server, "waiter")
    waiter.goto(f"{server.base_url}/counter/tables/{table(server, 'B01')['id']}")
    expect(waiter.locator(".choosing-line")).to_have_count(3)
    waiter.locator(".choosing-line", has_text=PANCAKE).locator("[id$=plus]").click()
    expect_count(three, 6)

    open_cart(first)
    tags = first.locator("#cart-sheet .cart-line .guest-tag")
    until(first, lambda: len(set(tags.all_inner_texts())) == 3)
    assert "你" in tags.all_inner_texts()
    submit(first)
    first.wait_for_url("**/orders")
    expect(first.locator(".order-line")).to_have_count(3)
    expect(second.locator(".toast")).to_contain_text("已下单")
    for page in (second, third):
        expect(page.locator("[data-cart-bar-target=empty]")).to_be_visible()
    expect(waiter.locator(".choosing-line")).to_have_count(0)


def test_news_that_come_while_a_phone_awaits_its_answer_are_looked_at(three: list[Page]) -> None:
    first, second, third = three
    held: list[Route] = []
    first.route("**/api/v1/cart/operations", lambda route: held.append(route))  # noqa: PLW0108
    with first.expect_request("**/api/v1/cart/operations"):
        put_in_cart(first, SPRING_ROLLS)
    until(first, lambda: bool(held))
    answer = held[0].fetch()
    put_in_cart(second, PANCAKE)
    # The hint that reaches the third phone has gone to the first one as well.
    expect_count([second, third], 2)
    first.wait_for_timeout(500)
    held[0].fulfill(response=answer)
    expect_count(three, 2)


def test_two_who_order_at_once_make_one_order(server: LiveServer, three: list[Page]) -> None:
    first, second, _third = three
    put_in_cart(first, PANCAKE)
    expect(second.locator("[data-cart-bar-target=count]")).to_be_visible()
    orders_before = placed(first, server)
    open_cart(first)
    open_cart(second)
    # The second phone does not hear of the first one's order before it orders itself.
    second.route("**/api/v1/cart", lambda route: route.abort())
    submit(first)
    first.wait_for_url("**/orders")
    held = second.locator("#cart-sheet [data-cart-sheet-target=submit]")
    second.set_default_timeout(10_000)
    # It hears of the order at any moment, and then its button is closed: also under the finger.
    try:
        submit(second)
    except Error:
        expect(held).to_be_disabled()
    else:
        expect(second.locator("#question")).to_contain_text(re.compile("已下单"))
    assert placed(first, server) == orders_before + 1


def placed(page: Page, server: LiveServer) -> int:
    """How many orders the table has, as its own page shows."""
    html = page.request.get(f"{server.base_url}/orders/live").text()
    return html.count("card order")


def test_a_dish_that_vanishes_is_marked_and_not_dropped(
    server: LiveServer, three: list[Page]
) -> None:
    first = three[0]
    put_in_cart(first, PUMPKIN)
    dish_id = first.locator("article.dish", has_text=PUMPKIN).get_attribute("data-id")
    headers = {"Authorization": f"Bearer {server.token('kitchen')}"}
    address = f"{server.base_url}/api/v1/dishes/{dish_id}"
    open_cart(first)
    first.request.patch(address, headers=headers, data={"available": False})
    line = first.locator("#cart-sheet .cart-line", has_text=PUMPKIN).first
    expect(line.locator("[data-part=problem]")).to_be_visible(timeout=PATIENCE_MS)
    first.request.patch(address, headers=headers, data={"available": True})
    expect(line.locator("[data-part=problem]")).to_be_hidden()


def test_who_moves_to_another_table_sees_nothing_of_the_first(
    server: LiveServer, three: list[Page]
) -> None:
    moved, stays, _third = three
    put_in_cart(moved, SPRING_ROLLS)
    expect(stays.locator("[data-cart-bar-target=count]")).to_be_visible()
    # As a scan opens it. The first table's page may notice the move and look anew meanwhile, which
    # would break off a `goto`.
    moved.evaluate("url => window.location.assign(url)", table(server, "B02")["url"])
    expect(moved.locator(".masthead")).to_contain_text("B02")
    expect(moved.locator("[data-cart-bar-target=empty]")).to_be_visible()
    sessions = moved.evaluate(
        "[...new Set(Object.keys(localStorage).filter((k) => k.startsWith('kf.'))"
        ".map((k) => k.split('.')[1]))]"
    )
    assert sessions in ([], [moved.locator("body").get_attribute("data-session")])
    put_in_cart(moved, PANCAKE)
    expect(moved.locator("[data-cart-bar-target=count]")).to_have_text("1")


def test_a_cleared_table_sends_its_phones_away(server: LiveServer, three: list[Page]) -> None:
    put_in_cart(three[0], SPRING_ROLLS)
    cleared = three[0].request.post(
        f"{server.base_url}/api/v1/tables/{table(server, 'B01')['id']}/clear",
        headers={"Authorization": f"Bearer {server.token('waiter')}"},
    )
    assert cleared.ok
    for page in three:
        expect(page.locator("body")).to_contain_text("重新扫", timeout=PATIENCE_MS)


def test_a_phone_without_a_line_follows_its_table(browser: Browser, server: LiveServer) -> None:
    phone = device(browser, PHONE, is_phone=True)
    phone.page.context.route("**/socket.io/**", lambda route: route.abort())
    phone.page.route_web_socket("**/socket.io/**", lambda line: line.close())
    guest = sit_down(phone, server, "B03")
    expect(guest.locator(".masthead")).to_contain_text("B03")
    waiter = log_in(device(browser, TABLET), server, "waiter")
    # Whatever the tests before have done with the tables: this one is free.
    cleared = guest.request.post(
        f"{server.base_url}/api/v1/tables/{table(server, 'C02')['id']}/clear",
        headers={"Authorization": f"Bearer {server.token('waiter')}"},
    )
    assert cleared.ok
    waiter.goto(f"{server.base_url}/counter/tables/{table(server, 'B03')['id']}")
    waiter.locator("#move").click()
    waiter.locator("#sheet .move-to button", has_text="C02").click()
    expect(guest.locator(".masthead")).to_contain_text("C02", timeout=PATIENCE_MS)


@pytest.fixture
def rice_for_each(server: LiveServer) -> Iterator[None]:
    """The house serves a bowl of rice for every guest, as long as the test runs."""
    headers = {"Authorization": f"Bearer {server.token('owner')}"}
    with httpx.Client(base_url=server.base_url, headers=headers, timeout=20) as owner:

        def require(word: str) -> None:
            content = f"菜名,价格,必点\n米饭,3,{word}".encode()
            assert owner.post("/api/v1/menu/import", content=content).json()["errors"] == []

        require("每人")
        yield
        require("否")


@pytest.mark.usefixtures("rice_for_each")
def test_who_orders_at_once_has_seen_the_price_with_the_dishes_of_the_house(
    browser: Browser, server: LiveServer
) -> None:
    phone = sit_down(device(browser, PHONE, is_phone=True), server, "B04")
    put_in_cart(phone, PANCAKE)
    expect(phone.locator(".cart-notice")).to_be_hidden()
    phone.wait_for_function(NOTHING_WAITS)
    open_cart(phone)
    held: list[Route] = []
    phone.route("**/api/v1/cart/operations", lambda route: held.append(route))  # noqa: PLW0108
    button = phone.locator("#cart-sheet [data-cart-sheet-target=submit]")
    with phone.expect_request("**/api/v1/cart/operations"):
        phone.locator("#cart-sheet label:has(input[name=covers][value='3'])").click()
    expect(button).to_be_disabled(timeout=PATIENCE_MS)
    until(phone, lambda: bool(held))
    held[0].continue_()
    expect(button).to_be_enabled(timeout=PATIENCE_MS)
    rice = phone.locator("#cart-sheet .cart-line", has_text="米饭")
    expect(rice.locator("[data-part=quantity]")).to_have_text("3")
    button.click()
    phone.wait_for_url("**/orders")
    expect(phone.locator("#question")).to_be_hidden()


@pytest.mark.usefixtures("rice_for_each")
def test_without_a_line_the_number_of_guests_holds_nobody_up(
    browser: Browser, server: LiveServer
) -> None:
    phone = sit_down(device(browser, PHONE, is_phone=True), server, "C04")
    put_in_cart(phone, PANCAKE)
    open_cart(phone)
    phone.context.set_offline(True)
    phone.locator("#cart-sheet label:has(input[name=covers][value='3'])").click()
    expect(phone.locator(".cart-notice")).to_contain_text("没有网络")
    expect(phone.locator("#cart-sheet [data-cart-sheet-target=submit]")).to_be_enabled(
        timeout=PATIENCE_MS
    )
