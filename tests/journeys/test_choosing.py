"""A guest chooses on the phone: finds, filters, sorts, answers questions, orders again."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PATIENCE_MS, PHONE, Device, device, order, put_in_cart, sit_down

# As if the last dishes of a category had been ordered most; how often, from the top.
MOST_ORDERED = """(category) => {
  const rows = () => Array.from(category.querySelectorAll("article.dish"));
  rows().forEach((row, place) => { row.dataset.sold = place; });
  const sort = document.querySelector("#filter [name=sort]");
  sort.value = "popular";
  for (const kind of ["input", "change"]) sort.dispatchEvent(new Event(kind, { bubbles: true }));
  return rows().map((row) => Number(row.dataset.sold));
}"""
SPRING_ROLLS, PANCAKE, LUNCH_SET = "春卷", "葱油饼", "单人午市套餐"


@pytest.fixture
def phone(browser: Browser) -> Device:
    """A guest's phone."""
    return device(browser, PHONE, is_phone=True)


def shown(page: Page, what: str) -> list[str]:
    """One fact of each dish that the guest sees, from the top."""
    found: list[str] = page.locator("article.dish").evaluate_all(
        "(rows, what) => rows.filter((r) => r.checkVisibility()).map((r) => r.dataset[what])", what
    )
    return found


def test_dishes_are_filtered_and_sorted(phone: Device, server: LiveServer) -> None:
    menu = sit_down(phone, server, "A01")
    everything = len(shown(menu, "id"))
    assert any("peanut" in each for each in shown(menu, "allergens"))
    menu.locator("[data-filter-target=open]").click()
    pane = menu.locator("#filter")
    pane.locator("label", has_text="花生").click()
    assert not any("peanut" in each for each in shown(menu, "allergens"))
    pane.locator("label", has_text="素").first.click()
    pane.locator("[name=cap]").select_option("2000")
    assert 0 < len(shown(menu, "id")) < everything
    assert all("vegetarian" in each for each in shown(menu, "tags"))
    assert all(int(each) <= 2000 for each in shown(menu, "price"))
    expect(menu.locator("[data-filter-target=count]")).to_have_text("3")
    pane.locator("[data-action='filter#reset']").click()
    assert len(shown(menu, "id")) == everything

    pane.locator("[name=stock]").check(force=True)
    gone = menu.locator("article.dish.is-gone")
    expect(gone.first).to_be_attached()
    expect(gone.locator("visible=true")).to_have_count(0)
    pane.locator("[name=stock]").uncheck(force=True)
    for order_by, wanted in (("cheap", 1), ("dear", -1)):
        pane.locator("[name=sort]").select_option(order_by)
        category = menu.locator("section.category:visible").first
        prices = category.locator("article.dish").evaluate_all(
            "(rows) => rows.map((row) => Number(row.dataset.price))"
        )
        assert len(set(prices)) > 1 and prices == sorted(prices, key=lambda fen: wanted * fen)
    sold = category.evaluate(MOST_ORDERED)
    assert len(sold) > 1 and sold == sorted(sold, reverse=True)


def test_a_dish_is_found_by_pinyin_and_initials(phone: Device, server: LiveServer) -> None:
    menu = sit_down(phone, server, "A01")
    found = menu.locator("article.dish:visible")
    menu.fill("[data-search-target=query]", "cyb")
    expect(found.filter(has_text=PANCAKE)).to_have_count(1)
    expect(found.filter(has_text=SPRING_ROLLS)).to_have_count(0)
    assert found.count() < 5
    menu.fill("[data-search-target=query]", "chunjuan")
    expect(found).to_have_count(1)
    expect(found).to_contain_text(SPRING_ROLLS)
    menu.fill("[data-search-target=query]", "没有这道菜")
    expect(menu.locator("[data-search-target=nothing]")).to_be_visible()


def test_two_of_five_are_chosen_and_the_surcharge_is_told(
    phone: Device, server: LiveServer
) -> None:
    menu = sit_down(phone, server, "A02")
    menu.locator("article.dish", has_text=LUNCH_SET).locator("[data-do=open]").first.click()
    sheet = menu.locator("#dish-sheet")
    choices = sheet.locator("fieldset", has_text="5 选 2")
    choices.locator("label", has_text="麻婆豆腐").click()
    sheet.locator("[data-dish-sheet-target=submit]").click()
    expect(choices.locator("[data-part=error]")).to_be_visible()
    choices.locator("label", has_text="红烧肉").click()
    expect(sheet.locator("[data-dish-sheet-target=total]")).to_have_text("58")
    expect(choices.locator("label", has_text="水煮鱼").locator("input")).to_be_disabled()
    sheet.locator("[data-dish-sheet-target=submit]").click()
    expect(menu.locator(".cart-total")).to_contain_text("58")


