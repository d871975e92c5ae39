"""An order set aside on one till is taken up on another."""

from playwright.sync_api import Browser, Page, Route, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import TABLET, device, log_in, table, until

SPRING_ROLLS = "春卷（6根）"


def order_screen(page: Page, server: LiveServer, name: str) -> Page:
    """The order screen of a table."""
    page.goto(f"{server.base_url}/counter/tables/{table(server, name)['id']}/order")
    return page


def basket(page: Page) -> list[tuple[str, str]]:
    """Name and quantity of each line, from the top."""
    rows = page.locator(".basket-line")
    names = rows.locator("[data-slot=name]").all_inner_texts()
    return list(zip(names, rows.locator("[data-slot=quantity]").all_inner_texts(), strict=True))


def test_what_one_till_parks_another_takes_up(browser: Browser, server: LiveServer) -> None:
    first = log_in(device(browser, TABLET), server, "waiter")
    order_screen(first, server, "C02").keyboard.type("cj*2\n")
    first.fill("#order-note", "靠窗")
    first.locator("#park").click()
    first.fill("#park-name", "红衣女士")
    first.locator("#park-do").click()
    expect(first.locator(".basket-line")).to_have_count(0)

    second = log_in(device(browser, TABLET), server, "cashier")
    order_screen(second, server, "C03").locator("#park").click()
    second.locator(".parked", has_text="红衣女士").locator("[id^=take-]").click()
    # It comes back to the table that it was entered for.
    expect(second.locator(".order-where")).to_contain_text("C02")
    until(second, lambda: basket(second) == [(SPRING_ROLLS, "2")])
    expect(second.locator("#order-note")).to_have_value("靠窗")
    first.locator("#park").click()
    expect(first.locator("#sheet .parked")).to_have_count(0)


def test_what_was_taken_up_comes_though_its_answer_was_lost(
    browser: Browser, server: LiveServer
) -> None:
    page = log_in(device(browser, TABLET), server, "waiter")
    order_screen(page, server, "C04").keyboard.type("cj*2\n")
    page.locator("#park").click()
    page.fill("#park-name", "蓝衣先生")
    page.locator("#park-do").click()
    expect(page.locator(".basket-line")).to_have_count(0)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/take", lose)
    page.locator("#park").click()
    page.locator(".parked", has_text="蓝衣先生").locator("[id^=take-]").click()
    expect(page.locator("#sheet [data-park-target=problem]")).to_be_visible(timeout=20_000)
    page.unroute("**/take")
    # Nobody sees it any more; this device asks for it again by the same key.
    order_screen(page, server, "C04")
    with page.expect_navigation():
        page.locator("#park").click()
    expect(page.locator(".basket-line")).to_have_count(1)
    assert basket(page) == [(SPRING_ROLLS, "2")]
