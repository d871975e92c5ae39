"""How smooth a kitchen screen of 60 tickets stays: `python -m benchmarks.kitchen_frames`.

A tablet's processor slowed four times; orders arrive, a cook touches dishes, the board is scrolled
and the totals are open. Printed: time between frames, long tasks, and from an order's answer to its
card on the glass.
"""

import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.shop import Shop, fresh_folder
from benchmarks.table import Row, print_rows

_PORT = 8339
_CHROMIUM = "/usr/bin/chromium"
_TICKETS = 60
_ARRIVALS = 10
_SLOWER = 4
_SCREEN = {"width": 1280, "height": 800}
_PROBE = """() => {
  window.probe = { frames: [], tasks: [] };
  let last = performance.now();
  const step = (now) => {
    window.probe.frames.push(now - last);
    last = now;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  const note = (each) => window.probe.tasks.push(each.duration);
  new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({ entryTypes: ["longtask"] });
}"""


def main(_arguments: Sequence[str] | None = None) -> int:
    """Print the figures of each kind of work."""
    with fresh_folder() as folder, Shop(_PORT, folder) as shop, sync_playwright() as playwright:
        for number in range(_TICKETS):
            _order(shop, number)
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=_SCREEN)  # type: ignore[arg-type]
        _open(page, shop)
        slow = page.context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        rows = [Row("tickets on the board", str(page.locator(".ticket").count()))]
        rows += _measured(page, "standing still, 5 s", lambda: page.wait_for_timeout(5000))
        delays: list[float] = []
        rows += _measured(page, f"{_ARRIVALS} orders arrive", lambda: _arrive(page, shop, delays))
        rows.append(_row("order answered → card drawn", delays))
        rows += _measured(page, "20 touches on dishes", lambda: _touch(page))
        rows += _measured(page, "scrolled from end to end", lambda: _scroll(page))
        print_rows(rows)
        browser.close()
    return 0


def _open(page: Page, shop: Shop) -> None:
    person = next(each for each in shop.demo["staff"] if each["role"] == "kitchen")
    page.goto(f"http://127.0.0.1:{_PORT}/login?password=1")
    page.fill("[name=username]", person["username"])
    page.fill("[name=password]", person["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".ticket")
    page.mouse.click(2, 2)
    page.click("[data-summary-target=toggle]")
    page.evaluate(_PROBE)


def _order(shop: Shop, number: int) -> str:
    token = shop.token("cashier")
    if not hasattr(shop, "dishes"):
        menu = shop.ask("GET", "/menu", token=token).json()["categories"]
        # Dishes that ask nothing; also the demo's set meals ask for their dishes.
        found = [
            dish
            for category in menu
            for dish in category["dishes"]
            if dish["available"]
            and not any(group["min"] for group in dish["option_groups"])
            and not dish.get("parts")
            and dish["remaining"] is None
        ]
        shop.dishes = found  # type: ignore[attr-defined]
    dishes: list[dict[str, Any]] = shop.dishes  # type: ignore[attr-defined]
    lines = []
    for place in range(4):
        dish = dishes[(number * 3 + place) % len(dishes)]
        lines.append({"dish_id": dish["id"], "quantity": 1, "option_ids": [], "note": ""})
    body = {"table_id": None, "order_type": "pickup", "lines": lines}
    key = {"Idempotency-Key": f"frames-{number}"}
    placed = shop.ask("POST", "/staff/orders", body, token=token, headers=key).json()
    return str(placed["id"])


def _arrive(page: Page, shop: Shop, delays: list[float]) -> None:
    for number in range(_TICKETS, _TICKETS + _ARRIVALS):
        order_id = _order(shop, number)
        answered = time.monotonic()
        page.wait_for_selector(f"#ticket-{order_id}", state="attached", timeout=15_000)
        delays.append((time.monotonic() - answered) * 1000)
        page.wait_for_timeout(300)


def _touch(page: Page) -> None:
    for number in range(20):
        page.locator(".line-touch").nth(number).click(no_wait_after=True)
        page.wait_for_timeout(150)


def _scroll(page: Page) -> None:
    page.evaluate(
        """() => new Promise((done) => {
          const board = document.querySelector(".board");
          const step = () => {
            board.scrollLeft += 60;
            const isEnd = board.scrollLeft + board.clientWidth >= board.scrollWidth - 61;
            if (isEnd) done(); else requestAnimationFrame(step);
          };
          step();
        })"""
    )


def _measured(page: Page, name: str, act: Any) -> list[Row]:
    page.evaluate("() => { window.probe.frames = []; window.probe.tasks = []; }")
    act()
    probe = page.evaluate("() => window.probe")
    tasks = probe["tasks"]
    return [
        _row(f"{name}: between frames", probe["frames"]),
        Row(
            f"{name}: tasks over 50 ms", str(len(tasks)), f"longest {max(tasks, default=0):.0f} ms"
        ),
    ]


def _row(name: str, values: list[float]) -> Row:
    ordered = sorted(values) or [0.0]
    middle = statistics.median(ordered)
    high = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    return Row(name, f"{middle:.0f} ms", f"p99 {high:.0f} ms, longest {ordered[-1]:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
