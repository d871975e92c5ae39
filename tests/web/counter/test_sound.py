"""The counter rings for what waits until somebody has looked, touched or dealt with it."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.browser_assets import esbuild
from tests.fixtures.installation import REPO_ROOT

ENTRY = """
import { Application } from "@hotwired/stimulus";
import sound from "./sound_controller.js";
Application.start().register("sound", sound);
"""
# What would sound is written down: a machine that tests has no loudspeaker.
QUIET = """
window.tones = [];
window.AudioContext = class {
  state = "running"; currentTime = 0; destination = {};
  createOscillator() {
    const frequency = { set value(hz) { window.tones.push(hz); } };
    return { frequency, connect: (next) => next, start() {}, stop() {} };
  }
  createGain() {
    const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    return { gain, connect: (next) => next };
  }
};
"""
COUNTER = """
<div data-controller="sound">
  <div id="state" data-sound-target="state" data-alarms="0" data-waiting="" data-invoices=""></div>
  <div id="calls" data-sound-target="calls" data-calls=""></div>
  <button data-action="sound#looked"></button>
</div>
<script src="/sound.js"></script>
"""
CALL, ORDER, ALARM = 990, 660, 1250
ROUND_MS = 2_600


@pytest.fixture
def counter(browser: Browser, tmp_path: Path) -> Page:
    """A page that has the counter's states and nothing else."""
    bundled = tmp_path / "sound.js"
    subprocess.run(
        [esbuild(REPO_ROOT), "--bundle", "--format=iife", f"--outfile={bundled}",
         "--target=chrome80", "--log-level=error"],
        input=ENTRY, text=True, check=True, cwd=REPO_ROOT / "static" / "js" / "counter",
    )  # fmt: skip
    page = browser.new_context().new_page()
    page.set_default_timeout(30_000)
    page.route("**/", lambda route: route.fulfill(body=COUNTER, content_type="text/html"))
    page.route("**/sound.js", lambda route: route.fulfill(path=bundled))
    page.add_init_script(QUIET)
    page.clock.install()
    page.goto("http://shop.test/")
    page.wait_for_load_state()
    return page


def heard(page: Page, **states: str) -> set[int]:
    """The tones of one round, with these states as the server draws them."""
    for name, value in states.items():
        element = "calls" if name == "calls" else "state"
        page.evaluate("([id, n, v]) => { document.getElementById(id).dataset[n] = v }",
                      [element, name, value])  # fmt: skip
    page.evaluate("window.tones = []")
    page.clock.run_for(ROUND_MS)
    return set(page.evaluate("window.tones"))


def test_a_call_rings_until_it_is_answered(counter: Page) -> None:
    assert heard(counter) == set()
    assert heard(counter, calls="c1:1 ") == heard(counter) == {CALL}
    assert heard(counter, calls="") == set()


def test_an_order_that_waits_rings_until_somebody_has_looked(counter: Page) -> None:
    assert ORDER in heard(counter, waiting="o1 ")
    counter.locator("button").click()
    assert heard(counter) == set()
    # Another one is news again.
    assert ORDER in heard(counter, waiting="o1 o2 ")


def test_an_alarm_is_louder_than_a_call_and_looking_does_not_end_it(counter: Page) -> None:
    assert heard(counter, calls="c1:1 ", alarms="1") == {ALARM}
    counter.locator("button").click()
    assert heard(counter) == {ALARM}
    assert heard(counter, alarms="0") == {CALL}
