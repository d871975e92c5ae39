"""The staff door: logging in and out, where each role arrives, and what a guess may cost."""

import contextvars
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.core.clock import FixedClock
from app.core.db import db
from app.core.extensions import limiter
from app.staff import queries as staff
from app.staff.rights import Role
from app.web import schemes
from tests.factories.shop import Shop, make_shop
from tests.factories.staff import PASSWORD
from tests.fixtures.callers import IsolatedClient, PageClient
from tests.fixtures.installation import forget_everything, make_config


def token_in(page: TestResponse) -> str:
    """The CSRF token of a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found
    return found.group(1)


def log_in(
    client: FlaskClient, username: str, password: str = PASSWORD, path: str = "/login"
) -> TestResponse:
    """Fill in the login page and send it."""
    form = {"username": username, "password": password, "csrf_token": token_in(client.get(path))}
    return client.post(path, data=form)


def test_the_login_page_names_the_shop_and_suits_a_password_manager(
    client: FlaskClient, shop: Shop
) -> None:
    page = client.get("/login").text
    assert "老街小馆" in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.OWNER, "/backoffice"),
        (Role.MANAGER, "/backoffice"),
        (Role.COURIER, "/nothing-here"),
    ],
)
def test_a_good_password_leads_to_the_role_s_page(
    client: FlaskClient, shop: Shop, role: Role, path: str
) -> None:
    answer = log_in(client, role.value)
    assert (answer.status_code, answer.location) == (302, path)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("username", ["owner", "nobody", "' OR 1=1 --"])
def test_a_wrong_password_and_an_unknown_name_look_the_same(
    client: FlaskClient, shop: Shop, username: str
) -> None:
    answer = log_in(client, username, "wrong password")
    assert answer.status_code == 401
    assert "账号或密码不对" in answer.text
    assert client.get("/backoffice").location == "/login?next=/backoffice"


def test_what_was_typed_as_a_name_is_shown_as_text(client: FlaskClient, shop: Shop) -> None:
    answer = log_in(client, "<script>alert(1)</script>", "wrong")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_an_empty_form_is_answered_by_the_form(client: FlaskClient, shop: Shop) -> None:
    assert log_in(client, "", "").status_code == 422


def test_a_form_without_the_token_logs_nobody_in(client: FlaskClient, shop: Shop) -> None:
    answer = client.post("/login", data={"username": "owner", "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get("/backoffice").status_code == 302


def test_a_session_from_before_the_login_is_worthless_after_it(
    client: FlaskClient, shop: Shop
) -> None:
    page = client.get("/login")
    before = client.get_cookie("kf_session")
    assert before
    form = {"username": "owner", "password": PASSWORD, "csrf_token": token_in(page)}
    client.post("/login", data=form)
    after = client.get_cookie("kf_session")
    assert after and after.value != before.value
    client.set_cookie("kf_session", before.value)
    assert client.get("/backoffice").status_code == 302


def test_logging_out_ends_the_login_on_the_server(client: FlaskClient, shop: Shop) -> None:
    log_in(client, "owner")
    stolen = client.get_cookie("kf_session")
    assert stolen
    client.post("/logout", data={"csrf_token": token_in(client.get("/backoffice"))})
    client.set_cookie("kf_session", stolen.value)
    assert client.get("/backoffice").status_code == 302


def test_logging_out_kills_the_token_itself(
    staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    page = staff_page(Role.OWNER)
    with page.session_transaction() as session:
        token = session["_user_id"]
    assert staff.find_logged_in(token)
    page.post("/logout")
    assert staff.find_logged_in(token) is None


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/backoffice/menu?q=1", "/backoffice/menu?q=1"),
        ("https://example.com/", "/backoffice"),
        ("//example.com", "/backoffice"),
        ("/\\example.com", "/backoffice"),
        ("/%09/example.com", "/backoffice"),
        ("/%0A/example.com", "/backoffice"),
        ("/%00", "/backoffice"),
    ],
)
def test_after_the_login_one_returns_to_a_page_of_this_house_only(
    client: FlaskClient, shop: Shop, wanted: str, path: str
) -> None:
    answer = log_in(client, "owner", path=f"/login?next={wanted}")
    assert answer.location == path


def test_error_pages_look_like_the_house_and_say_the_next_step(
    client: FlaskClient, staff_page: Callable[[Role], PageClient], shop: Shop
) -> None:
    missing = client.get("/no-such-page")
    denied = staff_page(Role.WAITER).get("/backoffice")
    assert (missing.status_code, denied.status_code) == (404, 403)
    for page, words in ((missing, "找不到"), (denied, "没有权限")):
        assert words in page.text
        assert "door.css" in page.text
        assert "回到首页" in page.text


@pytest.fixture
def limited(tmp_path: Path, template: Path, clock: FixedClock) -> Iterator[Flask]:
    """An app whose rate limits are in force, with a shop."""
    config = make_config(tmp_path, limits_enabled=True)
    shutil.copyfile(template, config.data_dir / "kaifan.db")
    forget_everything()
    app = create_app(config)
    app.test_client_class = IsolatedClient
    with app.app_context():
        contextvars.copy_context().run(make_shop)
        limiter.reset()
        yield app
        limiter.reset()
        limiter.enabled = False
        db.session.remove()
        db.engine.dispose()


def test_guessing_passwords_is_slowed_down_in_plain_words(limited: Flask) -> None:
    client = limited.test_client()
    codes = [log_in(client, f"name-{n}", "guess").status_code for n in range(12)]
    assert codes == [401] * 10 + [429] * 2
    answer = log_in(client, "owner")
    assert answer.status_code == 429, "the right password must wait as well"
    assert "Retry-After" in answer.headers
    assert "请稍等" in answer.text


def test_so_is_guessing_them_where_one_is_to_confirm_who_one_is(limited: Flask) -> None:
    """A browser left open would have as many guesses as an address has people to lock out."""
    client = limited.test_client()
    assert log_in(client, "owner").status_code == 302
    form = {"confirm_password": "guess", "csrf_token": token_in(client.get("/confirm"))}
    codes = [client.post("/confirm", data=form).status_code for _ in range(12)]
    assert codes == [422] * 10 + [429] * 2
    answer = client.post("/confirm", data=form | {"confirm_password": PASSWORD})
    assert answer.status_code == 429, "the right password must wait as well"


def test_an_answer_that_changed_nothing_brings_no_cookie_that_undoes_another_one(
    staff_page: Callable[[Role], PageClient], shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that keeps itself fresh asks while a form is on its way; either answer may be last."""
    page, bell = staff_page(Role.OWNER), "/backoffice/notices/bell"
    with page.session_transaction() as session:
        session.permanent = True
    page.get(bell)
    assert "Set-Cookie" not in page.get(bell).headers
    removed = page.post(f"/backoffice/tables/{shop.tables[0].id}/remove")
    assert "Set-Cookie" in removed.headers, "what is to be said comes with it"
    assert "Set-Cookie" not in page.get(bell).headers
    assert 'class="undo"' in page.get("/backoffice/tables").text
    monkeypatch.setattr(schemes, "RENEWED_AFTER", timedelta(days=-10_000))
    renewed = page.get(bell).headers["Set-Cookie"]
    assert "kf_session" in renewed and "Expires" in renewed, "who comes each day stays logged in"
