"""The people of a story, each with a device of their own."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

from tests.fixtures.live_server import LiveServer

PHONE = {"width": 360, "height": 740}
TABLET = {"width": 1280, "height": 800}
PATIENCE_MS = 30_000
_SETTLED = """() => document.getAnimations().every(each => each.playState !== "running" ||
  each.effect.getComputedTiming().iterations === Infinity)"""
_here: list[BrowserContext] = []


@dataclass
class Device:
    """A page, and what its console complained about."""

    page: Page
    complaints: list[str]


def device(browser: Browser, viewport: dict[str, int], *, is_phone: bool = False) -> Device:
    """A fresh device that knows nobody."""
    options: dict[str, Any] = {"viewport": viewport, "has_touch": is_phone, "is_mobile": is_phone}
    context = browser.new_context(**options)
    _here.append(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    return Device(page, complaints)


def send_home() -> None:
    """Put all devices away: one that stays goes on asking a server that is gone."""
    while _here:
        context = _here.pop()
        context.unroute_all(behavior="ignoreErrors")
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()


def log_in(made: Device, server: LiveServer, role: str) -> Page:
    """Log the staff member of that role in; the page they are led to."""
    person = next(each for each in server.demo["staff"] if each["role"] == role)
    page = made.page
    page.goto(f"{server.base_url}/login")
    page.fill("[name=username]", person["username"])
    page.fill("[name=password]", person["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def settle(page: Page) -> None:
    """Wait until what moves by itself has arrived."""
    page.wait_for_function(_SETTLED)


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until it is so, where no locator can be asked; the page goes on meanwhile."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be"
        page.wait_for_timeout(50)


def touch(target: Locator, leaves: Locator) -> None:
    """Touch until `leaves` is gone.

    A kitchen screen passes over a touch that comes too soon after another one, or meets a card
    that moves.
    """
    expect(target).to_be_visible()
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while leaves.is_visible() and time.monotonic() < deadline:
        with contextlib.suppress(Error):
            target.click(timeout=1_000)
        with contextlib.suppress(AssertionError):
            expect(leaves).to_be_hidden(timeout=1_000)
    expect(leaves).to_be_hidden()


def table(server: LiveServer, name: str) -> dict[str, str]:
    """A table of the demo: its id, code and address."""
    found: dict[str, str] = next(each for each in server.demo["tables"] if each["name"] == name)
    return found


def sit_down(made: Device, server: LiveServer, name: str) -> Page:
    """Scan a table's code with a phone; the menu."""
    made.page.goto(table(server, name)["url"])
    expect(made.page.locator(".masthead, header").first).to_contain_text(name)
    return made.page


def put_in_cart(page: Page, dish: str) -> None:
    """Touch the plus of a dish that asks no questions."""
    page.locator("article.dish", has_text=dish).locator("button.plus").click()


def order(page: Page, guests: int = 2) -> None:
    """Open the cart, say how many eat, place the order, and see it among the orders."""
    page.locator(".cart-done").click()
    expect(page.locator("#cart-sheet")).to_be_visible()
    covers = page.locator(f"#cart-sheet label:has(input[name=covers][value='{guests}'])")
    if covers.is_visible():
        covers.click()
    page.locator("#cart-sheet [data-cart-sheet-target=submit]").click()
    page.wait_for_url("**/orders")


def pair_screen(server: LiveServer, name: str = "炒锅墙") -> None:
    """A tablet shows its code, the owner enters it: the shop has a paired kitchen screen."""
    owner = next(each for each in server.demo["staff"] if each["role"] == "owner")
    with httpx.Client(base_url=server.base_url, timeout=20, follow_redirects=True) as tablet:
        page = tablet.post("/kitchen/pair", data=_token_of(tablet, "/kitchen/pair"))
        code = page.text.split('data-pairing-target="code">')[1].split("<")[0].replace(" ", "")
    with httpx.Client(base_url=server.base_url, timeout=20, follow_redirects=True) as office:
        given = {"username": owner["username"], "password": owner["password"]}
        office.post("/login", data={**given, **_token_of(office, "/login?password=1")})
        form = {"code": code, "name": name, "place": "", "confirm_password": owner["password"]}
        path = "/backoffice/kitchen/screens/new"
        done = office.post(path, data={**form, **_token_of(office, path)})
        assert name in done.text, done.text[:500]


def _token_of(client: httpx.Client, path: str) -> dict[str, str]:
    text = client.get(path).text
    return {"csrf_token": text.split('name="csrf-token" content="')[1].split('"')[0]}
