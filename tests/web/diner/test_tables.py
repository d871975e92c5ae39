"""Scanning a code with a phone's browser."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from app.tables import codes, queries, service
from app.web.auth import TABLE_COOKIE
from tests.factories.shop import Shop
from tests.factories.tables import sit_down
from tests.fixtures.callers import PageClient


def token_in(client: FlaskClient) -> str:
    """The table session's token that the browser carries."""
    cookie = client.get_cookie(TABLE_COOKIE)
    assert cookie is not None
    return str(cookie.value)


def test_a_scan_ends_on_the_menu_with_the_token_in_a_cookie_only(
    client: FlaskClient, shop: Shop
) -> None:
    answer = client.get(f"/t/{codes.code_of(shop.tables[0])}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/menu"
    assert answer.headers["Cache-Control"] == "no-store"
    header = answer.headers["Set-Cookie"]
    assert "HttpOnly" in header and "SameSite=Lax" in header and "Secure" not in header
    assert queries.get_presence(token_in(client)).table_name == "A01"


def test_the_cookie_is_for_https_alone_where_the_shop_has_it(app: Flask, shop: Shop) -> None:
    object.__setattr__(app.config["KAIFAN"], "secure_cookies", True)
    answer = app.test_client().get(f"/t/{codes.code_of(shop.tables[0])}")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_cookie_outlives_waiting_so_that_opening_the_table_keeps_the_phone(
    client: FlaskClient, shop: Shop
) -> None:
    answer = client.get(f"/t/{codes.code_of(shop.tables[0])}")
    assert "Max-Age=86400" in answer.headers["Set-Cookie"]


def test_scanning_again_at_the_same_table_keeps_the_phones_session(
    client: FlaskClient, shop: Shop
) -> None:
    address = f"/t/{codes.code_of(shop.tables[0])}"
    client.get(address)
    before = token_in(client)
    client.get(address)
    assert token_in(client) == before
    client.get(f"/t/{codes.code_of(shop.tables[1])}")
    assert queries.get_presence(token_in(client)).table_name == "A02"


def test_an_unknown_code_says_what_to_do(client: FlaskClient, shop: Shop) -> None:
    client.set_cookie("kf_lang", "en")
    answer = client.get("/t/nonsense")
    assert answer.status_code == 404
    assert "scan the code on your table once more" in answer.text
    assert "Set-Cookie" not in answer.headers or TABLE_COOKIE not in answer.headers["Set-Cookie"]


def test_a_replaced_code_says_so(client: FlaskClient, shop: Shop) -> None:
    client.set_cookie("kf_lang", "en")
    old = codes.code_of(shop.tables[0])
    service.rotate_code(shop.tables[0].id, actor=shop.actor)
    answer = client.get(f"/t/{old}")
    assert answer.status_code == 410
    assert "This code has been replaced" in answer.text


def test_a_replaced_code_does_not_let_a_seated_phone_in_either(app: Flask, shop: Shop) -> None:
    old = codes.code_of(shop.tables[0])
    page = PageClient(app, app.response_class)
    page.sit_down(sit_down(shop.tables[0], shop.actor))
    service.rotate_code(shop.tables[0].id, actor=shop.actor)
    assert page.get(f"/t/{old}").status_code == 410


def test_clearing_the_table_shows_every_phone_where_to_begin(
    diner_page: Callable[..., PageClient], shop: Shop
) -> None:
    phones = [diner_page(shop.tables[0]), diner_page(shop.tables[0])]
    service.clear_table(shop.tables[0].id, actor=shop.actor)
    for phone in phones:
        phone.set_cookie("kf_lang", "en")
        for path in ("/menu", "/menu/list", "/menu/notices", "/orders", "/orders/live"):
            answer = phone.get(path)
            assert answer.status_code == 401
            assert "Scan the code on your table" in answer.text
