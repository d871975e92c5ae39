"""A body that is small as text and huge as JSON: refused before it is read, whoever sends it."""

import io
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import factory
from app.core.ids import new_id
from app.ordering.inputs import MAX_LINES
from app.tables.models import Table
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller, PageClient

MIB = 1024 * 1024
# Each of these lists is three bytes here and more than sixty once it is read.
BOMB = b'{"code":[' + b"[]," * 500_000 + b"[]]}"


def peak_mib(send: Callable[[], TestResponse]) -> tuple[int, float]:
    """What was answered, and how much was allocated meanwhile."""
    tracemalloc.start()
    try:
        answer = send()
        return answer.status_code, tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()


def test_a_strangers_body_fills_no_memory(client: FlaskClient, shop: Shop) -> None:
    status, mib = peak_mib(lambda: _send(client, "/api/v1/table-sessions"))
    assert status == 413
    assert mib < 12


def test_neither_does_one_that_does_not_say_how_long_it_is(client: FlaskClient, shop: Shop) -> None:
    stream = {"wsgi.input": io.BytesIO(BOMB), "wsgi.input_terminated": True}
    status, mib = peak_mib(
        lambda: client.post(
            "/api/v1/table-sessions", content_type="application/json", environ_overrides=stream
        )
    )
    assert status == 413
    assert mib < 12


def test_nor_one_of_a_browser_whose_form_is_looked_at_first(
    diner_page: Callable[[Table], PageClient], shop: Shop
) -> None:
    page = diner_page(shop.tables[0])
    status, mib = peak_mib(lambda: _send(page, "/api/v1/quotes"))
    assert status == 413
    assert mib < 12


def test_control_without_the_bound_it_does(
    client: FlaskClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factory.BoundedRequest, "get_json", Request.get_json)
    status, mib = peak_mib(lambda: _send(client, "/api/v1/table-sessions"))
    assert status == 422
    assert mib > 30


def test_the_longest_order_there_can_be_is_read(
    as_diner: Callable[[Table], Caller], shop: Shop, app: Flask
) -> None:
    face = "\\ud83d\\ude00"
    line = {"dish_id": "x" * 40, "quantity": 99, "option_ids": ["x" * 40] * 40, "note": "_"}
    body = app.json.dumps({"lines": [line] * MAX_LINES, "note": "_"}).replace("_", face * 100)
    assert len(body) * 2 < factory.MAX_JSON_BYTES
    answer: Any = as_diner(shop.tables[0]).post(
        "/orders", data=body, content_type="application/json", key=new_id()
    )
    assert answer.status_code == 422
    assert set(answer.get_json()["fields"]) >= {"lines.0.dish_id"}


def _send(client: FlaskClient, path: str) -> TestResponse:
    return client.post(path, data=BOMB, content_type="application/json")
