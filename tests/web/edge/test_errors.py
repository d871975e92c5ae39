"""One tree of errors, mapped once per edge: a problem document for programs, a page for people."""

import errno
from collections.abc import Callable

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import BaseModel
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.config import Config
from app.core import ballast, errors
from app.web import disk_errors
from app.web.auth import public
from tests.factories.shop import Shop

TREE = [
    (errors.BadRequest, 400, "bad_request"),
    (errors.NotLoggedIn, 401, "not_logged_in"),
    (errors.Denied, 403, "denied"),
    (errors.NotFound, 404, "not_found"),
    (errors.Conflict, 409, "conflict"),
    (errors.Gone, 410, "gone"),
    (errors.TooMany, 429, "too_many"),
    (errors.Unavailable, 503, "unavailable"),
]


@pytest.fixture
def failing(app: Flask, client: FlaskClient) -> Callable[[Exception], FlaskClient]:
    """A client of an app whose /api/v1/fail and /fail raise the given error."""

    def raise_it(error: Exception) -> FlaskClient:
        @public
        def fail() -> str:
            raise error

        # The app is this test's own and has not served yet.
        app.add_url_rule("/api/v1/fail", "fail_api", fail)
        app.add_url_rule("/fail", "fail_page", fail)
        return client

    return raise_it


@pytest.mark.parametrize(("kind", "status", "code"), TREE)
def test_programs_get_a_problem_document(
    failing: Callable[[Exception], FlaskClient],
    kind: type[errors.AppError],
    status: int,
    code: str,
) -> None:
    answer = failing(kind(dish_ids=["7"])).get("/api/v1/fail")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == code
    assert answer.json["status"] == status
    assert answer.json["dish_ids"] == ["7"]
    assert answer.json["title"]
    assert ("Retry-After" in answer.headers) == (status in (429, 503))
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("kind", "status", "code"), [t for t in TREE if t[1] != 401])
def test_people_get_a_page(
    failing: Callable[[Exception], FlaskClient],
    kind: type[errors.AppError],
    status: int,
    code: str,
) -> None:
    answer = failing(kind()).get("/fail", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert f"{status} · {code}" in answer.text


def test_people_who_are_not_logged_in_are_led_to_the_door(
    failing: Callable[[Exception], FlaskClient],
) -> None:
    answer = failing(errors.NotLoggedIn()).get("/fail?day=1", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.location == "/login?next=/fail?day%3D1"


def test_an_unexpected_error_tells_nothing_of_itself(
    failing: Callable[[Exception], FlaskClient], caplog: pytest.LogCaptureFixture
) -> None:
    answer = failing(RuntimeError("the secret key is 1234")).get("/api/v1/fail")
    assert (answer.status_code, answer.json and answer.json["code"]) == (500, "unexpected")
    assert "1234" not in answer.text
    assert "the secret key is 1234" in caplog.text


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("database or disk is full", 507, "disk_full"),
        ("database is locked", 503, "database_held"),
        ("disk I/O error", 503, "disk_fails"),
        ("attempt to write a readonly database", 503, "read_only"),
    ],
)
def test_a_database_in_trouble_is_said_so(
    failing: Callable[[Exception], FlaskClient], said: str, status: int, code: str
) -> None:
    answer = failing(OperationalError("SELECT 1", {}, Exception(said))).get("/api/v1/fail")
    assert (answer.status_code, answer.json and answer.json["code"]) == (status, code)


