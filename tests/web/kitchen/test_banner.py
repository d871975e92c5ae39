"""The kitchen screen's own banner, in a real browser: how old what it shows may be."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.fixtures.browsing import page_with_modules

ENTRY = 'export { default as Connection } from "./connection_controller.js";'


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    return page_with_modules(browser, "kitchen", ENTRY, tmp_path / "scripts.js")


@pytest.mark.parametrize(
    ("heard_s_ago", "is_red", "state"),
    [(0.5, False, "good"), (7.5, False, "late"), (9.9, False, "late"), (10.0, True, "lost"),
     (3600.0, True, "lost")],
)  # fmt: skip
def test_a_screen_that_heard_nothing_for_ten_seconds_says_so_in_red(
    page: Page, heard_s_ago: float, is_red: bool, state: str
) -> None:
    shown = page.evaluate(
        f"""() => {{
        document.body.innerHTML = '<i id="words"></i>';
        const words = {{ syncedNow: "now", synced: "{{seconds}} s", lost: "no {{seconds}}" }};
        Object.assign(document.getElementById("words").dataset, words);
        const banner = Object.create(scripts.Connection.prototype);
        for (const name of ["age", "lost", "lostText", "ended", "denied"])
          Object.defineProperty(banner, name + "Target", {{ value: document.createElement("p") }});
        banner.endedTarget.hidden = banner.deniedTarget.hidden = true;
        // What was answered is as old as the question.
        const asked = 5000;
        performance.now = () => asked + {heard_s_ago} * 1000;
        banner.synced({{ detail: {{ at: asked }} }});
        const {{ lostTarget, ageTarget, lostTextTarget }} = banner;
        return [!lostTarget.hidden, ageTarget.dataset.state, lostTextTarget.textContent];
        }}""",
    )
    assert shown == [is_red, state, f"no {int(heard_s_ago)}" if is_red else ""]
