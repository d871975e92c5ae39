"""The call screen's voice, run in a real browser with a loudspeaker that writes down."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.fixtures.browsing import page_with_modules

ENTRY = """
export { say } from "./voice.js";
export { wakeSound } from "../core/chime.js";
"""
# A browser with voices for some languages; `said` is what came out of it, notes as "♪".
SPEAKER = """
window.said = [];
window.voices = ["zh-CN"];
window.AudioContext = class {
  state = "running";
  currentTime = 0;
  createOscillator() {
    return { frequency: {}, connect: (next) => next, start: () => said.push("♪"), stop() {} };
  }
  createGain() {
    const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    return { gain, connect: (next) => next };
  }
};
window.SpeechSynthesisUtterance = class {
  constructor(text) { this.text = text; }
};
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => window.voices.map((lang) => ({ lang })),
  speak: (words) => {
    said.push(`${words.lang} ${words.text}`);
    if (!window.hangs) words.onend();
  },
} });
window.call = async (voices) => {
  window.voices = voices;
  await scripts.say([["zh", "请 B 零 七 三 号取餐"], ["en", "Number B 0 7 3"]]);
  return said;
};
"""


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    """A blank page that has the modules as `scripts`, and a loudspeaker that writes down."""
    blank = page_with_modules(browser, "counter", ENTRY, tmp_path / "scripts.js")
    blank.add_script_tag(content=SPEAKER)
    return blank


def test_a_number_is_called_by_two_notes_and_in_both_languages(page: Page) -> None:
    said = page.evaluate("async () => { scripts.wakeSound(); return call(['zh_CN', 'en-GB']); }")
    assert said == ["♪", "♪", "zh-CN 请 B 零 七 三 号取餐", "en-US Number B 0 7 3"]


def test_a_language_without_a_voice_is_left_out_and_the_notes_sound(page: Page) -> None:
    said = page.evaluate("async () => { scripts.wakeSound(); return call(['zh-CN']); }")
    assert said == ["♪", "♪", "zh-CN 请 B 零 七 三 号取餐"]


def test_a_voice_that_never_says_it_has_ended_does_not_hold_up_the_next_number(page: Page) -> None:
    page.clock.install()
    # What is said takes its time: nobody waits for it here.
    page.evaluate(
        """() => {
          scripts.wakeSound();
          window.hangs = true;
          window.calling = call(["zh", "en"]);
        }"""
    )
    page.clock.run_for(2_000)
    assert page.evaluate("() => said") == ["♪", "♪", "zh-CN 请 B 零 七 三 号取餐"]
    page.clock.run_for(15_000)
    assert page.evaluate("() => said")[3:] == ["en-US Number B 0 7 3"]


def test_before_anybody_touched_the_page_nothing_is_said(page: Page) -> None:
    assert page.evaluate("() => call(['zh-CN', 'en-US'])") == []
