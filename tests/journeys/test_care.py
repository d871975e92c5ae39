"""Care mode 关怀模式: everything can be read from 18 px on and touched from 44 px on."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PHONE, device, put_in_cart, settle, sit_down

LEAST_TEXT_PX, LEAST_TARGET_PX = 18, 44
TABLE = "C03"
# What is read and what is touched: of a dish the whole row. A link within a sentence and the
# demo's own bar are text.
MEASURE = """([text, target]) => {
  const seen = (e) => e.checkVisibility({visibilityProperty: true})
    && !e.closest('.visually-hidden, .demo-bar, .skip-link');
  const name = (e) => `${e.tagName}.${e.className}: ${(e.textContent || '').trim().slice(0, 20)}`;
  const all = [...document.querySelectorAll('body *')].filter(seen);
  const small = all.filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
      && parseFloat(getComputedStyle(e).fontSize) < text);
  const touched = all.filter((e) => e.matches(
    'button:not(.dish-name), select, .chip, input:not(.visually-hidden), a.button'));
  const narrow = touched.filter((e) => {
    const {width, height} = e.getBoundingClientRect();
    return width && (width < target || height < target);
  });
  return [small.map(name), narrow.map(name)];
}"""


@pytest.fixture
def phone(browser: Browser, server: LiveServer) -> Page:
    """A phone in care mode that has scanned a code."""
    made = device(browser, PHONE, is_phone=True)
    page = sit_down(made, server, TABLE)
    page.locator(".switch[name=text]").click()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    page.wait_for_load_state()
    return page


def faults(page: Page) -> list[list[str]]:
    settle(page)
    found: list[list[str]] = page.evaluate(MEASURE, [LEAST_TEXT_PX, LEAST_TARGET_PX])
    return found


def test_everything_is_large_enough(phone: Page, server: LiveServer) -> None:
    assert faults(phone) == [[], []]
    phone.locator("article.dish .dish-name").first.click()
    expect(phone.locator("#dish-sheet")).to_be_visible()
    assert faults(phone) == [[], []]
    phone.keyboard.press("Escape")
    put_in_cart(phone, "葱油饼")
    phone.locator(".cart-done").click()
    expect(phone.locator("#cart-sheet")).to_be_visible()
    assert faults(phone) == [[], []]
    phone.goto(f"{server.base_url}/orders")
    assert faults(phone) == [[], []]


def test_control_the_usual_size_has_smaller_text(browser: Browser, server: LiveServer) -> None:
    page = sit_down(device(browser, PHONE, is_phone=True), server, TABLE)
    assert faults(page)[0]


def test_three_buttons_stay_in_sight(phone: Page, server: LiveServer) -> None:
    """Order, pay, call: on the menu, at its end, and on the page of the orders."""
    bar = phone.locator(".call-bar")
    for place in ("/menu", "/orders"):
        phone.goto(f"{server.base_url}{place}")
        settle(phone)
        phone.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        assert [text.strip() for text in bar.locator("span").all_inner_texts()] == [
            "点菜",
            "结账",
            "呼叫",
        ]
        for button in bar.locator(".call-button").all():
            expect(button).to_be_in_viewport(ratio=1)
    bar.locator("#call-waiter").click()
    expect(bar.locator("#call-waiter")).to_contain_text("已")


def test_nothing_is_covered_by_the_buttons(phone: Page) -> None:
    """The bar of the cart lies above them, the last dish can be scrolled free of both."""
    put_in_cart(phone, "葱油饼")
    expect(phone.locator(".cart-total")).to_be_visible()
    settle(phone)
    cart, care = (
        phone.locator(".cart-bar").bounding_box(),
        phone.locator(".call-bar").bounding_box(),
    )
    assert cart and care and cart["y"] + cart["height"] <= care["y"] + 1
    phone.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    last = phone.locator(".about-links a").last.bounding_box()
    assert last and last["y"] + last["height"] <= cart["y"] + 1
