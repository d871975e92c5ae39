"""Takes the documentation's pictures from a running demo: `make.py DIR`, DIR being its --data.

`make.py DIR kitchen` takes those of the kitchen alone.
"""

import json
import sys
from pathlib import Path
from typing import Any

import httpx
import kitchen_pictures
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 360, "height": 740}
TABLET = {"width": 1280, "height": 800}
EVENING = (("A02", 5, 2), ("A03", 3, 4), ("A05", 6, 3), ("B01", 8, 8), ("C01", 2, 2), ("A07", 4, 4))


class Shop:
    """The demo restaurant, as the pictures need it."""

    kitchen_orders: list[dict[str, Any]]

    def __init__(self, data: Path) -> None:
        self.demo: dict[str, Any] = json.loads((data / "demo.json").read_text(encoding="utf-8"))
        self.base: str = self.demo["base_url"]
        self.http = httpx.Client(base_url=f"{self.base}/api/v1", timeout=20)

    def staff(self, role: str) -> dict[str, str]:
        """A staff member's account."""
        found: dict[str, str] = next(p for p in self.demo["staff"] if p["role"] == role)
        return found

    def table(self, name: str) -> dict[str, str]:
        """A table's code and address."""
        found: dict[str, str] = next(t for t in self.demo["tables"] if t["name"] == name)
        return found

    def kitchen_paper(self) -> str:
        """The path of the kitchen printer's preview."""
        printer = next(p for p in self.demo["printers"] if "后厨" in p["name"])
        return str(printer["preview_url"]).removeprefix(self.base)

    def fill(self) -> None:
        """An evening: several tables have ordered, some dishes are being cooked."""
        for number, (table, dishes, guests) in enumerate(EVENING):
            joined = self.http.post("/table-sessions", json={"code": self.table(table)["code"]})
            bearer = {"Authorization": f"Bearer {joined.json()['token']}"}
            menu = self.http.get("/menu", headers=bearer).json()
            able = [d for c in menu["categories"] for d in c["dishes"] if d["available"]]
            chosen = able[number * 3 : number * 3 + dishes]
            lines = [_line(dish, 1 + index % 2) for index, dish in enumerate(chosen)]
            placed = self.http.post(
                "/orders",
                json={"lines": lines, "covers": guests},
                headers={**bearer, "Idempotency-Key": f"picture-{table}"},
            ).json()
            self._cook(placed["lines"][: number % 3])

    def _cook(self, lines: list[dict[str, str]]) -> None:
        bearer = {"Authorization": f"Bearer {self.staff('kitchen')['token']}"}
        for line in lines:
            self.http.post(f"/kitchen/lines/{line['id']}/start", headers=bearer)


def _line(dish: dict[str, Any], quantity: int) -> dict[str, Any]:
    options = [
        option["id"]
        for group in dish["option_groups"]
        for option in group["options"][: group["min"]]
    ]
    return {"dish_id": dish["id"], "quantity": quantity, "option_ids": options}


def _page(
    browser: Browser, viewport: dict[str, int], language: str, shop: Shop, **cookies: str
) -> Page:
    context = browser.new_context(
        viewport=viewport,  # type: ignore[arg-type]
        device_scale_factor=2 if viewport is PHONE else 1,
        has_touch=viewport is PHONE,
    )
    for name, value in {"kf_lang": language, **cookies}.items():
        context.add_cookies([{"name": name, "value": value, "url": shop.base}])
    return context.new_page()


