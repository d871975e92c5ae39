"""An answer that was cut off on its way is none: it is asked for again, with the same key."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.fixtures.browsing import page_with_modules

ENTRY = """
export { ask } from "../core/api.js";
export { sendOnce } from "./once.js";
"""
SHOP = "http://shop.test"
WHOLE = '{"id": "o1"}'
SEND_ONCE = "() => scripts.sendOnce('slot', '/api/v1/orders', { note: '少辣' })"


@pytest.fixture
def answering(browser: Browser, tmp_path: Path) -> Callable[..., tuple[Page, list[str]]]:
    """A page of a shop that gives these bodies one after another, and the keys it was sent."""

    def begin(*bodies: str, status: int = 200) -> tuple[Page, list[str]]:
        waiting, keys = list(bodies), []

        def answer(route: Route) -> None:
            keys.append(route.request.headers.get("idempotency-key", ""))
            route.fulfill(body=waiting.pop(0), status=status, content_type="application/json")

        built = tmp_path / "scripts.js"
        blank = page_with_modules(browser, "counter", ENTRY, built)
        blank.route(f"{SHOP}/", lambda route: route.fulfill(body="", content_type="text/html"))
        blank.route(f"{SHOP}/api/**", answer)
        blank.goto(f"{SHOP}/")
        blank.add_script_tag(content=built.read_text(encoding="utf-8"))
        return blank, keys

    return begin


@pytest.mark.parametrize("cut", ['{"id": "o', "", "<html>Log in to the hotel's network"])
def test_a_cut_answer_is_no_answer(
    answering: Callable[..., tuple[Page, list[str]]], cut: str
) -> None:
    page, _keys = answering(cut, WHOLE)
    said = page.evaluate(
        "() => scripts.ask('GET', '/api/v1/menu').catch((p) => [p.status, p.code])"
    )
    assert said == [0, "network"]
    assert page.evaluate("() => scripts.ask('GET', '/api/v1/menu')") == {"id": "o1"}
    page.close()


def test_a_command_whose_answer_was_cut_is_sent_again_with_its_key(
    answering: Callable[..., tuple[Page, list[str]]],
) -> None:
    page, keys = answering(WHOLE[:-3], WHOLE)
    assert page.evaluate(SEND_ONCE) == {"id": "o1"}
    assert len(keys) == 2 and keys[0] and keys[0] == keys[1]
    assert page.evaluate("() => localStorage.getItem('slot')") is None
    page.close()


def test_a_refusal_without_a_body_stays_a_refusal(
    answering: Callable[..., tuple[Page, list[str]]],
) -> None:
    page, _keys = answering("", status=409)
    assert page.evaluate("() => scripts.ask('GET', '/api/v1/menu').catch((p) => p.status)") == 409
    page.close()