def test_the_cart_says_what_is_enough_and_what_may_be_a_lot(
    phone: Device, server: LiveServer
) -> None:
    menu = sit_down(phone, server, "A05")
    put_in_cart(menu, PANCAKE)
    menu.locator(".cart-done").click()
    hint = menu.locator("#cart-sheet [data-cart-sheet-target=hint]")
    menu.locator("#cart-sheet label:has(input[name=covers][value='2'])").click()
    expect(hint).to_contain_text("3")
    for _ in range(6):
        menu.locator("#cart-sheet .cart-line .plus").click()
    expect(hint).to_contain_text("7")
    expect(menu.locator("#cart-sheet [data-cart-sheet-target=submit]")).to_be_enabled()


def test_a_changed_price_reaches_an_open_phone_and_leaves_its_cart(
    phone: Device, server: LiveServer
) -> None:
    menu = sit_down(phone, server, "A06")
    with menu.expect_response("**/api/v1/cart/operations"):
        put_in_cart(menu, PANCAKE)
    expect(menu.locator(".cart-total")).to_contain_text("16")
    headers = {"Authorization": f"Bearer {server.token('owner')}"}
    for price in ("19", "16"):
        answer = menu.request.post(
            f"{server.base_url}/api/v1/menu/import",
            headers={**headers, "Content-Type": "text/csv"},
            data=f"菜名,价格\n{PANCAKE},{price}".encode(),
        )
        assert answer.json()["errors"] == []
        expect(menu.locator(".cart-total")).to_contain_text(price, timeout=PATIENCE_MS)
        row = menu.locator("article.dish", has_text=PANCAKE)
        expect(row).to_contain_text(price, timeout=PATIENCE_MS)
        expect(menu.locator("[data-cart-bar-target=count]")).to_have_text("1")


def test_an_order_is_ordered_again_with_one_touch(phone: Device, server: LiveServer) -> None:
    menu = sit_down(phone, server, "A03")
    put_in_cart(menu, SPRING_ROLLS)
    put_in_cart(menu, SPRING_ROLLS)
    put_in_cart(menu, PANCAKE)
    order(menu)
    menu.locator("[id^=again-]").click()
    menu.wait_for_url(re.compile("/menu"))
    expect(menu.locator("[data-cart-bar-target=count]")).to_have_text("3")
    expect(menu.locator("#cart-sheet .cart-line")).to_have_count(2)


def test_a_cart_warns_before_it_expires_and_comes_back(phone: Device, server: LiveServer) -> None:
    menu = sit_down(phone, server, "A04")
    notice = menu.locator(".cart-notice")
    with menu.expect_response("**/api/v1/cart/operations"):
        put_in_cart(menu, SPRING_ROLLS)
    expect(notice).to_be_hidden()
    let_rest(server, timedelta(minutes=27))
    menu.reload()
    expect(notice).to_contain_text("3分钟")
    with menu.expect_response("**/api/v1/cart/operations"):
        notice.get_by_role("button", name="还在点").click()
    expect(notice).to_be_hidden()

    menu.locator(".cart-done").click()
    menu.locator("#cart-sheet [data-cart-sheet-target=clear]").click()
    menu.locator("#question [data-part=yes]").click()
    expect(menu.locator("#cart-sheet [data-cart-sheet-target=empty]")).to_be_visible()
    menu.keyboard.press("Escape")
    notice.get_by_role("button").click()
    expect(menu.locator("[data-cart-bar-target=count]")).to_have_text("1")


def test_a_cart_whose_time_is_over_promises_no_minute(phone: Device, server: LiveServer) -> None:
    menu = sit_down(phone, server, "A05")
    with menu.expect_response("**/api/v1/cart/operations"):
        put_in_cart(menu, SPRING_ROLLS)
    left_s = {"expires_s": 110}

    def late(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | left_s)

    menu.route("**/api/v1/cart", late)
    for left_s["expires_s"], words in ((110, "2分钟"), (59, "马上就要"), (0, "马上就要")):
        menu.reload()
        expect(menu.locator(".cart-notice")).to_contain_text(words)


def let_rest(server: LiveServer, since: timedelta) -> None:
    """As if nobody had touched any cart since then."""
    then = (datetime.now(UTC) - since).strftime("%Y-%m-%d %H:%M:%S.000000")
    assert server.change_rows("update cart set touched_at = ?", then)
