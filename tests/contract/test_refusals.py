"""What the calls refuse, and what the server says when it cannot take orders."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import Config
from app.core import db
from app.core.extensions import limiter
from app.ordering import service as ordering
from app.staff.rights import Role
from app.tables import codes
from app.tables import service as tables
from app.tables.models import Table
from app.web import limits
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import Caller, PageClient
from tests.fixtures.installation import make_config

CSV = "编码,菜名,价格\nT-1,合同测试菜,12.5\n".encode()
DAYS = ["2026-W48-1", "20261128", "2026-11-31", "2026-11-28 ", "٢٠٢٦-١١-٢٨"]


@pytest.fixture
def config(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Config]:
    """The limits are on where the test is about them, as in a shop."""
    is_limited = "too_many" in request.node.name
    yield make_config(tmp_path, limits_enabled=is_limited)
    if is_limited:
        limiter.reset()
        limiter.enabled = False


def refused(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal."""
    body: dict[str, Any] = answer.get_json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert answer.content_type == "application/problem+json"
    return body


def rice(shop: Shop) -> dict[str, Any]:
    return {"lines": [{"dish_id": shop.dish["rice"].id, "quantity": 1}]}


def test_a_code_of_yesterday_is_gone(client: FlaskClient, shop: Shop) -> None:
    table = shop.tables[0]
    old = codes.code_of(table)
    tables.rotate_code(table.id, actor=shop.actor)
    answer = client.post("/api/v1/table-sessions", json={"code": old})
    refused(answer, 410, "code_rotated")
    new = client.post("/api/v1/table-sessions", json={"code": codes.code_of(table)})
    assert new.status_code == 201


def test_while_ordering_is_paused_the_phone_is_told_when_to_try_again(
    shop: Shop, as_diner: Callable[[Table], Caller]
) -> None:
    phone = as_diner(shop.tables[0])
    first = phone.post("/orders", rice(shop), key="before")
    ordering.pause_ordering(actor=shop.person())
    answer = phone.post("/orders", rice(shop), key="meanwhile")
    refused(answer, 503, "paused")
    assert int(answer.headers["Retry-After"]) > 0
    again = phone.post("/orders", rice(shop), key="before")
    assert (again.status_code, again.json) == (201, first.json)
    ordering.resume_ordering(actor=shop.person())
    assert phone.post("/orders", rice(shop), key="meanwhile").status_code == 201


def test_too_many_orders_of_one_phone_are_told_when_to_try_again(shop: Shop, app: Flask) -> None:
    limiter.reset()
    phone = Caller(app, sit_down(shop.tables[0], shop.actor))
    allowed = int(limits.PLACE_ORDER.split()[0])
    answers = [phone.post("/orders", rice(shop), key="one") for _ in range(allowed + 1)]
    assert [each.status_code for each in answers[:-1]] == [201] * allowed
    refused(answers[-1], 429, "too_many")
    assert int(answers[-1].headers["Retry-After"]) > 0
    beside = Caller(app, sit_down(shop.tables[0]))
    assert beside.post("/orders", rice(shop), key="two").status_code == 201


def test_too_many_orders_of_one_address_are_refused_however_often_it_scans(
    shop: Shop, app: Flask
) -> None:
    """A phone that scans anew for each order is another phone each time."""
    limiter.reset()
    allowed = int(limits.PLACE_ORDER_FROM_ONE.split()[0])

    def codes_of(address: str, count: int) -> list[int]:
        return [
            Caller(app, sit_down(shop.tables[0], shop.actor))
            .post("/orders", {}, key="k", environ_overrides={"REMOTE_ADDR": address})
            .status_code
            for _ in range(count)
        ]

    assert codes_of("192.168.1.7", allowed + 1) == [422] * allowed + [429]
    assert codes_of("192.168.1.8", 1) == [422]
    assert 429 not in codes_of("127.0.0.1", allowed + 1)


def test_a_call_that_is_repeated_is_told_how_long_to_wait(
    shop: Shop, as_diner: Callable[[Table], Caller]
) -> None:
    phone = as_diner(shop.tables[0])
    assert phone.post("/calls", {"kind": "waiter"}).status_code == 201
    answer = phone.post("/calls", {"kind": "waiter"})
    wait_s = refused(answer, 429, "call_too_soon")["retry_after_s"]
    assert wait_s > 10
    assert answer.headers["Retry-After"] == str(wait_s)


def test_fields_that_the_contract_does_not_know_are_let_by(
    shop: Shop, as_diner: Callable[[Table], Caller]
) -> None:
    phone = as_diner(shop.tables[0])
    first = phone.post("/orders", {**rice(shop), "of_a_newer_client": [1]}, key="k")
    again = phone.post("/orders", rice(shop), key="k")
    assert (first.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_menu_has_another_tag_once_it_changed(
    shop: Shop, as_diner: Callable[[Table], Caller], as_staff: Callable[[Role], Caller]
) -> None:
    phone = as_diner(shop.tables[0])
    before = phone.get("/menu")
    known = {"If-None-Match": before.headers["ETag"]}
    assert phone.get("/menu", headers=known).status_code == 304
    changed = as_staff(Role.OWNER).patch(f"/dishes/{shop.dish['rice'].id}", {"available": False})
    assert changed.status_code == 200
    after = phone.get("/menu", headers=known)
    assert after.status_code == 200
    assert after.get_json()["version"] > before.get_json()["version"]


def test_a_browser_uses_the_same_session_by_cookie(
    shop: Shop, diner_page: Callable[[Table], PageClient], client: FlaskClient
) -> None:
    page = diner_page(shop.tables[0])
    answer = page.post("/api/v1/orders", json=rice(shop), headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201
    assert page.get(f"/api/v1/orders/{answer.get_json()['id']}").status_code == 200
    refused(client.get("/api/v1/menu"), 401, "session_over")


@pytest.mark.parametrize("kind", ["text/csv", "application/x-www-form-urlencoded", None])
def test_a_menu_is_taken_whatever_kind_its_sender_calls_it(
    as_staff: Callable[[Role], Caller], kind: str | None
) -> None:
    owner = as_staff(Role.OWNER)
    answer = owner.post("/menu/import?dry_run=1", data=CSV, content_type=kind)
    assert (answer.status_code, answer.get_json()["created"]) == (200, 1)


@pytest.mark.parametrize("day", DAYS)
def test_a_day_has_one_writing(as_staff: Callable[[Role], Caller], day: str) -> None:
    refused(as_staff(Role.OWNER).get(f"/reports/days/{day}"), 422, "invalid")


def test_another_method_is_told_the_right_ones(client: FlaskClient, shop: Shop) -> None:
    answer = client.put("/api/v1/orders", json={})
    refused(answer, 405, "method_not_allowed")
    assert {"POST", "OPTIONS"} == set(answer.headers["Allow"].split(", "))


def test_who_cannot_take_orders_says_why(
    app: Flask, client: FlaskClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/readyz").get_json() == {"status": "ok", "reasons": {}}
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=10**6))
        full = client.get("/readyz")
        patch.setattr(shutil, "disk_usage", _is_away)
        away = client.get("/readyz")
    assert (full.status_code, list(full.get_json()["reasons"])) == (503, ["disk"])
    assert (away.status_code, list(away.get_json()["reasons"])) == (503, ["disk"])
    monkeypatch.setattr(db.db.session, "execute", _is_away)
    broken = client.get("/readyz")
    assert (broken.status_code, list(broken.get_json()["reasons"])) == (503, ["database"])
    assert client.get("/healthz").status_code == 200


def _is_away(*_args: object) -> None:
    raise FileNotFoundError
