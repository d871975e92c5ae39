"""The kitchen's pictures: station, pass, totals, history, the day, pairing, health."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page

Open = Callable[..., Page]
Shoot = Callable[[Page, str], None]


def cook_evening(shop: Any) -> None:
    """What a kitchen in full swing has: held, rushed, taken back, done, served, an allergy."""
    key = {"Authorization": f"Bearer {shop.staff('cashier')['token']}"}
    dishes = _dishes(shop, key)
    orders = [
        _order(shop, key, table, dishes[at : at + 4], number, note)
        for number, (table, at, note) in enumerate(
            (("B02", 6, "花生过敏 peanut allergy"), ("C02", 10, ""), ("A08", 14, ""))
        )
    ]
    cook = {"Authorization": f"Bearer {shop.staff('kitchen')['token']}"}
    for line in orders[1]["lines"]:
        shop.http.post(f"/kitchen/lines/{line['id']}/done", headers=cook)
    shop.http.post(f"/kitchen/lines/{orders[0]['lines'][0]['id']}/done", headers=cook)
    done = _order(shop, key, "C03", dishes[2:5], 9, "")
    for line in done["lines"]:
        shop.http.post(f"/kitchen/lines/{line['id']}/start", headers=cook)
        time.sleep(0.2)
        shop.http.post(f"/kitchen/lines/{line['id']}/done", headers=cook)
        shop.http.post(f"/kitchen/lines/{line['id']}/serve", headers=cook)
    shop.kitchen_orders = orders


def amend(page: Page, shop: Any) -> None:
    """At the counter: one dish on hold, one in a hurry, one taken back."""
    hold, rush, void = (shop.kitchen_orders[at]["lines"] for at in (2, 2, 0))
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    head = {"X-CSRFToken": token or ""}
    post = page.context.request.post
    post(f"{shop.base}/counter/lines/{hold[3]['id']}/hold", headers=head)
    post(f"{shop.base}/counter/lines/{rush[0]['id']}/rush", headers=head)
    post(f"{shop.base}/counter/lines/{void[2]['id']}/void", headers=head,
         form={"reason": "客人不要了", "to": "waste"})  # fmt: skip


def take(browser: Browser, shop: Any, language: str, page: Page, shoot: Shoot) -> None:
    """`page` belongs to somebody who is logged in as owner."""
    page.goto(f"{shop.base}/kitchen")
    page.mouse.click(2, 2)
    page.locator(".stations [data-station]").nth(1).click()
    page.wait_for_timeout(800)
    shoot(page, f"kitchen-station-{language}")
    page.click("[data-station='expo']")
    page.wait_for_timeout(800)
    shoot(page, f"kitchen-pass-{language}")
    page.click(".stations [data-station='']")
    page.click("[data-summary-target=toggle]")
    page.click("[data-summary-target=wide]")
    shoot(page, f"kitchen-all-day-{language}")
    page.click("[data-summary-target=wide]")
    page.click("[data-summary-target=toggle]")
    for action, name in (("recent", "history"), ("shift", "shift"), ("keys", "keys")):
        page.click(f"[data-action='{action}#open{'Help' if action == 'keys' else ''}'] >> nth=0")
        shoot(page, f"kitchen-{name}-{language}")
        page.keyboard.press("Escape")
    page.goto(f"{shop.base}/backoffice/kitchen")
    shoot(page, f"kitchen-health-{language}")
    page.goto(f"{shop.base}/backoffice/orders/{shop.kitchen_orders[0]['id']}")
    page.locator(".chains").scroll_into_view_if_needed()
    shoot(page, f"kitchen-chain-{language}")
    page.goto(f"{shop.base}/backoffice/kitchen/times?days=1")
    shoot(page, f"kitchen-times-{language}")
    page.goto(f"{shop.base}/counter/call")
    shoot(page, f"kitchen-pickup-{language}")
    tablet = browser.new_context(viewport=page.viewport_size)
    tablet.add_cookies([{"name": "kf_lang", "value": language, "url": shop.base}])
    wall = tablet.new_page()
    wall.goto(f"{shop.base}/kitchen/pair")
    wall.click("button.primary")
    shoot(wall, f"kitchen-pair-{language}")
    tablet.close()


def _dishes(shop: Any, key: dict[str, str]) -> list[dict[str, Any]]:
    menu = shop.http.get("/menu", headers=key).json()["categories"]
    return [dish for category in menu for dish in category["dishes"] if dish["available"]]


def _order(
    shop: Any, key: dict[str, str], table: str, dishes: list[dict[str, Any]], number: int, note: str
) -> dict[str, Any]:
    lines = []
    for dish in dishes:
        groups = dish["option_groups"]
        options = [o["id"] for g in groups for o in g["options"][: g["min"]]]
        lines.append({"dish_id": dish["id"], "quantity": 1, "option_ids": options, "note": ""})
    body = {"table_id": shop.table(table)["id"], "order_type": "dine_in", "lines": lines,
            "note": note, "covers": 4}  # fmt: skip
    head = {**key, "Idempotency-Key": f"kitchen-picture-{number}"}
    placed: dict[str, Any] = shop.http.post("/staff/orders", json=body, headers=head).json()
    return placed
