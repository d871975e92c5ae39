"""Forms that another site's page sends with the victim's cookies (CSRF), at every address."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.core.extensions import csrf
from app.core.ids import new_id
from app.staff.models import LoginKind
from app.staff.rights import Role
from app.web.auth import protect_cookie_requests
from tests.factories import staff, tables
from tests.factories.shop import Shop
from tests.fixtures.callers import IsolatedClient, PageClient

SAFE = {"GET", "HEAD", "OPTIONS"}
# What carries its proof in its body, or begins a phone's session from the code on the table.
WITHOUT_TOKEN = {"hooks.wechat", "hooks.alipay", "api_scan.join_table"}


class Victim(PageClient):
    """A browser that another site drives: cookies travel along, the token does not."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make the request without the token that a page of the house would send."""
        return IsolatedClient.open(self, *args, **kwargs)


@pytest.fixture
def victim(app: Flask, shop: Shop) -> Victim:
    """The owner's browser, that also sits at a table."""
    page = Victim(app, app.response_class)
    page.log_in(staff.token_of(shop.staff[Role.OWNER], LoginKind.BROWSER))
    page.sit_down(tables.sit_down(shop.tables[0], shop.actor))
    return page


def changing(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule and method that may change something."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - SAFE):
            yield rule, method


def taken(victim: Victim, asked: list[tuple[Rule, str]]) -> list[str]:
    """Those of the addresses that did not refuse the form for its missing token."""
    found = []
    for rule, method in asked:
        path = rule.build(dict.fromkeys(rule.arguments, new_id()), append_unknown=False)
        assert path is not None
        answer = victim.open(path[1], method=method, headers={"Accept": "application/json"})
        said = answer.get_json(silent=True) or {}
        if (answer.status_code, said.get("code")) != (400, "csrf"):
            found.append(f"{method} {rule.rule}: {answer.status_code} {answer.text[:80]}")
    return found


def test_no_address_takes_a_form_from_another_site(app: Flask, victim: Victim) -> None:
    asked = [each for each in changing(app) if each[0].endpoint not in WITHOUT_TOKEN]
    assert len(asked) > 200
    assert taken(victim, asked) == []


def test_control_without_the_guard_they_do(
    app: Flask, victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csrf, "protect", lambda: None)
    asked = [each for each in changing(app) if each[0].endpoint.startswith("counter.")][:10]
    assert len(taken(victim, asked)) == len(asked) == 10


def test_no_other_is_let_off_the_token(app: Flask) -> None:
    """An address that is let off here and there at once is found as well: who adds it says why."""
    guarded = app.before_request_funcs
    let_off = {
        rule.endpoint
        for rule, _method in changing(app)
        if app.blueprints.get(name := rule.endpoint.rpartition(".")[0]) in csrf._exempt_blueprints
        and protect_cookie_requests not in guarded.get(name, [])
    }
    assert (let_off, csrf._exempt_views) == (WITHOUT_TOKEN, set())


def test_control_a_page_that_is_let_off_is_found(
    app: Flask, victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csrf, "_exempt_blueprints", {*app.blueprints.values()})
    asked = [each for each in changing(app) if each[0].endpoint.startswith("counter.")][:10]
    assert len(taken(victim, asked)) == len(asked) == 10
    with pytest.raises(AssertionError):
        test_no_other_is_let_off_the_token(app)
