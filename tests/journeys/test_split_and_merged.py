"""Split and merged bills at the counter, from opening to paid, with every guest's phone off."""

from playwright.sync_api import Browser, Page, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PHONE, TABLET, device, log_in, table
from tests.journeys.test_one_table import picture

SPRING_ROLLS, PANCAKE = "春卷", "葱油饼"


def open_and_order(page: Page, server: LiveServer, name: str, *dishes: str) -> None:
    """Order for guests who keep their phones in the pocket; the table's page."""
    page.goto(f"{server.base_url}/counter/tables/{table(server, name)['id']}/order")
    for dish in dishes:
        page.locator("#main button.dish", has_text=dish).first.click()
    page.locator("[data-send-target=send]").click()
    page.wait_for_url(lambda url: not url.endswith("/order") and "/order?" not in url)
    expect(page.locator("#main")).to_contain_text(dishes[0])


def choose(page: Page, dish: str, portions: int) -> None:
    """Choose portions of a dish in the sheet with the steppers."""
    row = page.locator("#sheet .portion", has_text=dish)
    for _ in range(portions):
        row.locator(".plus").click()


def take(page: Page, part: int) -> None:
    """Take the exact money for a part."""
    page.locator(".part").nth(part).locator("[id^=pay-]").click()
    page.locator("#sheet .till-quick .chip").first.click()
    page.locator("#sheet [data-till-target=submit]").click()
    expect(page.locator("#sheet .paid-change")).to_be_visible()
    page.locator("#sheet [data-sheet-close]").last.click()
    expect(page.locator(".part").nth(part)).to_contain_text("已付")


def clear(page: Page, *names: str) -> None:
    """Clear the party that is shown, whose dishes nobody ticked off; all its tables are free."""
    page.locator("#clear").click()
    page.locator("#sheet form .button.primary").click()
    page.wait_for_url("**/counter")
    for name in names:
        expect(page.locator(f"[data-table={name}]")).to_have_class("tile free")


def test_split_by_dishes_merged_and_paid_together(browser: Browser, server: LiveServer) -> None:
    counter = device(browser, TABLET)
    page = log_in(counter, server, "cashier")
    open_and_order(page, server, "A05", SPRING_ROLLS, SPRING_ROLLS, PANCAKE)
    page.locator("#split").click()
    choose(page, SPRING_ROLLS, 1)
    expect(page.locator("#sheet .portion-sum")).to_contain_text("18.00")
    picture(page, "counter-split")
    page.locator("#sheet #do").click()
    expect(page.locator(".part")).to_have_count(2)
    take(page, 0)
    picture(page, "counter-parts")
    page.locator("[id^=out-]").click()
    choose(page, PANCAKE, 1)
    page.locator("#sheet #do").click()
    expect(page.locator(".part")).to_have_count(3)
    page.locator("#together").click()
    expect(page.locator("#pay")).to_be_visible()

    open_and_order(page, server, "A06", PANCAKE)
    page.locator("#merge").click()
    picture(page, "counter-merge")
    page.locator("#sheet .party-button", has_text="A05").click()
    expect(page.locator("h1")).to_have_text("A06+A05")
    page.locator("#split").click()
    page.locator("#by-even").click()
    page.locator("#sheet label", has=page.locator("[name=persons][value='2']")).click()
    page.locator("#sheet #do").click()
    expect(page.locator(".parts").first.locator(".part")).to_have_count(2)
    take(page, 0)
    take(page, 1)
    expect(page.locator(".bill-due")).to_have_class("bill-due is-settled")
    clear(page, "A05", "A06")
    assert not counter.complaints


def test_a_shared_table_keeps_its_parties_apart(browser: Browser, server: LiveServer) -> None:
    counter, phone = device(browser, TABLET), device(browser, PHONE, is_phone=True)
    page = log_in(counter, server, "cashier")
    open_and_order(page, server, "B02", SPRING_ROLLS)
    page.locator("#share").click()
    page.locator("#sheet #do").click()
    expect(page.locator("h1")).to_have_text("B02-2")
    pin = page.locator(".party-pin b").inner_text()
    picture(page, "counter-shared")

    guest = phone.page
    guest.goto(table(server, "B02")["url"])
    picture(guest, "phone-party")
    guest.fill("#pin", "xxxx")
    guest.press("#pin", "Enter")
    expect(guest.locator("#pin-error")).to_be_visible()
    guest.fill("#pin", pin)
    guest.press("#pin", "Enter")
    expect(guest.locator(".masthead")).to_contain_text("B02-2")
    expect(guest.locator(".party-told")).to_contain_text(pin)
    guest.goto(f"{server.base_url}/orders")
    expect(guest.locator("body")).not_to_contain_text(SPRING_ROLLS)

    page.goto(f"{server.base_url}/counter")
    expect(page.locator("[data-table=B02]")).to_be_visible()
    expect(page.locator("[data-table=B02-2]")).to_be_visible()
    picture(page, "counter-floor")
    page.locator("[data-table=B02]").click()
    page.locator("#give").click()
    choose(page, SPRING_ROLLS, 1)
    picture(page, "counter-give")
    page.locator("#sheet label", has_text="B03").click()
    page.locator("#sheet #do").click()
    expect(page.locator("h1")).to_have_text("B03")
    expect(page.locator("#main")).to_contain_text(SPRING_ROLLS)
