"""Every route is guarded, and what changes something cannot be sent by another site."""

import pytest
from flask import Flask

from tests.factories.shop import Shop
from tests.fixtures.callers import IsolatedClient
from tests.journeys.every_page import EXAMPLES, EXAMPLES_OF, NOT_WALKED

# Views that are not ours to decorate, and why everybody may enter them.
UNGUARDED = {
    "static": "files of the bundles, the same for everybody",
    "openapi.spec": "the description of the API, the same for everybody",
}
# Unsafe routes without the CSRF token, and why.
WITHOUT_TOKEN = {
    "api_scan.join_table": "scanning begins a session: there is nothing yet to abuse",
    "hooks.wechat": "WeChat Pay has no cookie: its signature over the raw bytes counts",
    "hooks.alipay": "Alipay has no cookie: its signature counts",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


def test_every_view_says_who_may_enter(app: Flask) -> None:
    silent = sorted(
        name
        for name, view in app.view_functions.items()
        if not hasattr(view, "guard") and name not in UNGUARDED
    )
    assert not silent, (
        f"{silent}: deny by default: each view carries @staff_only, @diner_only or @public, so that"
        " forgetting it is seen here and not by a guest"
    )


def test_the_list_of_unguarded_views_is_no_longer_than_needed(app: Flask) -> None:
    assert set(UNGUARDED) <= set(app.view_functions)
    assert set(WITHOUT_TOKEN) <= set(app.view_functions)


def test_unsafe_requests_by_cookie_need_the_token(app: Flask, shop: Shop) -> None:
    open_doors = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - SAFE):
            if rule.endpoint in WITHOUT_TOKEN:
                continue
            path = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)
            assert path is not None
            answer = IsolatedClient(app, app.response_class).open(path[1], method=method)
            if answer.status_code != 400:
                open_doors.append(f"{method} {rule.rule}: {answer.status_code}")
    assert not open_doors, (
        f"{open_doors}: another site's page could make a logged-in browser send this"
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_addresses_change_nothing(app: Flask, method: str) -> None:
    answer = getattr(IsolatedClient(app, app.response_class), method)("/healthz")
    assert answer.status_code in (400, 405)


def test_a_view_without_a_guard_would_be_found(app: Flask) -> None:
    """Control: the rule above sees a route that somebody adds and forgets to guard."""
    app.view_functions["forgotten"] = lambda: "secret"
    with pytest.raises(AssertionError, match="forgotten"):
        test_every_view_says_who_may_enter(app)


def test_every_page_can_be_walked(app: Flask) -> None:
    unknown = {
        f"{rule.endpoint} <{name}>"
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint not in {*NOT_WALKED, *UNGUARDED}
        and not rule.endpoint.startswith("api_")
        for name in rule.arguments - set(EXAMPLES) - set(EXAMPLES_OF.get(rule.endpoint, {}))
    }
    assert not unknown, (
        f"{sorted(unknown)}: axe and the readers of both languages walk every page; say in"
        " tests/journeys/every_page.py what stands in its address, or why it is no page"
    )
