"""One table from the scan to the paper and the money, with all devices side by side."""

import os
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, WebSocketRoute, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import (
    PATIENCE_MS,
    PHONE,
    TABLET,
    Device,
    device,
    log_in,
    order,
    put_in_cart,
    sit_down,
    table,
    touch,
    until,
)

SPRING_ROLLS, PANCAKE = "春卷", "葱油饼"


def picture(page: Page, name: str) -> None:
    """Keep a screenshot where KAIFAN_SHOTS names a folder: the README's pictures are made so."""
    folder = os.environ.get("KAIFAN_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture
def phone(browser: Browser) -> Device:
    """A guest's phone."""
    return device(browser, PHONE, is_phone=True)


def test_a_table_is_served_from_the_scan_to_the_receipt(
    browser: Browser, server: LiveServer, phone: Device
) -> None:
    kitchen, counter, office = (device(browser, TABLET) for _ in range(3))
    cook = log_in(kitchen, server, "kitchen")
    cook.locator("h1").click()
    cashier = log_in(counter, server, "cashier")
    preview = log_in(office, server, "owner")
    printer = next(p for p in server.demo["printers"] if "后厨" in p["name"])
    preview.goto(printer["preview_url"])

    menu = sit_down(phone, server, "A03")
    picture(menu, "phone-menu")
    put_in_cart(menu, SPRING_ROLLS)
    put_in_cart(menu, SPRING_ROLLS)
    expect(menu.locator(".cart-total")).to_contain_text("36")
    order(menu)
    expect(menu.locator(".order-line", has_text=SPRING_ROLLS)).to_contain_text("×2")

    cook_it(cook, menu, preview)
    take_the_money(cashier, server)
    cashier.locator("#clear").click()
    cashier.locator("dialog form .button.primary").click()
    expect(menu.locator("body")).to_contain_text("重新扫")
    preview.goto(f"{server.base_url}/backoffice")
    expect(preview.locator("body")).to_contain_text("36.00")
    assert not [c for d in (kitchen, counter, office) for c in d.complaints]


def cook_it(cook: Page, menu: Page, preview: Page) -> None:
    """The ticket is on the screen and on paper; each step of the cook shows on the phone."""
    ticket = cook.locator(".ticket", has_text=SPRING_ROLLS).filter(has_text="A03")
    expect(ticket).to_be_visible()
    picture(cook, "kitchen")
    slip = preview.locator(".slip").first
    expect(slip).to_contain_text("A03")
    # In the preview each full-width character has a box of its own, so the text has gaps.
    expect(slip).to_contain_text(re.compile(r"\s*".join(SPRING_ROLLS)))
    picture(preview, "paper")
    line = menu.locator(".order-line", has_text=SPRING_ROLLS)
    touch_line(ticket, "placed")
    expect(line).to_have_class(re.compile("is-cooking"))
    touch_line(ticket, "cooking")
    expect(line).to_have_class(re.compile("is-done"))
    picture(menu, "phone-orders")


def take_the_money(cashier: Page, server: LiveServer) -> None:
    """The counter takes a fifty for thirty-six and gives fourteen back."""
    picture(cashier, "floor")
    cashier.locator(f"#tile-{table(server, 'A03')['id']}").click()
    expect(cashier.locator(".bill-due")).to_contain_text("36.00")
    cashier.locator("#pay").click()
    cashier.fill("#till-tendered", "50")
    expect(cashier.locator("[data-till-target=change]")).to_have_text("14.00")
    picture(cashier, "till")
    cashier.locator("[data-till-target=submit]").click()
    expect(cashier.locator(".paid-change")).to_contain_text("14.00")
    cashier.locator(".paid-do [data-sheet-close]").click()
    expect(cashier.locator(".bill-due")).to_contain_text("0.00")


def touch_line(ticket: Locator, status: str) -> None:
    """Touch the first line of a ticket that has this status."""
    touched = ticket.locator(f"[data-status={status}]").first
    touch(touched, touched)


def test_a_table_that_nobody_opened_waits_for_the_staff(
    browser: Browser, server: LiveServer, phone: Device
) -> None:
    counter, kitchen = device(browser, TABLET), device(browser, TABLET)
    cashier = log_in(counter, server, "waiter")
    cook = log_in(kitchen, server, "kitchen")
    menu = sit_down(phone, server, "C03")
    put_in_cart(menu, SPRING_ROLLS)
    order(menu)
    expect(menu.locator(".order")).to_contain_text("服务员确认")
    card = cashier.locator(".waiting-card", has_text="C03")
    expect(card).to_be_visible()
    expect(cook.locator(".ticket", has_text="C03")).to_have_count(0)
    card.locator("[id^=confirm-]").click()
    expect(cook.locator(".ticket", has_text="C03")).to_be_visible()
    expect(menu.locator(".order-line")).to_contain_text("已下单")


def test_an_answer_lost_on_the_way_is_asked_for_again(server: LiveServer, phone: Device) -> None:
    menu = sit_down(phone, server, "A05")
    put_in_cart(menu, SPRING_ROLLS)
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        """Let the order reach the server, then cut the line."""
        if len(lost) < 2:
            response = route.fetch()
            lost.append(response.status)
            route.abort()
        else:
            route.continue_()

    menu.route("**/api/v1/cart/orders", lose_the_answer)
    menu.locator(".cart-done").click()
    menu.locator("#cart-sheet label:has(input[name=covers][value='2'])").click()
    with menu.expect_event("requestfailed", lambda request: "cart/orders" in request.url):
        menu.locator("#cart-sheet [data-cart-sheet-target=submit]").dblclick()
    menu.reload()
    menu.wait_for_url("**/orders")
    expect(menu.locator(".order")).to_have_count(1)
    assert lost[0] == 201


def sell(server: LiveServer, dish_id: str | None, *, available: bool) -> None:
    """The kitchen takes a dish off the phones, or puts it back."""
    answer = httpx.patch(
        f"{server.base_url}/api/v1/dishes/{dish_id}",
        headers={"Authorization": f"Bearer {server.token('kitchen')}"},
        json={"available": available},
        timeout=20,
    )
    answer.raise_for_status()


def test_sold_out_in_the_kitchen_reaches_an_open_phone(server: LiveServer, phone: Device) -> None:
    menu = sit_down(phone, server, "A06")
    put_in_cart(menu, SPRING_ROLLS)
    dish = menu.locator("article.dish", has_text=PANCAKE)
    dish_id = dish.get_attribute("data-id")
    sell(server, dish_id, available=False)
    expect(dish).to_have_class(re.compile("is-gone"), timeout=PATIENCE_MS)
    expect(menu.locator(".cart-total")).to_be_visible()
    sell(server, dish_id, available=True)
    expect(dish).not_to_have_class(re.compile("is-gone"), timeout=PATIENCE_MS)


def test_what_sells_out_before_the_phone_s_line_stands_is_not_missed(
    server: LiveServer, phone: Device
) -> None:
    waiting: list[WebSocketRoute] = []

    def hold(line: WebSocketRoute) -> None:
        """Let the phone wait for its line."""
        waiting.append(line)

    phone.page.route_web_socket("**/socket.io/**", hold)
    with phone.page.expect_response("**/api/v1/menu*"):
        menu = sit_down(phone, server, "A07")
    dish = menu.locator("article.dish", has_text=PANCAKE)
    dish_id = dish.get_attribute("data-id")
    expect(dish).not_to_have_class(re.compile("is-gone"))
    sell(server, dish_id, available=False)
    try:
        until(menu, lambda: bool(waiting))
        waiting[0].connect_to_server()
        expect(dish).to_have_class(re.compile("is-gone"), timeout=PATIENCE_MS)
    finally:
        sell(server, dish_id, available=True)


def test_orders_that_may_be_old_say_so_until_the_line_is_back(
    server: LiveServer, phone: Device
) -> None:
    page = sit_down(phone, server, "A04")
    page.goto(f"{server.base_url}/orders")
    stale = page.get_by_text("没有网络，正在重试")
    expect(page.locator(".empty, .card").first).to_be_visible()
    expect(stale).to_be_hidden()
    page.context.set_offline(True)
    expect(stale).to_be_visible(timeout=PATIENCE_MS)
    page.context.set_offline(False)
    expect(stale).to_be_hidden(timeout=PATIENCE_MS)


def open_table(server: LiveServer, name: str) -> None:
    """Staff open a table elsewhere."""
    answer = httpx.post(
        f"{server.base_url}/api/v1/tables/{table(server, name)['id']}/open",
        headers={"Authorization": f"Bearer {server.token('waiter')}"},
        json={},
        timeout=20,
    )
    answer.raise_for_status()


# A part says by its first child whether it was drawn anew since.
_MARKED = "part => { part.firstElementChild.dataset.drawn = 'before'; }"
# The page's own clock stands, so that a finger is down for as long as the test says.
_STANDS = "() => { window.now = Date.now(); Date.now = () => window.now; }"
_LONG_AFTER = "() => { window.now += 10_000; }"


def test_orders_are_not_drawn_anew_under_a_finger_but_not_held_back_for_ever(
    server: LiveServer, phone: Device
) -> None:
    page = sit_down(phone, server, "A08")
    page.goto(f"{server.base_url}/orders")
    page.evaluate(_STANDS)
    live, before = page.locator("[data-orders-target=live]"), page.locator("[data-drawn=before]")

    def tell_twice() -> None:
        """Let the page hear that something moved; when the second is answered, one was put in."""
        for _ in range(2):
            with page.expect_response("**/orders/live*"):
                page.evaluate(
                    "dispatchEvent(new CustomEvent('hint', { detail: { topic: 'orders' } }))"
                )

    live.locator(":scope > *").first.hover()
    live.evaluate(_MARKED)
    page.mouse.down()
    tell_twice()
    expect(before).to_have_count(1)
    page.mouse.up()
    expect(before).to_have_count(0)
    live.evaluate(_MARKED)
    page.mouse.down()
    tell_twice()
    page.evaluate(_LONG_AFTER)
    expect(before).to_have_count(0)


def test_the_floor_is_not_drawn_anew_under_a_finger_but_not_held_back_for_ever(
    browser: Browser, server: LiveServer
) -> None:
    page = log_in(device(browser, TABLET), server, "waiter")
    page.goto(f"{server.base_url}/counter")
    page.evaluate(_STANDS)
    name, floor = page.locator("#floor .area-name").first, page.locator("#floor")
    for table_name, lets_go in (("C02", True), ("C04", False)):
        tile = floor.locator(f"[data-table={table_name}]")
        name.hover()
        page.mouse.down()
        open_table(server, table_name)
        for _ in range(2):
            with page.expect_response("**/counter/floor*"):
                pass
        expect(tile).to_have_class(re.compile("free"))
        if lets_go:
            page.mouse.up()
        else:
            page.evaluate(_LONG_AFTER)
        expect(tile).not_to_have_class(re.compile("free"))
    page.mouse.up()
