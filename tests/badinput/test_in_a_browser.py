"""Text that would run in a browser, typed wherever guests and the owner type, in a real one.

The policy of the pages, which runs no foreign script, is switched off: what is left is that the
text is text.
"""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.fixtures.live_server import LiveServer
from tests.journeys.people import PATIENCE_MS, Device, log_in, table

CORPUS = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    "\"><svg onload=hit()>",
    "'><svg/onload=hit()>",
    "</title><script>hit()</script>",
    "</textarea><script>hit()</script>",
    "</script><script>hit()</script>",
    "--><script>hit()</script>",
    "]]><script>hit()</script>",
    "<iframe srcdoc='<script>parent.hit()</script>'>",
    "<details open ontoggle=hit()>",
    "<input autofocus onfocus=hit()>",
    "<body onload=hit()>",
    "<video><source onerror=hit()>",
    "\" onmouseover=hit() autofocus onfocus=hit() x=\"",
    "' onfocus=hit() autofocus x='",
    "`;hit();//",
    "';hit();//",
    "\\\";hit();//",
    "${hit()}{{hit()}}",
    "{{ ''.__class__ }}{% raw %}",
    "javascript:hit()",
    "<a href=javascript:hit()>x</a>",
    "<div hx-on:load=hit() hx-get=/ hx-trigger=load>",
    "<div data-controller=\"x\" data-action=\"load->x#hit\">",
    "\u2028</script><script>hit()</script>",
    "<math><mtext><style><img src=x onerror=hit()>",
)  # fmt: skip
RECORDER = "window.hits = 0; window.hit = () => { window.hits += 1; };"
STAFF_PAGES = (
    "/counter", "/counter/pickup", "/counter/dishes", "/kitchen", "/backoffice",
    "/backoffice/orders", "/backoffice/menu", "/backoffice/menu/changes",
)  # fmt: skip


@pytest.fixture(scope="module")
def planted(server: LiveServer) -> LiveServer:
    """The corpus as names of dishes and as notes of an order."""
    api = f"{server.base_url}/api/v1"
    owner = {"Authorization": f"Bearer {server.token('owner')}"}
    names = "\n".join('"{}",5,热菜'.format(each.replace('"', '""')) for each in CORPUS)
    body = f"菜名,价格,分类\n{names}\n".encode()
    done = httpx.post(f"{api}/menu/import", content=body, headers=owner, timeout=60).json()
    assert done["created"] > len(CORPUS) * 0.8, done
    code = {"code": table(server, "A04")["code"]}
    token = httpx.post(f"{api}/table-sessions", json=code, timeout=60).json()["token"]
    phone = {"Authorization": f"Bearer {token}"}
    menu = httpx.get(f"{api}/menu", headers=phone, timeout=60).json()["categories"]
    dishes = [each for part in menu for each in part["dishes"] if "hit(" in each["name"]]
    for first in range(0, len(CORPUS), 9):
        notes = CORPUS[first : first + 9]
        lines = [
            {"dish_id": dish["id"], "note": note}
            for dish, note in zip(dishes[first:], notes, strict=False)
        ]
        order = {"lines": lines, "covers": 2, "note": " ".join(notes)[:200]}
        key = {**phone, "Idempotency-Key": f"corpus-{first}"}
        answer = httpx.post(f"{api}/orders", json=order, headers=key, timeout=60)
        assert answer.status_code == 201, answer.text
    return server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that counts what ran, with its policy switched off."""
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 800})
    made = context.new_page()
    made.set_default_timeout(3 * PATIENCE_MS)
    made.add_init_script(RECORDER)
    yield made
    context.close()


def hits(page: Page, url: str) -> tuple[int, str]:
    """How often the corpus ran on a page, and what can be read there."""
    page.goto(url)
    page.wait_for_function(
        "() => window.Stimulus !== undefined || document.readyState === 'complete'"
    )
    return page.evaluate("window.hits"), page.locator("body").inner_text()


def test_none_of_it_runs_and_it_is_read_as_it_was_typed(planted: LiveServer, page: Page) -> None:
    read = ""
    page.goto(table(planted, "A04")["url"])
    for path in ("/menu", "/orders"):
        ran, text = hits(page, planted.base_url + path)
        assert ran == 0, path
        read += text
    log_in(Device(page, []), planted, "owner")
    for path in STAFF_PAGES:
        ran, text = hits(page, planted.base_url + path)
        assert ran == 0, path
        read += text
    assert read.count("hit()") > len(CORPUS)


def test_control_as_markup_it_runs(page: Page) -> None:
    page.goto("about:blank")
    page.set_content(f"<html><body>{CORPUS[0]}{CORPUS[1]}{CORPUS[2]}</body></html>")
    page.wait_for_function("() => window.hits >= 3")