def _log_in(page: Page, shop: Shop, role: str) -> None:
    page.goto(f"{shop.base}/login")
    page.fill("[name=username]", shop.staff(role)["username"])
    page.fill("[name=password]", shop.staff(role)["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def _shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(1200)
    page.screenshot(path=HERE / f"{name}.png")
    _shrink(HERE / f"{name}.png")


def _shrink(file: Path) -> None:
    """At most 256 colours: a third of the bytes, and nobody sees it."""
    with Image.open(file) as shot:
        small = shot.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def _guest(browser: Browser, shop: Shop, language: str) -> None:
    page = _page(browser, PHONE, language, shop)
    page.goto(shop.table("A03")["url"])
    _shoot(page, f"phone-menu-{language}")
    page.locator("article.dish .dish-name").first.click()
    _shoot(page, f"phone-dish-{language}")
    page.goto(f"{shop.base}/orders")
    _shoot(page, f"phone-orders-{language}")


def _workers(browser: Browser, shop: Shop, language: str) -> None:
    for role, name, path in (
        ("kitchen", "kitchen", "/kitchen"),
        ("cashier", "counter", "/counter"),
        ("cashier", "table", f"/counter/tables/{shop.table('A03')['id']}"),
        ("owner", "backoffice", "/backoffice"),
        ("owner", "paper", shop.kitchen_paper()),
    ):
        page = _page(browser, TABLET, language, shop)
        _log_in(page, shop, role)
        page.goto(shop.base + path)
        # The first touch lets the page ring, and takes its request for one away.
        page.mouse.click(2, 2)
        _shoot(page, f"{name}-{language}")


def _kitchen(browser: Browser, shop: Shop, language: str, *, is_first: bool) -> None:
    page = _page(browser, TABLET, language, shop)
    _log_in(page, shop, "owner")
    if is_first:
        page.goto(f"{shop.base}/counter")
        kitchen_pictures.amend(page, shop)
    kitchen_pictures.take(browser, shop, language, page, _shoot)


def _states(browser: Browser, shop: Shop) -> None:
    """What docs/design.md shows beside the faces: night, large text, nothing yet, gone wrong."""
    dark = _page(browser, TABLET, "zh", shop, kf_theme="dark")
    _log_in(dark, shop, "owner")
    for path, name in (("/backoffice", "backoffice-dark-zh"), ("/counter", "counter-dark-zh")):
        dark.goto(shop.base + path)
        _shoot(dark, name)
    pocket = _page(browser, PHONE, "zh", shop)
    _log_in(pocket, shop, "owner")
    pocket.goto(f"{shop.base}/backoffice/menu")
    _shoot(pocket, "backoffice-phone-zh")
    large = _page(browser, PHONE, "zh", shop, kf_text="large")
    large.goto(shop.table("A03")["url"])
    _shoot(large, "phone-large-zh")
    lone = _page(browser, PHONE, "zh", shop)
    lone.goto(shop.table("C03")["url"])
    lone.goto(f"{shop.base}/orders")
    _shoot(lone, "empty-zh")
    lone.goto(f"{shop.base}/no-such-page")
    _shoot(lone, "error-zh")


def _overview() -> None:
    """The README's picture: the phone before the kitchen and the counter."""
    canvas = Image.new("RGB", (1600, 900), "#f4efe8")
    for name, place in (("kitchen-zh", (560, 40)), ("counter-zh", (560, 470))):
        with Image.open(HERE / f"{name}.png") as shot:
            canvas.paste(shot.convert("RGB").resize((624, 390), Image.Resampling.LANCZOS), place)
    for name, place in (("phone-menu-zh", (110, 60)), ("paper-zh", (1220, 180))):
        with Image.open(HERE / f"{name}.png") as shot:
            is_paper = name.startswith("paper")
            whole = shot.convert("RGB")
            part = whole.crop((520, 150, 1020, 800)) if is_paper else whole
            size = (340, 442) if is_paper else (380, 781)
            canvas.paste(part.resize(size, Image.Resampling.LANCZOS), place)
    canvas.save(HERE / "overview.png")
    _shrink(HERE / "overview.png")


def main() -> None:
    """Fill the evening once, then take every picture in both languages."""
    shop = Shop(Path(sys.argv[1]))
    only_kitchen = "kitchen" in sys.argv[2:]
    shop.fill()
    kitchen_pictures.cook_evening(shop)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language in ("zh", "en"):
            if not only_kitchen:
                _guest(browser, shop, language)
                _workers(browser, shop, language)
            _kitchen(browser, shop, language, is_first=language == "zh")
        if not only_kitchen:
            _states(browser, shop)
        browser.close()
    if not only_kitchen:
        _overview()


if __name__ == "__main__":
    main()
