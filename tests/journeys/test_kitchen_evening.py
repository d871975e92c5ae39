"""A kitchen's evening on real screens: paired, cooked, held, taken back, served, revoked."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PATIENCE_MS, TABLET, device, log_in, table, touch

FOOT_IS_INSIDE = """(id) => {
  const board = document.querySelector(".board").getBoundingClientRect();
  const card = document.getElementById(`ticket-${id}`).getBoundingClientRect();
  const foot = document.getElementById(`foot-${id}`).getBoundingClientRect();
  const isLow = foot.height === 0 || foot.bottom > board.bottom + 1;
  return !isLow && foot.right <= card.right + 1 && card.bottom <= board.bottom + 1;
}"""
FOOT_IS_LAST = """(id) => {
  const card = document.getElementById(`ticket-${id}`).getBoundingClientRect();
  const foot = document.getElementById(`foot-${id}`).getBoundingClientRect();
  return card.right - foot.right < foot.width / 2;
}"""
ASKED_WHOLE = """() => {
  document.documentElement.requestFullscreen = async () => { window.askedWhole = true; };
}"""
AWAKE = """
navigator.wakeLock.request = async (kind) => { window.keptAwake = kind; return {}; };
"""
UNSAID = """(count) =>
  JSON.parse(localStorage.getItem("kaifan.kitchen.unsaidVoids") || "[]").length === count
