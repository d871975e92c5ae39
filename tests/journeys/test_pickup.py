"""Pick-up by the shop's own code: paid first and called by number, and ordered for tomorrow."""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from playwright.sync_api import Browser, Error, Page, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import (
    PATIENCE_MS,
    PHONE,
    TABLET,
    device,
    log_in,
    order,
    put_in_cart,
    touch,
    until,
)
from tests.journeys.test_one_table import picture
from tests.web.counter.test_voice import SPEAKER

# Fresh cards take the place of those that are there.
RENEWED = """() => new Promise((done) => {
  document.addEventListener("live:pulled", () => done(), { once: true });
  document.getElementById("pickup").shown = null;
  document.dispatchEvent(new Event("visibilitychange"));
})"""
SPRING_ROLLS, PANCAKE = "春卷", "葱油饼"


def choose(owner: Page, group: str, **choices: str) -> None:
    """Change settings of a group on the owner's page."""
    owner.goto(urljoin(owner.url, "/backoffice/settings"))
    form = owner.locator(f"form#{group}")
    for name, value in choices.items():
        field = form.locator(f"[name={name}]").last
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "checkbox":
            field.set_checked(value == "on")
        else:
            field.fill(value)
    # The answer is awaited: who goes on before it takes the question back.
    with owner.expect_navigation():
        form.locator(".card-footer button").click()


def owner_of(browser: Browser, server: LiveServer) -> Page:
    """The owner at a computer."""
    page = log_in(device(browser, TABLET), server, "owner")
    page.goto(f"{server.base_url}/backoffice")
    return page


def scan(browser: Browser, server: LiveServer) -> Page:
    """A phone that scanned the code at the counter."""
    page = device(browser, PHONE, is_phone=True).page
    page.goto(server.demo["pickup"]["url"])
    return page


def test_a_pre_order_for_tomorrow_is_cooked_when_it_is_due(
    browser: Browser, server: LiveServer
) -> None:
    owner = owner_of_shop_with_hours(browser, server)
    choose(owner, "ordering", pickup_pay_mode="after")
    choose(owner, "schedule", is_on="on")
    phone = scan(browser, server)
    # Who looks at the menu for long before opening the cart is asked for the time all the same.
    with phone.expect_response("**/cart/operations"):
        put_in_cart(phone, SPRING_ROLLS)
    phone.locator(".cart-done").click()
    phone.locator("#when-due").select_option(tomorrow(phone, 3))
    picture(phone, "preorder-cart")
    phone.locator("#cart-sheet [data-cart-sheet-target=submit]").click()
    phone.wait_for_url("**/orders")
    code = phone.locator(".order-number").inner_text()

    cashier = log_in(device(browser, TABLET), server, "cashier")
    cashier.goto(f"{server.base_url}/counter/ahead")
    card = cashier.locator("article", has_text=code)
    expect(cashier.locator(".ahead-portions")).to_contain_text(SPRING_ROLLS)
    card.locator("[id^=confirm-]").click()
    expect(card.locator("[id^=begin-]")).to_be_visible()
    picture(cashier, "preorders")
    expect(phone.locator(".order")).to_contain_text("已预约")

    phone.locator("a", has_text="改时间").click()
    phone.select_option("#due", index=0)
    phone.locator("form .button.primary").click()
    phone.wait_for_url("**/orders")
    cook = log_in(device(browser, TABLET), server, "kitchen")
    cook.locator("h1").click()
    ticket = cook.locator(".ticket", has_text=code)
    assert ticket.count() == 0
    move_due_time(server, code, timedelta(minutes=5))
    expect(ticket).to_be_visible(timeout=3 * PATIENCE_MS)
    expect(ticket.locator(".ticket-promised")).to_be_visible()
    picture(cook, "preorder-ticket")
    expect(phone.locator(".order-line")).to_contain_text("已下单")
    expect(card).to_have_count(0)


def owner_of_shop_with_hours(browser: Browser, server: LiveServer) -> Page:
    """The owner says that the shop is open from 11:00 to 21:00."""
    owner = owner_of(browser, server)
    owner.goto(urljoin(owner.url, "/setup/shop"))
    owner.fill("[name=all_opens0]", "11:00")
    owner.fill("[name=all_closes0]", "21:00")
    with owner.expect_navigation():
        owner.locator("main form .button.primary").first.click()
    return owner


def tomorrow(phone: Page, place: int) -> str:
    """One of tomorrow's times on offer."""
    group = phone.locator("#when-due optgroup[label^='明天'] option")
    expect(group.nth(place)).to_be_attached()
    return str(group.nth(place).get_attribute("value"))


def move_due_time(server: LiveServer, code: str, to: timedelta) -> None:
    """Let the time of a pre-order be near: as if the night had passed."""
    due = (datetime.now(UTC) + to).strftime("%Y-%m-%d %H:%M:%S.000000")
    statement = "update customer_order set due_at = ? where pickup_code = ?"
    assert server.change_rows(statement, due, code) == 1


