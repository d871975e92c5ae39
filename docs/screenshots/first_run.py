"""Takes the pictures of the first run and its time: `first_run.py LINK [zh|en]`.

LINK is the one-time link that a server on an empty folder has printed.
"""

import secrets
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"
DESKTOP = {"width": 1280, "height": 800}
# Nobody needs it again: the shop of the pictures is thrown away.
PASSWORD = secrets.token_urlsafe(12)
ACCOUNT = {
    "shop_name": {"zh": "湘味小馆", "en": "Xiang Kitchen"},
    "name": {"zh": "王芳", "en": "Wang Fang"},
    "username": {"zh": "wangfang", "en": "wangfang"},
    "password": {"zh": PASSWORD, "en": PASSWORD},
    "again": {"zh": PASSWORD, "en": PASSWORD},
}


class Walk:
    """One walk from the link to the shop, with a picture of every step."""

    def __init__(self, page: Page, link: str, language: str) -> None:
        self.page, self.link, self.language = page, link, language
        self.number = 0

    def shoot(self, name: str) -> None:
        """Keep what the page shows, as the next picture."""
        self.number += 1
        self.page.wait_for_timeout(400)
        file = HERE / f"first-run-{self.number}-{name}-{self.language}.png"
        self.page.screenshot(path=file)
        with Image.open(file) as shot:
            small = shot.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small.save(file, optimize=True)

    def to(self, button: str, step: str) -> None:
        """Press a button and wait for the page of a step."""
        self.page.click(button)
        self.page.wait_for_url(f"**/setup/{step}*")

    def go(self) -> None:
        """The whole way."""
        page = self.page
        page.goto(self.link)
        self.shoot("welcome")
        self.to("button[value=shop]", "owner")
        for field, words in ACCOUNT.items():
            page.fill(f"#{field}", words[self.language])
        self.shoot("account")
        self.to("form .primary", "shop")
        page.fill("[name=all_opens0]", "11:00")
        page.fill("[name=all_closes0]", "14:00")
        page.fill("[name=all_opens1]", "17:00")
        page.fill("[name=all_closes1]", "21:30")
        self.shoot("shop")
        self.to("form[action$='/setup/shop'] .primary", "dining")
        self.shoot("dining")
        self.to("form[action$='/setup/dining'] .primary", "tables")
        self.shoot("tables")
        self.to("form[action$='/setup/tables'] .primary", "menu")
        self.shoot("menu")
        self.to("form[action$='/sample'] button", "printers")
        self.shoot("printers")
        page.locator("form:has(input[value=virtual]) button").click()
        self.to("form[action$='/keep'] button", "stations")
        page.click("form[action$='/stations'] .primary")
        page.wait_for_url("**/setup/stations#routes")
        self.shoot("stations")
        self.to("form[action$='/stations'] .primary", "finish")
        page.click("form[action$='/try'] button")
        page.wait_for_selector("[data-look-again-settled=yes] .status.success")
        self.shoot("test-order")


def main() -> None:
    """Walk, and say how long the walk took."""
    link, language = sys.argv[1], (*sys.argv[2:], "en")[0]
    base = urlsplit(link)._replace(path="").geturl()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
        context.add_cookies([{"name": "kf_lang", "value": language, "url": base}])
        began = time.monotonic()
        Walk(context.new_page(), link, language).go()
        sys.stdout.write(f"{time.monotonic() - began:.0f} s from the link to the printed slip\n")
        browser.close()


if __name__ == "__main__":
    main()