"""
pytestmark = pytest.mark.browser


def order(server: LiveServer, name: str, dishes: int, **more: Any) -> dict[str, Any]:
    """Staff order the first dishes that ask nothing, at a table."""
    head = {"Authorization": f"Bearer {server.token('cashier')}"}
    with httpx.Client(base_url=f"{server.base_url}/api/v1", headers=head, timeout=20) as api:
        menu = api.get("/menu").json()["categories"]
        able = [
            dish
            for category in menu
            for dish in category["dishes"]
            if dish["available"] and not any(group["min"] for group in dish["option_groups"])
        ]
        lines = [{"dish_id": dish["id"], "quantity": 1, "option_ids": []} for dish in able[:dishes]]
        body = {"table_id": table(server, name)["id"], "order_type": "dine_in", "lines": lines}
        placed = api.post(
            "/staff/orders", json={**body, **more}, headers={"Idempotency-Key": f"k-{name}"}
        )
    placed.raise_for_status()
    found: dict[str, Any] = placed.json()
    return found


def pair(browser: Browser, server: LiveServer, office: Page, name: str, place: str) -> Page:
    """A tablet shows its code, the office enters it, the tablet goes on by itself."""
    wall = device(browser, TABLET).page
    wall.goto(f"{server.base_url}/kitchen/pair")
    wall.click("button.primary")
    code = wall.locator("[data-pairing-target=code]").inner_text()
    office.goto(f"{server.base_url}/backoffice/kitchen/screens/new?code={code.replace(' ', '')}")
    office.fill("[name=name]", name)
    office.select_option("[name=place]", value=place)
    office.click("form.card .btn-primary")
    wall.wait_for_selector(".board", timeout=PATIENCE_MS)
    return wall


def set_up(wall: Page) -> None:
    """Writing and columns stay with the screen; it asks to be kept awake; the keys are listed."""
    wall.add_init_script(AWAKE)
    for size, columns in (("2", "3"), ("1", "0")):
        wall.locator("[data-action='settings#open']").first.click()
        wall.click(f"[data-settings-target=size][data-value='{size}']")
        wall.click(f"[data-settings-target=columns][data-value='{columns}']")
        wall.reload()
        expect(wall.locator(f"html[data-size='{size}'][data-columns='{columns}']")).to_be_attached()
    assert wall.evaluate("window.keptAwake") == "screen"
    wall.keyboard.press("?")
    expect(wall.locator("[data-keys-target=help]")).to_be_visible()
    wall.keyboard.press("Escape")
    expect(wall.locator("[data-keys-target=help]")).to_be_hidden()
    # A browser without a window of its own does not always grant it: what counts is the question.
    wall.evaluate(ASKED_WHOLE)
    wall.keyboard.press("f")
    wall.wait_for_function("() => window.askedWhole", timeout=PATIENCE_MS)


def take_back(office: Page, wall: Page, base_url: str, gone: str) -> None:
    """A dish is taken back at the counter: it stays, loud, until a cook has touched it."""
    token = office.locator("meta[name=csrf-token]").get_attribute("content") or ""
    voided = office.context.request.post(
        f"{base_url}/counter/lines/{gone}/void",
        headers={"X-CSRFToken": token},
        form={"reason": "x", "to": "waste"},
    )
    assert voided.ok
    line = wall.locator(f"#line-{gone}")
    expect(line).to_have_attribute("data-unseen", "", timeout=PATIENCE_MS)
    # The touch is told to the server as soon as it can be: nobody has to ring for it.
    wall.context.set_offline(True)
    touch(line.locator(".line-touch"), line)
    wall.wait_for_function(UNSAID, arg=1, timeout=PATIENCE_MS)
    wall.context.set_offline(False)
    wall.wait_for_function(UNSAID, arg=0, timeout=PATIENCE_MS)


def finish_by_keys(wall: Page, at_pass: Page, first: str, gone: str) -> None:
    """A bump bar: choose the first ticket, finish it, take it back; then the pass serves it."""
    wall.keyboard.press("1")
    wall.keyboard.press("Enter")
    ready = at_pass.locator(f"#ticket-{first}[data-state=ready]")
    expect(ready).to_be_visible(timeout=PATIENCE_MS)
    wall.keyboard.press("r")
    expect(at_pass.locator(f"#ticket-{first}[data-state=open]")).to_be_visible(timeout=PATIENCE_MS)
    touch(wall.locator(f"#main-{first}"), wall.locator(f"#ticket-{first}[data-state=open]"))
    expect(ready).to_be_visible(timeout=PATIENCE_MS)
    # Also the pass has to have seen what was taken back, before its card goes.
    line = at_pass.locator(f"#line-{gone}")
    touch(line.locator(".line-touch"), line)
    touch(ready.locator("[data-main]"), at_pass.locator(f"#ticket-{first}"))


def finish_together(server: LiveServer, wall: Page) -> None:
    """The same dish on two tickets, done with one touch."""
    second, third = order(server, "A03", 1), order(server, "A05", 1)
    for placed in (second, third):
        expect(wall.locator(f"#ticket-{placed['id']}")).to_be_visible(timeout=PATIENCE_MS)
    wall.keyboard.press("a")
    row = wall.locator(".summary-item").first
    expect(row.locator(".summary-number")).to_have_text("2")
    row.locator(".summary-row").click()
    wall.locator(".summary-item .summary-do .primary").first.click()
    for placed in (second, third):
        expect(wall.locator(f"#ticket-{placed['id']}")).to_have_count(0, timeout=PATIENCE_MS)


def see_a_banquet_whole(server: LiveServer, wall: Page) -> None:
    """An order higher than the board goes on in a column beside; its foot can be touched."""
    # Where nothing may move, a card took twelve columns: its width was still the one of before.
    wall.emulate_media(reduced_motion="reduce")
    banquet = order(server, "A06", 18)
    assert len(banquet["lines"]) == 18
    card = wall.locator(f"#ticket-{banquet['id']}")
    expect(card).to_have_attribute("data-tall", re.compile(r"^\d+$"), timeout=PATIENCE_MS)
    wall.wait_for_function(FOOT_IS_INSIDE, arg=banquet["id"], timeout=PATIENCE_MS)
    wall.wait_for_function(FOOT_IS_LAST, arg=banquet["id"], timeout=PATIENCE_MS)
    wall.emulate_media(reduced_motion="no-preference")


def look_up_and_revoke(office: Page, wall: Page, base_url: str) -> None:
    """A ticket is found again in the day; then the screen is taken back."""
    wall.keyboard.press("/")
    wall.fill("#recent-search", "A02")
    expect(wall.locator(".recent")).to_have_count(1, timeout=PATIENCE_MS)
    wall.keyboard.press("Escape")
    office.goto(f"{base_url}/backoffice/kitchen")
    office.locator("li", has_text="All wall").locator("a").click()
    office.click(".danger-zone summary")
    office.click(".danger-zone .btn-danger")
    expect(wall.locator("[data-connection-target=ended]")).to_be_visible(timeout=PATIENCE_MS)


def until_shown_on(office: Page, screen: str) -> None:
    """Screens report a moment apart, and an order's page is of the moment that it was opened."""
    chains = office.locator(".chains")
    for _ in range(20):
        if screen in chains.inner_text():
            break
        office.wait_for_timeout(500)
        office.reload()
    expect(chains).to_contain_text(screen)


def test_an_evening_in_the_kitchen(browser: Browser, server: LiveServer) -> None:
    office = log_in(device(browser, TABLET), server, "owner")
    wall = pair(browser, server, office, "All wall", "")
    at_pass = pair(browser, server, office, "Pass", "expo")
    expect(wall.locator(".screen-name")).to_have_text("All wall")
    expect(at_pass.locator(".board")).to_have_attribute("data-view", "expo")

    set_up(wall)
    first = order(server, "A02", 3, note="花生过敏")
    card = wall.locator(f"#ticket-{first['id']}")
    expect(card).to_be_visible(timeout=PATIENCE_MS)
    expect(card.locator(".note.allergy")).to_be_visible()
    gone = first["lines"][2]["id"]
    take_back(office, wall, server.base_url, gone)
    office.goto(f"{server.base_url}/backoffice/orders/{first['id']}")
    until_shown_on(office, "All wall")
    touched = office.locator(".chain.of-line .link", has_text=re.compile("touched on|在屏幕上点过"))
    expect(touched).to_have_count(1)
    finish_by_keys(wall, at_pass, first["id"], gone)
    finish_together(server, wall)
    see_a_banquet_whole(server, wall)
    look_up_and_revoke(office, wall, server.base_url)
