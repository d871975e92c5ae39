"""What a phone shows where there is little room, no picture, or nothing yet."""

import httpx
from playwright.sync_api import Browser, Page, expect

from app.core.ids import new_id
from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PHONE, device, log_in, table

# A change of a dish, as its answer tells the page.
CHANGED = """() => document.dispatchEvent(
  new CustomEvent("undoable", { detail: { change: "c", words: "已删除图片" } }))"""
ON_TOP = """button => {
  const { left, top, width, height } = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
# The width that is left for a dish's name, where it is least.
NARROWEST = """() => Math.min(
  ...[...document.querySelectorAll(".line .grow")].map(each => each.offsetWidth))"""
SIDEWAYS = """() => [...document.querySelectorAll(".table-responsive")]
  .filter(each => each.scrollWidth > each.clientWidth + 1).length"""


def order_of_long_name(server: LiveServer, name: str) -> None:
    """The staff order a dish whose English name is long."""
    owner = next(each for each in server.demo["staff"] if each["role"] == "owner")
    guest = httpx.post(
        f"{server.base_url}/api/v1/table-sessions", json={"code": table(server, name)["code"]}
    ).json()["token"]
    bearers = [{"Authorization": f"Bearer {token}"} for token in (owner["token"], guest)]
    menu = httpx.get(f"{server.base_url}/api/v1/menu", headers=bearers[1]).json()
    plain = [d for c in menu["categories"] for d in c["dishes"] if not d["option_groups"]]
    longest = max((d for d in plain if d["available"]), key=lambda dish: len(dish["name_en"]))
    lines = [{"dish_id": longest["id"], "quantity": 2, "option_ids": []}]
    answer = httpx.post(
        f"{server.base_url}/api/v1/staff/orders",
        headers={**bearers[0], "Idempotency-Key": new_id()},
        json={"table_id": table(server, name)["id"], "covers": 2, "lines": lines},
    )
    assert answer.status_code == 201, answer.text


def owner_on_a_phone(browser: Browser, server: LiveServer) -> Page:
    return log_in(device(browser, PHONE, is_phone=True), server, "owner")


def test_a_picture_that_cannot_be_loaded_leaves_the_letter_of_its_dish(
    browser: Browser, server: LiveServer
) -> None:
    phone = device(browser, PHONE, is_phone=True)
    menu = phone.page
    menu.route("**/media/**", lambda route: route.abort())
    menu.goto(table(server, "A05")["url"])
    dish = menu.locator("article.dish").first
    name = dish.locator(".dish-name").inner_text()
    expect(dish.locator("span.dish-picture.is-letter")).to_have_text(name[0])
    expect(dish.locator("img")).to_have_count(0)
    dish.locator(".dish-name").tap()
    expect(menu.locator("[data-dish-sheet-target=name]")).to_have_text(name)
    expect(menu.locator("[data-dish-sheet-target=picture]")).to_be_hidden()


def test_an_offer_to_undo_leaves_the_bar_at_the_foot_free(
    browser: Browser, server: LiveServer
) -> None:
    page = owner_on_a_phone(browser, server)
    page.goto(f"{server.base_url}/backoffice/menu")
    path = page.locator("a[href*='/backoffice/dishes/0']").first.get_attribute("href")
    page.evaluate(CHANGED)
    page.locator(".tick").first.tap()
    act = page.locator(".bulk-bar .btn-primary")
    expect(act).to_be_visible()
    assert act.evaluate(ON_TOP), "chosen while the offer stands"
    page.goto(f"{server.base_url}{path}")
    page.wait_for_load_state()
    page.evaluate(CHANGED)
    expect(page.locator(".offer")).to_be_visible()
    assert page.locator(".save-bar .btn-primary").evaluate(ON_TOP)


def test_tables_of_stock_are_read_on_a_phone_without_moving_them(
    browser: Browser, server: LiveServer
) -> None:
    page = owner_on_a_phone(browser, server)
    for path in ("purchases", "counts", "figures"):
        page.goto(f"{server.base_url}/backoffice/stock/{path}")
        if path != "figures":
            page.locator("a.row-link").first.tap()
            page.wait_for_url(f"**/{path}/0*")
        expect(page.locator("td.num").first).to_be_visible()
        assert page.evaluate(SIDEWAYS) == 0, path


def test_a_long_name_is_read_at_the_table_on_a_phone(browser: Browser, server: LiveServer) -> None:
    order_of_long_name(server, "A06")
    page = owner_on_a_phone(browser, server)
    page.context.add_cookies([{"name": "kf_lang", "value": "en", "url": server.base_url}])
    page.goto(f"{server.base_url}/counter/tables/{table(server, 'A06')['id']}")
    expect(page.locator(".line-count").first).to_have_text("×2")
    assert page.evaluate(NARROWEST) > 200


def test_a_drawer_that_nobody_has_counted_shows_no_sum(
    browser: Browser, server: LiveServer
) -> None:
    page = log_in(device(browser, PHONE, is_phone=True), server, "cashier")
    page.goto(f"{server.base_url}/counter/shift")
    if page.locator("#float").count():
        page.fill("#float", "500")
        with page.expect_navigation():
            page.press("#float", "Enter")
    counted = page.locator("[data-count-target=sum]")
    expect(counted).to_have_text("—")
    page.fill("#other", "5")
    expect(counted).to_have_text("¥5.00")
    page.fill("#other", "")
    expect(counted).to_have_text("—")
