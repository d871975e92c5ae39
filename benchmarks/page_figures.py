"""What a page costs a phone: bytes, paints, shifts, long tasks (`-m benchmarks.page_figures`).

A demo shop is started, and Chromium opens each page with an empty cache on a processor slowed four
times and a line of 1.6 Mbit/s with 150 ms; the middle of three loads is given. The back-office is
opened on a PC in the shop's own network as well, with nothing slowed.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, CDPSession, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PORT = 8771
LOADS = 3
SLOWDOWN = 4
SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
# Past the first view, what is still being fetched is pictures further down.
SETTLED_MS = 2500
_WATCH = """
window.seen = {lcp: 0, cls: 0, blocked: 0, longest: 0};
const watch = (type, take) => new PerformanceObserver(
  list => list.getEntries().forEach(take)).observe({type, buffered: true});
watch("largest-contentful-paint", each => { seen.lcp = each.startTime; });
watch("layout-shift", each => { if (!each.hadRecentInput) seen.cls += each.value; });
watch("longtask", each => {
  seen.blocked += Math.max(0, each.duration - 50);
  seen.longest = Math.max(seen.longest, each.duration);
});
"""
_READ = """() => ({...window.seen,
  fcp: (performance.getEntriesByName("first-contentful-paint")[0] || {startTime: 0}).startTime,
  elements: document.querySelectorAll("*").length})"""
_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(each => ["serious", "critical"].includes(each.impact)).length"""


@dataclass(frozen=True)
class Place:
    """A page to be measured, and who opens it on what."""

    name: str
    path: str
    role: str
    viewport: dict[str, int]
    is_slowed: bool = True


PLACES = (
    Place("diner: menu", "/menu", "diner", PHONE),
    Place("diner: orders", "/orders", "diner", PHONE),
    Place("back-office: today", "/backoffice", "owner", DESKTOP),
    Place("back-office: dishes", "/backoffice/menu", "owner", DESKTOP),
    Place("back-office: dishes, on a phone", "/backoffice/menu", "owner", PHONE),
    Place("back-office: today, nothing slowed", "/backoffice", "owner", DESKTOP, is_slowed=False),
    Place(
        "back-office: dishes, nothing slowed", "/backoffice/menu", "owner", DESKTOP, is_slowed=False
    ),
    Place("counter: floor", "/counter", "owner", DESKTOP),
    Place("kitchen", "/kitchen", "owner", DESKTOP),
)


class Wire:
    """What came over the line in one load, by type of resource, as sent (compressed)."""

    def __init__(self, session: CDPSession) -> None:
        """Listen to a page's network."""
        self.requests = 0
        self.bytes: dict[str, float] = {}
        self._types: dict[str, str] = {}
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._ended)

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith("http"):
            self._types[event["requestId"]] = event["type"]

    def _ended(self, event: dict[str, Any]) -> None:
        kind = self._types.get(event["requestId"])
        if kind:
            self.requests += 1
            self.bytes[kind] = self.bytes.get(kind, 0) + event["encodedDataLength"]


def measure(context: BrowserContext, place: Place) -> dict[str, float]:
    """One load of a page with an empty cache: milliseconds, kilobytes, counts."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if place.is_slowed:
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    wire = Wire(session)
    page.add_init_script(_WATCH)
    page.goto(place.path, wait_until="load", timeout=120_000)
    page.wait_for_timeout(SETTLED_MS)
    found: dict[str, float] = page.evaluate(_READ)
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    found["axe"] = page.evaluate(_AXE)
    found["requests"] = wire.requests
    for kind in ("Document", "Stylesheet", "Script", "Image"):
        found[kind] = wire.bytes.get(kind, 0) / 1024
    found["all"] = sum(wire.bytes.values()) / 1024
    page.close()
    return found


def visitor(browser: Browser, place: Place, demo: dict[str, Any]) -> BrowserContext:
    """A browser of its own for that person, logged in or sitting at a table."""
    context = browser.new_context(base_url=demo["base_url"], viewport=place.viewport)  # type: ignore[arg-type]
    page = context.new_page()
    if place.role == "diner":
        page.goto(demo["tables"][0]["url"])
    else:
        person = next(each for each in demo["staff"] if each["role"] == place.role)
        page.goto("/login")
        page.fill("[name=username]", person["username"])
        page.fill("[name=password]", person["password"])
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
    page.close()
    return context


def row(place: Place, loads: list[dict[str, float]]) -> str:
    """A line of the table: the middle of each figure over the loads."""
    mid = {name: statistics.median(load[name] for load in loads) for name in loads[0]}
    sizes = " / ".join(f"{mid[kind]:.0f}" for kind in ("Document", "Stylesheet", "Script", "Image"))
    return (
        f"| {place.name} | {mid['all']:.0f} | {sizes} | {mid['requests']:.0f} | {mid['fcp']:.0f} |"
        f" {mid['lcp']:.0f} | {mid['cls']:.3f} | {mid['blocked']:.0f} / {mid['longest']:.0f} |"
        f" {mid['elements']:.0f} | {mid['axe']:.0f} |"
    )


def start(data: Path) -> tuple["subprocess.Popen[bytes]", dict[str, Any]]:
    """A demo shop on a port of this machine, ready to answer; it and its demo.json."""
    command = [sys.executable, "-m", "app.serving", "--demo", "--data", str(data)]
    with (data / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(PORT)], cwd=ROOT, stdout=log, stderr=log
        )
    for _ in range(600):
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/readyz", timeout=2).status_code == 200:
                break
        except httpx.TransportError:
            time.sleep(0.5)
    demo: dict[str, Any] = json.loads((data / "demo.json").read_text(encoding="utf-8"))
    return server, demo


def main() -> int:
    """Measure every place and print the table."""
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server, demo = start(Path(folder))
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            print(
                "| page | KB | HTML / CSS / JS / pictures | requests | FCP ms | LCP ms | CLS |",
                end="",
            )
            print(" blocked / longest ms | elements | axe |")
            print("|" + "---|" * 10)
            for place in PLACES:
                context = visitor(browser, place, demo)
                print(row(place, [measure(context, place) for _ in range(LOADS)]), flush=True)
                context.close()
            browser.close()
        finally:
            server.terminate()
            server.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
