"""The bell of the back-office rings once for what came, in a real browser."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.browser_assets import esbuild
from tests.fixtures.callers import PageClient
from tests.fixtures.installation import REPO_ROOT

ENTRY = """
import { Application } from "@hotwired/stimulus";
import bell from "./bell_controller.js";
Application.start().register("bell", bell);
"""
# What would sound is counted: a machine that tests has no loudspeaker.
QUIET = """
window.rings = 0;
window.AudioContext = class {
  state = "running"; currentTime = 0; destination = {};
  createOscillator() {
    window.rings += 1;
    return { frequency: {}, connect: (next) => next, start() {}, stop() {} };
  }
  createGain() {
    const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    return { gain, connect: (next) => next };
  }
};
"""
DOOR = """
<div id="place" data-controller="bell"><a data-bell-target="latest" data-latest="01a"></a></div>
<script src="/bell.js"></script>
"""
NOTES_OF_A_RING = 2


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    """A page that has the bell's place and nothing else."""
    bundled = tmp_path / "bell.js"
    subprocess.run(
        [esbuild(REPO_ROOT), "--bundle", "--format=iife", f"--outfile={bundled}",
         "--target=chrome80", "--log-level=error"],
        input=ENTRY, text=True, check=True, cwd=REPO_ROOT / "static" / "js" / "backoffice",
    )  # fmt: skip
    made = browser.new_context().new_page()
    made.set_default_timeout(30_000)
    made.route("**/", lambda route: route.fulfill(body=DOOR, content_type="text/html"))
    made.route("**/bell.js", lambda route: route.fulfill(path=bundled))
    made.add_init_script(QUIET)
    made.goto("http://shop.test/")
    return made


def look(page: Page, latest: str) -> int:
    """The bell as the server draws it anew; how often it has rung."""
    page.evaluate(
        "latest => document.querySelector('#place').innerHTML ="
        " `<a data-bell-target='latest' data-latest='${latest}'></a>`",
        latest,
    )
    return int(page.evaluate("() => new Promise(done => setTimeout(() => done(rings), 50))"))


def test_it_rings_once_for_each_notice_on_a_page_that_was_touched(page: Page) -> None:
    page.wait_for_function("() => localStorage.getItem('kf-notices') === '01a'")
    assert page.evaluate("rings") == 0, "nobody had touched the page: browsers play nothing"
    page.mouse.click(5, 5)
    assert [look(page, latest) for latest in ("01a", "01b", "01b", "")] == [0, 2, 2, 2]
    assert look(page, "01a") == NOTES_OF_A_RING, "what was read leaves an older one: no news"
    assert look(page, "01c") == 2 * NOTES_OF_A_RING


def test_the_page_says_which_is_the_newest(owner: PageClient) -> None:
    bell = owner.get("/backoffice/notices/bell").text
    assert 'data-bell-target="latest" data-latest="' in bell
    assert 'data-controller="live bell"' in owner.get("/backoffice/notices").text
