"""Guests wait with a number, are called on the screen and the phone, and get a table."""


from playwright.sync_api import Browser, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PHONE, TABLET, device, log_in, table
from tests.journeys.test_one_table import picture


def slip_of(server: LiveServer, code: str) -> str:
    """The page that the code on a number's slip leads to."""
    [(locator,)] = server.rows("select locator from queue_party where code = ?", code)
    return f"{server.base_url}/q/{locator}"


def test_from_the_number_to_the_table(browser: Browser, server: LiveServer) -> None:
    host = log_in(device(browser, TABLET), server, "waiter")
    host.goto(f"{server.base_url}/counter/queue")
    for taken in (1, 2):
        # The next number has a key of its own, which comes with the card of the last one.
        host.click("#take-2")
        expect(host.locator(".queue-card")).to_have_count(taken)
    door = log_in(device(browser, TABLET), server, "waiter")
    door.goto(f"{server.base_url}/counter/queue-screen")
    phone = device(browser, PHONE, is_phone=True).page
    phone.goto(slip_of(server, "A02"))
    expect(phone.locator(".queue-facts dd").first).to_have_text("1")
    first, second = (host.locator(".queue-card", has_text=code) for code in ("A01", "A02"))
    first.locator("[id^=call-]").click()
    expect(door.locator(".is-ready li")).to_have_text("A01")
    first.locator("[id^=pass-]").click()
    expect(phone.locator(".queue-facts dd").first).to_have_text("0")
    second.locator("[id^=call-]").click()
    expect(door.locator(".is-ready li")).to_have_text("A02")
    expect(phone.locator(".called")).to_be_visible()
    picture(phone, "queue-called")
    second.locator("[id^=seat-]").click()
    host.locator("#sheet button", has_text="C02").click()
    expect(second).to_have_count(0)
    expect(phone.locator(".queue-place")).to_contain_text("已为您安排座位")
    host.goto(f"{server.base_url}/counter")
    expect(host.locator(f"#tile-{table(server, 'C02')['id']}")).to_contain_text("已开台")
    host.goto(f"{server.base_url}/counter/queue")
    host.locator("[id^=restore-]").click()
    expect(host.locator(".queue-card", has_text="A01")).to_be_visible()
