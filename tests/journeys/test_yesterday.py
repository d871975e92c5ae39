"""Somebody photographed the code of a table and tries again from home."""

import httpx
from playwright.sync_api import Browser, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import (
    PATIENCE_MS,
    PHONE,
    TABLET,
    device,
    log_in,
    order,
    put_in_cart,
    sit_down,
    table,
)

DISH, TABLE = "葱油饼", "C02"


def kitchen_head(server: LiveServer) -> int:
    """The number of the last thing that the kitchen heard of."""
    headers = {"Authorization": f"Bearer {server.token('kitchen')}"}
    address = f"{server.base_url}/api/v1/kitchen/events?since=0"
    feed = httpx.get(address, headers=headers, timeout=60)
    return int(feed.json()["head"])


def as_waiter(server: LiveServer, what: str) -> None:
    """Open or clear the table."""
    headers = {"Authorization": f"Bearer {server.token('waiter')}"}
    path = f"/api/v1/tables/{table(server, TABLE)['id']}/{what}"
    assert httpx.post(f"{server.base_url}{path}", headers=headers, timeout=60).is_success


def test_a_code_photographed_yesterday(browser: Browser, server: LiveServer) -> None:
    as_waiter(server, "open")
    phone = sit_down(device(browser, PHONE, is_phone=True), server, TABLE)
    put_in_cart(phone, DISH)
    order(phone)
    phone.goto(f"{server.base_url}/menu")
    put_in_cart(phone, DISH)
    as_waiter(server, "clear")
    before = kitchen_head(server)

    # The page of yesterday, still open: it is over, whatever is touched.
    expect(phone.locator("body")).to_contain_text("重新扫", timeout=PATIENCE_MS)

    # The photograph, opened at home: the first order waits, and nothing is cooked.
    thief = sit_down(device(browser, PHONE, is_phone=True), server, TABLE)
    expect(thief.locator("[data-cart-bar-target=empty]")).to_be_visible()
    put_in_cart(thief, DISH)
    order(thief)
    expect(thief.locator(".order .status").first).to_have_text("待服务员确认")
    assert kitchen_head(server) == before

    # The waiter sees that nobody sits there, and clears it.
    waiter = log_in(device(browser, TABLET), server, "waiter")
    waiter.goto(f"{server.base_url}/counter")
    expect(waiter.locator("body")).to_contain_text(TABLE)
    as_waiter(server, "clear")
    expect(thief.locator("body")).to_contain_text("重新扫", timeout=PATIENCE_MS)
    assert kitchen_head(server) == before

    # A new card on the table: the photograph leads nowhere.
    owner = log_in(device(browser, TABLET), server, "owner")
    owner.goto(f"{server.base_url}/backoffice/tables/{table(server, TABLE)['id']}")
    renewal = owner.locator("details", has=owner.locator("form[action$='/rotate']"))
    renewal.locator("summary").click()
    renewal.locator("form button").last.click()
    owner.wait_for_url("**/cards**")
    thief.goto(table(server, TABLE)["url"])
    expect(thief.locator("h1")).to_contain_text("更换")
    assert kitchen_head(server) == before
