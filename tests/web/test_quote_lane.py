"""The short way to a quote: the app's own answer, with every check that the app makes."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.config import Config
from app.core.extensions import limiter
from app.ordering.settings_covers import CoverSettings
from app.settings import service as settings
from app.staff.rights import Role
from app.tables import service as tables
from app.tables.models import Table
from app.web import observing
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller, IsolatedClient, PageClient, told
from tests.fixtures.installation import MOMENT

PATH = "/api/v1/quotes"
# With a query, which means nothing here, the app answers itself.
WHOLE_WAY = f"{PATH}?x=1"


@pytest.fixture
def config(limited: Config) -> Config:
    """The limits are on, as in a shop."""
    return limited


@pytest.fixture
def basket(shop: Shop) -> dict[str, Any]:
    lines = [{"dish_id": shop.dish[name].id, "note": "少辣"} for name in ("tofu", "rice")]
    return {"lines": lines * 4, "covers": 2}


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip, br"}])
@pytest.mark.parametrize("by_cookie", [False, True])
def test_it_is_the_app_s_own_answer_header_by_header(
    app: Flask,
    shop: Shop,
    basket: dict[str, Any],
    as_diner: Callable[[Table], Caller],
    diner_page: Callable[[Table], PageClient],
    asked: list[str],
    headers: dict[str, str],
    by_cookie: bool,
) -> None:
    table = shop.tables[0]
    client: FlaskClient = diner_page(table) if by_cookie else IsolatedClient(app)
    headers = headers if by_cookie else {**headers, **as_diner(table).headers}
    client.open(PATH, method="POST", json=basket, headers=headers)
    whole = client.open(WHOLE_WAY, method="POST", json=basket, headers=headers)
    asked.clear()
    short = client.open(PATH, method="POST", json=basket, headers=headers)
    assert asked == []
    assert whole.status_code == 200 and len(whole.data) > 0
    assert told(short) == told(whole)
    assert short.headers[observing.HEADER] != whole.headers[observing.HEADER]


def test_what_the_app_refuses_is_refused_in_its_words(
    shop: Shop, basket: dict[str, Any], as_diner: Callable[[Table], Caller]
) -> None:
    phone = as_diner(shop.tables[0])
    wrong: list[Any] = [
        {"lines": []},
        {"lines": [{"dish_id": "nothing"}]},
        {"lines": [{"dish_id": shop.dish["tofu"].id, "quantity": "2"}]},
        [1],
        "text",
    ]
    assert phone.post("/quotes", basket).status_code == 200
    for body in wrong:
        short, whole = phone.post("/quotes", body), phone.post("/quotes?x=1", body)
        assert short.status_code == whole.status_code >= 400
        assert short.data == whole.data


def test_a_page_of_another_house_is_refused(
    shop: Shop, basket: dict[str, Any], diner_page: Callable[[Table], PageClient]
) -> None:
    page = diner_page(shop.tables[0])
    assert page.open(PATH, method="POST", json=basket).status_code == 200
    for mark in ("", "made.up.mark"):
        answer = page.open(PATH, method="POST", json=basket, headers={"X-CSRFToken": mark})
        assert answer.status_code == 400, mark


def test_a_session_that_is_over_and_staff_go_the_whole_way(
    shop: Shop,
    basket: dict[str, Any],
    as_diner: Callable[[Table], Caller],
    as_staff: Callable[[Role], Caller],
    asked: list[str],
) -> None:
    phone, waiter = as_diner(shop.tables[0]), as_staff(Role.WAITER)
    assert [phone.post("/quotes", basket).status_code for _ in range(2)] == [200, 200]
    asked.clear()
    assert waiter.post("/quotes", basket).status_code == 200
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    assert phone.post("/quotes", basket).status_code == 401
    assert asked == ["asked", "asked"]


def test_what_is_named_is_named_in_the_guest_s_language(
    shop: Shop, basket: dict[str, Any], as_diner: Callable[[Table], Caller], asked: list[str]
) -> None:
    phone = as_diner(shop.tables[0])
    phone.post("/quotes", basket)
    settings.save(CoverSettings(per_head_fen=300), actor=shop.actor)
    labels = set()
    for chosen in ("zh", "en"):
        headers = {"Cookie": f"kf_lang={chosen}"}
        asked.clear()
        short = phone.post("/quotes", basket, headers=headers)
        assert asked == []
        assert told(short) == told(phone.post("/quotes?x=1", basket, headers=headers))
        labels.add(short.json["adjustments"][0]["label"])  # type: ignore[index]
    assert len(labels) == 2


def test_a_phone_is_counted_once_whichever_way_it_goes(
    shop: Shop, basket: dict[str, Any], as_diner: Callable[[Table], Caller]
) -> None:
    phone, other = as_diner(shop.tables[0]), as_diner(shop.tables[1])
    wrong = {"lines": [{"dish_id": "nothing"}]}
    with time_machine.travel(MOMENT, tick=False):
        limiter.reset()
        codes = [
            phone.post("/quotes", wrong if at % 3 == 0 else basket).status_code for at in range(124)
        ]
        assert other.post("/quotes", basket).status_code == 200
    assert codes[:120].count(429) == 0
    assert codes[120:] == [429] * 4
