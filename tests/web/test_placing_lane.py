"""The short way to place an order: the app's own answer, with every check that the app makes."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from limits import parse
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from app.config import Config
from app.core import logs
from app.core.db import db
from app.core.extensions import limiter
from app.core.ids import new_id
from app.ordering import service as ordering
from app.ordering.models import Order
from app.ordering.settings_covers import CoverSettings
from app.settings import service as settings
from app.staff.rights import Role
from app.tables import service as tables
from app.tables.models import Table
from app.web import limits
from app.web.api.answers import REPLAYED
from app.web.compression import LEAST_BYTES
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import Caller, IsolatedClient, PageClient, told
from tests.fixtures.installation import MOMENT

Diner = Callable[[Table], Caller]
Page = Callable[[Table], PageClient]
# With a query, which means nothing here, the app answers itself.
WHOLE_WAY = "?x=1"
# What is another one in each order.
_ITS_OWN = ("id", "number", "round", "placed_at", "lines")


@pytest.fixture
def config(limited: Config) -> Config:
    """The limits are on, as in a shop."""
    return limited


@pytest.fixture
def basket(shop: Shop) -> dict[str, Any]:
    lines = [{"dish_id": shop.dish[name].id, "note": "少辣"} for name in ("tofu", "rice")]
    return {"lines": lines * 3, "note": "快点", "covers": 2}


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time that an order was tried."""
    seen: list[str] = []
    usual = ordering.place_order

    def place_order(*given: Any, **named: Any) -> Any:
        seen.append("tried")
        return usual(*given, **named)

    monkeypatch.setattr(ordering, "place_order", place_order)
    return seen


def count_orders() -> int:
    return db.session.scalar(select(func.count(Order.id))) or 0


@pytest.mark.parametrize("by_cookie", [False, True])
@pytest.mark.parametrize("path", ["/api/v1/orders", "/api/v1/cart/orders"])
def test_it_is_the_app_s_own_answer_header_by_header(
    app: Flask,
    shop: Shop,
    basket: dict[str, Any],
    as_diner: Diner,
    diner_page: Page,
    asked: list[str],
    path: str,
    by_cookie: bool,
) -> None:
    table = shop.tables[0]
    client: FlaskClient = diner_page(table) if by_cookie else IsolatedClient(app)
    headers = {"Accept-Encoding": "gzip"} | ({} if by_cookie else as_diner(table).headers)
    last: dict[str, Any] = {}

    def send(query: str = "", *, again: bool = False) -> TestResponse:
        if not again:
            last["json"] = basket if "cart" not in path else in_cart(client, headers, shop)
            last["headers"] = {**headers, "Idempotency-Key": new_id()}
        asked.clear()
        return client.open(path + query, method="POST", **last)

    first, whole, short = send(), send(WHOLE_WAY), send()
    assert asked == [] and first.status_code == short.status_code == 201
    assert shape_of(short) == shape_of(whole)
    assert "cart" in path or len(short.data) > LEAST_BYTES, "long enough to be packed"
    if "cart" in path:
        return
    short_again, whole_again = send(again=True), send(WHOLE_WAY, again=True)
    assert asked == ["asked"]
    assert told(short_again) == told(whole_again)
    assert short_again.headers[REPLAYED] == "true" and REPLAYED not in short.headers
    assert short_again.data == short.data, "what is kept is what was said"


def in_cart(client: FlaskClient, headers: dict[str, str], shop: Shop) -> dict[str, Any]:
    """Put a dish into the table's cart; how it is ordered."""
    line = {"dish_id": shop.dish["tofu"].id, "quantity": 1, "name": "麻婆豆腐"}
    add = {"id": new_id(), "kind": "add", "line_id": new_id(), "seen": 0, "line": line}
    answer = client.open(
        "/api/v1/cart/operations", method="POST", json={"operations": [add]}, headers=headers
    )
    assert answer.json is not None
    return {"cart_version": answer.json["cart"]["version"]}