def test_paid_first_at_the_counter_and_called_by_number(
    browser: Browser, server: LiveServer
) -> None:
    owner = owner_of(browser, server)
    choose(owner, "ordering", pickup_pay_mode="before")
    choose(owner, "pickup", prefix="B", first="73", last="999", skipped_digits="4")
    phones = [scan(browser, server) for _ in range(2)]
    for phone, dish in zip(phones, (SPRING_ROLLS, PANCAKE), strict=True):
        put_in_cart(phone, dish)
        order(phone)
    codes = [phone.locator(".order-number").inner_text() for phone in phones]
    # 074 has a digit that this shop leaves out.
    assert codes[0][0] == codes[1][0] == "B"
    assert not any("4" in code for code in codes)
    mine, first = codes[0], phones[0]
    expect(first.locator(".pay-first")).to_contain_text(mine)
    cook = log_in(device(browser, TABLET), server, "kitchen")
    cook.locator("h1").click()
    television = call_screen(browser, server)
    assert cook.locator(".ticket", has_text=mine).count() == 0

    cashier = take_money_for(browser, server, mine)
    find_among_many(cashier, mine, codes[1])
    ticket = cook.locator(".ticket", has_text=mine)
    expect(ticket).to_be_visible()
    expect(television.locator("section").first).to_contain_text(mine)
    open_ticket = cook.locator(".ticket[data-state=open]", has_text=mine)
    touch(ticket.locator("[data-main]"), open_ticket)

    expect(television.locator(".is-ready")).to_contain_text(mine)
    is_called_once(television, mine)
    picture(television, "call-screen")
    expect(first.locator(".called")).to_contain_text(mine)
    picture(first, "phone-called")
    assert phones[1].locator(".called").count() == 0
    cashier.locator("article", has_text=mine).locator("[id^=hand-]").click()
    expect(television.locator("main")).not_to_contain_text(mine)
    expect(first.locator(".order .status").first).to_have_text(re.compile("已完成"))


def call_screen(browser: Browser, server: LiveServer) -> Page:
    """A television that calls the numbers, with its voice switched on."""
    made = device(browser, TABLET)
    made.page.add_init_script(SPEAKER)
    television = log_in(made, server, "waiter")
    television.goto(f"{server.base_url}/counter/call-screen")
    # Where pages may sound unasked, the button goes before a hand can reach it.
    with contextlib.suppress(Error):
        television.locator("[data-call-screen-target=wake]").click(timeout=5_000)
    return television


def is_called_once(television: Page, code: str) -> None:
    """Two notes and the number, however often the screen is pulled."""

    def said() -> list[str]:
        return list(television.evaluate("() => said"))

    number = " ".join(code)
    until(television, lambda: any(number in each for each in said()))
    for _ in range(2):
        with television.expect_response("**/counter/call-screen/now"):
            pass
    assert said().count("♪") == 2 and len([each for each in said() if number in each]) == 1, said()


def find_among_many(cashier: Page, mine: str, other: str) -> None:
    """A number that is typed leaves its order alone on the page, also when the page is renewed."""
    seen = cashier.locator(".pickup-card:visible .pickup-number")
    cashier.keyboard.press("/")
    cashier.keyboard.type(mine[1:])
    expect(seen).to_have_text([mine])
    cashier.evaluate(RENEWED)
    expect(seen).to_have_text([mine])
    cashier.keyboard.press("Enter")
    expect(cashier.locator("article", has_text=mine).locator("button:focus")).to_have_count(1)
    cashier.fill("#find", PANCAKE)
    expect(seen).to_have_text([other])
    cashier.fill("#find", "Z9Z")
    expect(cashier.locator("[data-find-target=none]")).to_be_visible()
    cashier.keyboard.press("Escape")
    expect(seen.filter(has_text=mine)).to_be_visible()
    expect(cashier.locator("[data-find-target=none]")).to_be_hidden()


def take_money_for(browser: Browser, server: LiveServer, code: str) -> Page:
    """The cashier takes fifty for the order of that number."""
    cashier = log_in(device(browser, TABLET), server, "cashier")
    cashier.goto(f"{server.base_url}/counter/pickup")
    cashier.locator("article", has_text=code).locator("[id^=pay-]").click()
    cashier.fill("#till-tendered", "50")
    cashier.locator("[data-till-target=submit]").click()
    expect(cashier.locator(".paid-change")).to_be_visible()
    cashier.locator(".paid-do [data-sheet-close]").click()
    return cashier


def test_a_pause_reaches_an_open_phone_at_once(browser: Browser, server: LiveServer) -> None:
    phone = scan(browser, server)
    put_in_cart(phone, SPRING_ROLLS)
    cashier = log_in(device(browser, TABLET), server, "cashier")
    cashier.locator(".who summary").click()
    cashier.click("#ask-pause")
    cashier.locator("label", has_text="仅自取").click()
    cashier.locator("label", has_text="20 分钟").click()
    cashier.fill("#pause-message", "锅都占着呢")
    cashier.click("#pause-now")
    expect(phone.locator("#paused")).to_contain_text("锅都占着呢")
    expect(cashier.locator("#paused")).to_contain_text("仅自取")
    phone.locator(".cart-done").click()
    phone.locator("#cart-sheet [data-cart-sheet-target=submit]").click()
    expect(phone.locator("#question")).to_contain_text("锅都占着呢")
    phone.locator("#question [data-part=no]").click()
    cashier.locator("#paused .button").click()
    expect(phone.locator("#paused")).to_have_count(0)
    # Nothing was lost: the same cart is ordered now.
    phone.locator("#cart-sheet [data-cart-sheet-target=submit]").click()
    phone.wait_for_url("**/orders")