@pytest.mark.parametrize(
    "said",
    [
        psycopg.OperationalError("connection refused"),
        psycopg.errors.ConnectionTimeout("no answer"),
        psycopg.errors.AdminShutdown("it ends"),
        psycopg.errors.CannotConnectNow("it starts"),
        psycopg.errors.ReadOnlySqlTransaction("it stands by"),
    ],
)
def test_a_database_server_that_is_away_or_stands_by_is_said_so(
    failing: Callable[[Exception], FlaskClient], said: psycopg.Error
) -> None:
    client = failing(DBAPIError.instance("COMMIT", {}, said, psycopg.Error))
    answer = client.get("/api/v1/fail", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json and answer.json["code"]) == (503, "database_away")
    assert "no orders can be taken" in answer.text
    page = client.get("/fail", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "暂时接不了单" in page.text


def test_so_is_one_that_every_connection_waits_for(
    failing: Callable[[Exception], FlaskClient],
) -> None:
    answer = failing(NoConnection("QueuePool limit")).get("/api/v1/fail")
    assert (answer.status_code, answer.json and answer.json["code"]) == (503, "database_away")


@pytest.mark.parametrize(
    "said", [psycopg.errors.UndefinedColumn("no such column"), psycopg.DataError("a zero byte")]
)
def test_control_what_is_refused_though_the_server_is_there_is_not_its_absence(
    failing: Callable[[Exception], FlaskClient], said: psycopg.Error
) -> None:
    answer = failing(DBAPIError.instance("SELECT", {}, said, psycopg.Error)).get("/api/v1/fail")
    assert answer.status_code == 500


def test_a_disk_error_without_any_room_is_a_full_disk(
    failing: Callable[[Exception], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every way in which SQLite meets a full disk says so."""
    monkeypatch.setattr(disk_errors, "_has_no_room", lambda: True)
    error = OperationalError("COMMIT", {}, Exception("disk I/O error"))
    assert failing(error).get("/api/v1/fail").status_code == 507


def test_a_damaged_database_says_what_to_do(
    failing: Callable[[Exception], FlaskClient],
) -> None:
    error = DatabaseError("SELECT 1", {}, Exception("database disk image is malformed"))
    answer = failing(error).get("/api/v1/fail", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json and answer.json["code"]) == (503, "database_damaged")
    assert "restore the newest backup" in answer.text


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        (errno.ENOSPC, 507, "disk_full"),
        (errno.EROFS, 503, "read_only"),
        (errno.EIO, 503, "disk_fails"),
        (errno.EMFILE, 503, "unavailable"),
        (errno.ENOENT, 500, "unexpected"),
    ],
)
def test_a_file_that_cannot_be_written_says_why(
    failing: Callable[[Exception], FlaskClient], number: int, status: int, code: str
) -> None:
    answer = failing(OSError(number, "cannot")).get("/api/v1/fail")
    assert (answer.status_code, answer.json and answer.json["code"]) == (status, code)


def test_a_row_that_clashes_is_a_mistake_of_ours(
    failing: Callable[[Exception], FlaskClient],
) -> None:
    error = IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed"))
    assert failing(error).get("/api/v1/fail").status_code == 500


def test_a_full_disk_gets_its_ballast_back(
    failing: Callable[[Exception], FlaskClient], config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "SIZE", 4096)
    monkeypatch.setattr(ballast, "_PLENTY", 0)
    assert ballast.lay_down(config.data_dir)
    assert (config.data_dir / ballast.NAME).stat().st_blocks > 0, "a file of holes frees nothing"
    client = failing(OSError(errno.ENOSPC, "No space left on device"))
    assert client.get("/api/v1/fail").status_code == 507
    assert not (config.data_dir / ballast.NAME).exists()
    assert client.get("/api/v1/fail").status_code == 507, "also when there is none to give up"


def test_a_small_disk_gets_no_ballast(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballast, "_PLENTY", 1 << 60)
    assert not ballast.lay_down(config.data_dir)
    assert not (config.data_dir / ballast.NAME).exists()


def test_wrong_fields_are_named_in_plain_words(failing: Callable[[Exception], FlaskClient]) -> None:
    class Wanted(BaseModel):
        quantity: int

    try:
        Wanted.model_validate({"quantity": "many"})
    except ValueError as error:
        answer = failing(error).get("/api/v1/fail", headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "invalid"
    assert set(answer.json["fields"]) == {"quantity"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/menu", 405), ("POST", "/nothing", 404)],
)
def test_the_frameworks_own_errors_look_the_same(
    app: Flask, client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method, json={})
    assert answer.status_code in (status, 400)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"null", b"\xff", b'{"code": 5}', b"{}"])
def test_a_body_that_is_not_understood_is_no_fault_of_ours(
    client: FlaskClient, body: bytes
) -> None:
    answer = client.post("/api/v1/table-sessions", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/login", "/healthz", "/no-such-page", "/api/v1/menu"])
def test_a_host_that_is_no_name_is_no_fault_of_ours(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "x" * 64})
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["menu", f"orders/{'a' * 26}", "kitchen/events?since=1"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}])
def test_cookies_that_cannot_be_read_are_no_fault_of_ours(
    app: Flask, shop: Shop, path: str, headers: dict[str, str]
) -> None:
    client = app.test_client(use_cookies=False)
    for cookie in ("kf_table=\xff", "kf_session=\xff", "kf_lang=\xe4\x00"):
        broken = {"HTTP_COOKIE": cookie}
        answer = client.get(f"/api/v1/{path}", headers=headers, environ_overrides=broken)
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json")


def test_a_body_that_is_too_large_is_refused(app: Flask, client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = client.post("/api/v1/table-sessions", json={"code": "x" * 5000})
    assert answer.status_code == 413


def test_every_page_carries_the_headers(client: FlaskClient) -> None:
    for path in ("/login", "/healthz", "/api/v1/menu"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
    policy = client.get("/login").headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe" not in policy


def test_a_missing_token_is_told_in_plain_words(client: FlaskClient) -> None:
    answer = client.post("/login", data={"username": "x"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "csrf")