def shape_of(answer: TestResponse) -> tuple[Any, ...]:
    """An answer without what is another one for each order."""
    status, headers, _body = told(answer)
    order: dict[str, Any] = answer.json  # type: ignore[assignment]
    lines = [{**line, "id": ""} for line in order["lines"]]
    same = {name: value for name, value in order.items() if name not in _ITS_OWN}
    return status, headers, list(order), same, lines


class Lines(logging.Handler):
    """Keeps the lines of the log as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[dict[str, Any]] = []
        self.setFormatter(logs.JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(json.loads(self.format(record)))


def test_it_writes_the_same_lines(
    shop: Shop, basket: dict[str, Any], as_diner: Diner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="kaifan")
    phone, written = as_diner(shop.tables[0]), {}
    phone.post("/orders", basket, key=new_id())
    for query in ("", WHOLE_WAY):
        lines = Lines()
        logging.getLogger("kaifan").addHandler(lines)
        try:
            assert phone.post(f"/orders{query}", basket, key=new_id()).status_code == 201
        finally:
            logging.getLogger("kaifan").removeHandler(lines)
        own = {"at", "ms", "request", "order"}
        written[query] = [{**line, **dict.fromkeys(own & line.keys(), "")} for line in lines.kept]
    assert written[""] == written[WHOLE_WAY]
    assert [line["message"] for line in written[""]] == ["order.placed", "POST api_orders.place"]
    assert {"actor", "store", "session", "request"} <= written[""][1].keys()


def test_what_the_app_refuses_is_refused_in_its_words_and_tried_once(
    shop: Shop, basket: dict[str, Any], as_diner: Diner, tried: list[str]
) -> None:
    phone, used = as_diner(shop.tables[0]), new_id()
    assert phone.post("/orders", basket, key=used).status_code == 201
    wrong: list[tuple[Any, str | None, int]] = [
        ({"lines": []}, new_id(), 0),
        ([1], new_id(), 0),
        (basket, None, 0),
        (basket, "not a key", 0),
        ({**basket, "note": "another"}, used, 1),
        ({"lines": [{"dish_id": "nothing"}]}, new_id(), 1),
        ({**basket, "expected_total_fen": 1}, new_id(), 1),
    ]
    for body, key, tries in wrong:
        tried.clear()
        short = phone.post("/orders", body, key=key)
        assert len(tried) == tries, body
        whole = phone.post(f"/orders{WHOLE_WAY}", body, key=key)
        assert short.status_code >= 400
        assert told(short) == told(whole)
    assert count_orders() == 1


def test_what_breaks_is_told_by_the_app_and_not_tried_again(
    shop: Shop, basket: dict[str, Any], as_diner: Diner, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = as_diner(shop.tables[0])
    assert phone.post("/orders", basket, key=new_id()).status_code == 201
    for broken in (
        OperationalError("COMMIT", {}, Exception("database or disk is full")),
        OSError(28, "No space left on device"),
    ):
        tried = []

        def place_order(*_given: Any, wrong: Exception = broken, **_named: Any) -> None:
            tried.append("tried")  # noqa: B023 - called before the next round
            raise wrong

        monkeypatch.setattr(ordering, "place_order", place_order)
        short = phone.post("/orders", basket, key=new_id())
        assert tried == ["tried"]
        whole = phone.post(f"/orders{WHOLE_WAY}", basket, key=new_id())
        assert short.status_code == 507 and told(short) == told(whole)


def test_a_page_of_another_house_is_refused(
    shop: Shop, basket: dict[str, Any], diner_page: Page
) -> None:
    page = diner_page(shop.tables[0])

    def send(**headers: str) -> int:
        sent = {"Idempotency-Key": new_id(), **headers}
        return page.open("/api/v1/orders", method="POST", json=basket, headers=sent).status_code

    assert send() == 201
    assert [send(**{"X-CSRFToken": mark}) for mark in ("", "made.up.mark")] == [400, 400]
    assert count_orders() == 1
    assert send() == 201


def test_nobody_orders_without_a_seat(
    shop: Shop, basket: dict[str, Any], as_diner: Diner, as_staff: Callable[[Role], Caller]
) -> None:
    phone, waiter = as_diner(shop.tables[0]), as_staff(Role.WAITER)
    assert phone.post("/orders", basket, key=new_id()).status_code == 201
    assert waiter.post("/orders", basket, key=new_id()).status_code == 401
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    assert phone.post("/orders", basket, key=new_id()).status_code == 401
    assert count_orders() == 1


def test_a_page_of_the_last_table_orders_nothing_at_the_next(shop: Shop, as_diner: Diner) -> None:
    phone, last = as_diner(shop.tables[1]), presence_at(shop.tables[0], shop.actor).session_id
    line = {"dish_id": shop.dish["tofu"].id, "quantity": 1, "name": ""}
    for version in (1, 2):
        add = {"id": new_id(), "kind": "add", "line_id": new_id(), "seen": 0, "line": line}
        phone.post("/cart/operations", {"operations": [add]})
        given, other = {"cart_version": 2 * version - 1}, {"X-Table-Session": last}
        late = phone.post("/cart/orders", given, key=new_id(), headers=other)
        assert late.json is not None and late.json["code"] == "session_over"
        assert phone.post("/cart/orders", given, key=new_id()).status_code == 201


def test_what_is_named_is_named_in_the_guest_s_language(
    shop: Shop, basket: dict[str, Any], as_diner: Diner, asked: list[str]
) -> None:
    phone = as_diner(shop.tables[0])
    phone.post("/orders", basket, key=new_id())
    settings.save(CoverSettings(per_head_fen=300), actor=shop.actor)
    named = {}
    for cookie in ("zh", "en"):
        headers = {"Cookie": f"kf_lang={cookie}"}
        for at, query in enumerate(("", WHOLE_WAY)):
            asked.clear()
            table = shop.tables[1 + at]
            answer = as_diner(table).post(
                f"/orders{query}", {**basket, "covers": 2 + (cookie == "en")}, key=new_id(),
                headers=headers,
            )  # fmt: skip
            assert answer.json is not None and len(asked) == at
            named[cookie, at] = [each["label"] for each in answer.json["adjustments"]]
    assert named["zh", 0] == named["zh", 1] and named["en", 0] == named["en", 1]
    assert len({tuple(each) for each in named.values()}) == 2


def test_a_phone_is_counted_once_whichever_way_it_goes(
    shop: Shop, basket: dict[str, Any], as_diner: Diner
) -> None:
    phone, other = as_diner(shop.tables[0]), as_diner(shop.tables[1])
    wrong = {"lines": [{"dish_id": "nothing"}]}
    with time_machine.travel(MOMENT, tick=False):
        limiter.reset()
        codes = [
            phone.post("/orders", wrong if at % 3 else basket, key=new_id()).status_code
            for at in range(23)
        ]
        placed = other.post("/orders", basket, key=new_id())
    assert placed.json is not None and placed.json["table"] == shop.tables[1].name
    assert 429 not in codes[:20]
    assert codes[20:] == [429] * 3


def test_one_address_is_counted_for_all_its_phones(
    app: Flask, shop: Shop, basket: dict[str, Any], as_diner: Diner, asked: list[str]
) -> None:
    phones = [as_diner(shop.tables[0]) for _ in range(3)]
    far = {"REMOTE_ADDR": "192.168.1.50"}
    with time_machine.travel(MOMENT, tick=False):
        limiter.reset()
        phones[0].post("/orders", basket, key=new_id())  # from this machine: not counted so
        rate = parse(limits.PLACE_ORDER_FROM_ONE)
        for _ in range(118):
            limiter.limiter.hit(rate, far["REMOTE_ADDR"], "api_orders.place")
        asked.clear()
        codes = [
            phone.post("/orders", basket, key=new_id(), environ_overrides=far).status_code
            for phone in phones
        ]
    assert codes == [201, 201, 429]
    assert asked == ["asked"]
