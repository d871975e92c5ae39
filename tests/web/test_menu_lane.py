"""The menu's short way: the same answer as the app's own, to the same callers, and counted."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import generate_latest
from werkzeug.test import TestResponse

from app.catalog import service as catalog
from app.core import metrics
from app.staff.rights import Role
from app.tables import service as tables
from app.tables.models import Table
from app.web import observing
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller, IsolatedClient, PageClient, told

MENU = "/api/v1/menu"
# A condition that means nothing here, and with which the app answers itself.
WHOLE_WAY = {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}
GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("known", [None, '"{}"', 'W/"{}"', '"older"'])
@pytest.mark.parametrize("headers", [{}, GZIP])
@pytest.mark.parametrize("by_cookie", [False, True])
def test_it_is_the_app_s_own_answer_header_by_header(
    app: Flask,
    shop: Shop,
    as_diner: Callable[[Table], Caller],
    diner_page: Callable[[Table], PageClient],
    asked: list[str],
    known: str | None,
    headers: dict[str, str],
    by_cookie: bool,
) -> None:
    table = shop.tables[0]
    client: FlaskClient = diner_page(table) if by_cookie else IsolatedClient(app)
    headers = headers if by_cookie else {**headers, **as_diner(table).headers}
    etag = client.get(MENU, headers=headers).get_etag()[0]
    if known is not None:
        headers = {**headers, "If-None-Match": known.format(etag)}
    whole = client.get(MENU, headers={**headers, **WHOLE_WAY})
    first = client.get(MENU, headers=headers)
    asked.clear()
    again = client.get(MENU, headers=headers)
    assert asked == []
    assert told(first) == told(again) == told(whole)
    assert whole.status_code == (200 if known in (None, '"older"') else 304)
    assert len(again.headers[observing.HEADER]) == 26
    assert again.headers[observing.HEADER] != first.headers[observing.HEADER]
    assert "Date" in again.headers
    if again.headers.get("Content-Encoding") == "gzip":
        assert b'"categories"' in gzip.decompress(again.data)


def test_whose_session_is_over_is_refused_at_once(
    shop: Shop, as_diner: Callable[[Table], Caller], asked: list[str]
) -> None:
    table = shop.tables[0]
    phone = as_diner(table)
    assert [phone.get("/menu").status_code for _ in range(3)] == [200, 200, 200]
    tables.clear_table(table.id, actor=shop.actor)
    gone = phone.get("/menu")
    assert (gone.status_code, (gone.json or {})["code"]) == (401, "session_over")


@pytest.mark.parametrize("token", ["", "x", "a" * 26 + ".0123456789." + "b" * 26])
def test_a_token_of_nobody_opens_nothing(
    app: Flask, shop: Shop, as_diner: Callable[[Table], Caller], token: str
) -> None:
    for _ in range(2):
        assert as_diner(shop.tables[0]).get("/menu").status_code == 200
    stranger = Caller(app, token)
    assert stranger.get("/menu").status_code == 401


def test_a_change_of_the_menu_is_seen_at_once(
    shop: Shop, as_diner: Callable[[Table], Caller]
) -> None:
    phone, dish = as_diner(shop.tables[0]), shop.dish["rice"]
    before = [phone.get("/menu").get_etag()[0] for _ in range(2)]
    catalog.set_availability(dish.id, actor=shop.actor, available=False)
    answer = phone.get("/menu", headers={"If-None-Match": f'"{before[1]}"'})
    assert answer.status_code == 200
    sold = {d["id"]: d["available"] for c in (answer.json or {})["categories"] for d in c["dishes"]}
    assert sold[dish.id] is False


def test_staff_and_what_is_unusual_go_the_whole_way(
    app: Flask,
    shop: Shop,
    as_staff: Callable[[Role], Caller],
    as_diner: Callable[[Table], Caller],
    staff_page: Callable[[Role], PageClient],
    asked: list[str],
) -> None:
    phone, waiter, page = as_diner(shop.tables[0]), as_staff(Role.WAITER), staff_page(Role.WAITER)
    etag = phone.get("/menu").get_etag()[0]
    ways: list[Callable[[], TestResponse]] = [
        lambda: waiter.get("/menu"),
        lambda: page.get(MENU),
        lambda: phone.get("/menu?x=1"),
        lambda: phone.get("/menu", headers={"If-Match": f'"{etag}"'}),
        lambda: phone.get("/menu", headers={"If-None-Match": "*"}),
        lambda: phone.post("/menu"),
    ]
    for ask in ways:
        ask()
        asked.clear()
        ask()
        assert asked == ["asked"]


def test_a_session_that_names_a_person_goes_the_whole_way(
    shop: Shop, diner_page: Callable[[Table], PageClient], asked: list[str]
) -> None:
    page = diner_page(shop.tables[0])
    # The first answer hands out a session of its own: no other phone may be given that one.
    assert "Set-Cookie" in page.get(MENU).headers
    assert "Set-Cookie" not in page.get(MENU).headers
    asked.clear()
    assert page.get(MENU).status_code == 200
    assert asked == []
    with page.session_transaction() as session:
        session["_user_id"] = "somebody"
    page.get(MENU)
    page.get(MENU)
    assert len(asked) == 2


def test_each_answer_is_counted(shop: Shop, as_diner: Callable[[Table], Caller]) -> None:
    def counted() -> float:
        lines = generate_latest(metrics.REGISTRY).decode().splitlines()
        name = 'kaifan_http_requests_total{status="200",view="api_diner.menu"} '
        return sum(float(each.removeprefix(name)) for each in lines if each.startswith(name))

    phone = as_diner(shop.tables[0])
    before = counted()
    for _ in range(3):
        phone.get("/menu")
    assert counted() == before + 3
