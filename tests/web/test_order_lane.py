"""The short way to an order: the app's own answer, to the same party, until anything changes."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from werkzeug.test import TestResponse

from app.core.changes import Changes
from app.core.db import db
from app.ordering import service as ordering
from app.ordering.models import Order
from app.staff.rights import Role
from app.tables import service as tables
from app.tables.models import Table
from app.web import observing
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import Caller, IsolatedClient, PageClient, told

# A condition that means nothing here, and with which the app answers itself.
WHOLE_WAY = {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}


@pytest.fixture(autouse=True)
def on_sqlite(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("nothing is kept where several processes may write")


@pytest.fixture
def order(shop: Shop) -> Order:
    return place(presence_at(shop.tables[0], shop.actor), shop.dish["tofu"], shop.dish["rice"])


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip, br"}])
@pytest.mark.parametrize("by_cookie", [False, True])
def test_it_is_the_app_s_own_answer_header_by_header(
    app: Flask,
    shop: Shop,
    order: Order,
    as_diner: Callable[[Table], Caller],
    diner_page: Callable[[Table], PageClient],
    asked: list[str],
    headers: dict[str, str],
    by_cookie: bool,
) -> None:
    table, path = shop.tables[0], f"/api/v1/orders/{order.id}"
    client: FlaskClient = diner_page(table) if by_cookie else IsolatedClient(app)
    headers = headers if by_cookie else {**headers, **as_diner(table).headers}
    client.get(path, headers=headers)
    whole = client.get(path, headers={**headers, **WHOLE_WAY})
    first = client.get(path, headers=headers)
    asked.clear()
    again = client.get(path, headers=headers)
    assert asked == []
    assert whole.status_code == 200
    assert told(first) == told(again) == told(whole)
    assert again.headers[observing.HEADER] != first.headers[observing.HEADER]


def test_a_change_by_whomever_is_seen_at_once(
    app: Flask, shop: Shop, order: Order, as_diner: Callable[[Table], Caller]
) -> None:
    phone = as_diner(shop.tables[0])

    def seen() -> tuple[str, str]:
        answers = [phone.get(f"/orders/{order.id}").json or {} for _ in range(2)]
        assert answers[0] == answers[1]
        return answers[0]["status"], answers[0]["note"]

    assert seen() == ("placed", "")
    file = str(db.engine.url.database)
    # Another process, which this one hears nothing of.
    with closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE customer_order SET note = '快' WHERE id = ?", (order.id,))
        other.commit()
    assert seen() == ("placed", "快")
    ordering.cancel_order(order, actor=shop.actor)
    assert seen() == ("cancelled", "快")


def test_another_party_and_whose_session_is_over_see_nothing(
    shop: Shop, order: Order, as_diner: Callable[[Table], Caller]
) -> None:
    own, other = as_diner(shop.tables[0]), as_diner(shop.tables[1])
    path = f"/orders/{order.id}"
    assert [own.get(path).status_code for _ in range(2)] == [200, 200]
    assert [other.get(path).status_code for _ in range(2)] == [404, 404]
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    assert [own.get(path).status_code for _ in range(2)] == [401, 401]


def test_staff_and_what_is_unusual_go_the_whole_way(
    shop: Shop,
    order: Order,
    as_staff: Callable[[Role], Caller],
    as_diner: Callable[[Table], Caller],
    staff_page: Callable[[Role], PageClient],
    asked: list[str],
) -> None:
    phone, waiter, page = as_diner(shop.tables[0]), as_staff(Role.WAITER), staff_page(Role.WAITER)
    path = f"/orders/{order.id}"
    ways: list[Callable[[], TestResponse]] = [
        lambda: waiter.get(path),
        lambda: page.get(f"/api/v1{path}"),
        lambda: phone.get(f"{path}?x=1"),
        lambda: phone.get(path, headers={"If-None-Match": "*"}),
        lambda: phone.get(f"/orders/{order.id[:-1]}"),
    ]
    for ask in ways:
        ask()
        asked.clear()
        ask()
        assert asked == ["asked"]


def test_each_language_has_its_own(
    shop: Shop, order: Order, as_diner: Callable[[Table], Caller], asked: list[str]
) -> None:
    phone, path = as_diner(shop.tables[0]), f"/orders/{order.id}"
    for headers in ({"Cookie": "kf_lang=zh"}, {"Cookie": "kf_lang=en"}, {"Accept-Language": "en"}):
        asked.clear()
        assert [phone.get(path, headers=headers).status_code for _ in range(2)] == [200, 200]
        assert asked == ["asked"]


def test_the_mark_tells_of_commits_and_of_another_file_alone(app: Flask, shop: Shop) -> None:
    changes = Changes(db.engine)
    first = changes.mark()
    db.session.execute(db.select(Order.id))
    assert first is not None and changes.mark() == first
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    tables.open_table(shop.tables[0].id, actor=shop.actor)
    second = changes.mark()
    assert second not in (None, first)
    changes.close()


def test_on_postgres_nothing_can_be_kept() -> None:
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert Changes(engine).mark() is None
    engine.dispose()
