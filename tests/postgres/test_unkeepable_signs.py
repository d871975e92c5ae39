"""Postgres keeps every sign but NUL: who sends that one is told in words, and nothing breaks."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError

from app.core.errors import BadRequest
from app.tables import queries as tables
from app.tables import service
from app.web.disk_errors import from_database
from tests.factories.shop import Shop


def test_a_login_with_a_nul_is_told_what_is_wrong(client: FlaskClient, shop: Shop) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    answer = client.post(
        "/login",
        data={"username": "ow\x00ner", "password": "a\x00b"},
        headers={"Accept-Language": "zh"},
    )
    assert answer.status_code == 400
    assert "存不了的字符" in answer.text
    assert client.get("/login").status_code == 200


def test_a_table_with_a_nul_is_refused_and_the_next_is_kept(shop: Shop) -> None:
    before = {table.name for table in tables.list_tables(shop.id)}
    with pytest.raises(DataError) as refused:
        service.add_table("A\x0001", actor=shop.actor)
    assert isinstance(from_database(refused.value), BadRequest)
    service.add_table("Z99", actor=shop.actor)
    assert {table.name for table in tables.list_tables(shop.id)} == before | {"Z99"}
