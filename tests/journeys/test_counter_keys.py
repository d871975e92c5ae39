"""Taking an order at the counter by the keyboard alone, from the table to the kitchen."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PATIENCE_MS, TABLET, device, log_in

TABLE, ROLLS, PANCAKE = "B02", "春卷", "葱油饼"


def quantities(page: Page) -> Locator:
    """How many of each line of the basket."""
    return page.locator(".basket-line output")


def take_order(page: Page) -> None:
    """Two dishes by their initials, corrected and held without a hand on the mouse."""
    last, hold = page.locator(".basket-line").last, page.locator(".basket-line .hold-chip")
    page.keyboard.type("cj*3")
    page.keyboard.press("Enter")
    expect(last).to_contain_text(ROLLS)
    page.keyboard.type("cyb")
    page.keyboard.press("Enter")
    expect(last).to_contain_text(PANCAKE)
    expect(quantities(page)).to_have_text(["3", "1"])
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("-")
    expect(quantities(page)).to_have_text(["3", "2"])
    page.keyboard.type("*4")
    page.keyboard.press("Enter")
    expect(quantities(page)).to_have_text(["3", "4"])
    page.keyboard.press("F2")
    expect(hold.last).to_have_attribute("aria-pressed", "true")
    expect(hold.first).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("F9")
    expect(hold.first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("F9")
    expect(hold.last).to_have_attribute("aria-pressed", "false")


def test_an_order_is_taken_by_keys_alone(browser: Browser, server: LiveServer) -> None:
    made = device(browser, TABLET)
    page = log_in(made, server, "waiter")
    page.keyboard.press("/")
    page.keyboard.type(TABLE.lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/counter/tables/*")
    page.goto(f"{page.url}/order")
    take_order(page)
    for key, sheet in (("?", "#sheet"), ("F4", "[data-openitem-target=dialog]")):
        page.keyboard.press(key)
        expect(page.locator(sheet)).to_be_visible(timeout=PATIENCE_MS)
        page.keyboard.press("Escape")
        expect(page.locator(sheet)).to_be_hidden()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/counter/tables/[^/]+$"))
    rows = page.locator("main")
    expect(rows).to_contain_text(ROLLS)
    expect(rows).to_contain_text(PANCAKE)
    assert made.complaints == []
