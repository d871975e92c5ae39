"""The empty shop's first page: what a stranger may see, and what the link opens."""

import pytest
from flask import Flask

from app.config import Config
from app.core import trial
from app.core.clock import FixedClock
from app.setup import queries, service
from app.stores import queries as stores
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient

FORM = {
    "shop_name": "湘味小馆",
    "name": "王芳",
    "username": "wangfang",
    "password": "plum-teapot-rain",
    "again": "plum-teapot-rain",
}


@pytest.fixture
def page(app: Flask) -> PageClient:
    """A browser that nobody knows."""
    return new_page(app)


def new_page(app: Flask) -> PageClient:
    """Another such browser."""
    made = PageClient(app, app.response_class)
    made.sit_down("no table")
    return made


def test_the_first_page_offers_both_ways_and_says_where_the_link_is(page: PageClient) -> None:
    assert page.get("/").headers["Location"] == "/setup"
    text = page.get("/setup").text
    for words in ("开我的店", "先看看演示", "python run.py setup-link", "二维码"):
        assert words in text
    assert 'name="choice"' not in text


def test_the_first_page_speaks_the_browsers_language(page: PageClient) -> None:
    answer = page.get("/setup", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "Open my shop" in answer.text


@pytest.mark.parametrize("choice", ["shop", "demo"])
def test_a_stranger_opens_neither_shop_nor_demo(
    page: PageClient, config: Config, choice: str
) -> None:
    service.redeem_link(service.issue_link())
    page.set_cookie("kf_setup", "a guess")
    assert page.post("/setup", data={"choice": choice}).status_code == 403
    assert page.get("/setup/owner").headers["Location"] == "/setup"
    assert page.post("/setup/owner", data=FORM).status_code == 403
    assert page.post("/setup/0000000000000000", data={"choice": choice}).status_code == 404
    assert queries.is_empty()
    assert trial.find(config.data_dir) is None


def test_looking_at_the_link_leaves_it_usable_and_choosing_uses_it_up(
    app: Flask, page: PageClient
) -> None:
    path = f"/setup/{service.issue_link()}"
    for _ in range(3):
        assert 'name="choice"' in page.get(path).text
    answer = page.post(path, data={"choice": "shop"})
    assert answer.headers["Location"] == "/setup/owner"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    second = new_page(app)
    for refused in (second.get(path), second.post(path, data={"choice": "shop"})):
        assert refused.status_code == 410
        assert "已经用过" in refused.text and "python run.py setup-link" in refused.text
    assert page.get(path).headers["Location"] == "/setup"


def test_an_old_and_a_wrong_link_say_what_to_do(page: PageClient, clock: FixedClock) -> None:
    token = service.issue_link()
    wrong = page.get("/setup/0000000000000000")
    clock.move(minutes=31)
    old = page.get(f"/setup/{token}")
    assert (wrong.status_code, old.status_code) == (404, 410)
    assert "30 分钟" in old.text and "python run.py setup-link" in wrong.text


@pytest.mark.parametrize("before", ["", "http://192.168.1.20:8000/setup/"])
def test_the_link_can_be_typed(page: PageClient, before: str) -> None:
    token = service.issue_link()
    answer = page.post("/setup/link", data={"link": f" {before}{token.upper()} "})
    assert answer.headers["Location"] == f"/setup/{token}"
    assert page.post("/setup/link", data={"link": "nonsense"}).status_code == 404


def test_the_owners_account_opens_the_shop_and_logs_in(page: PageClient) -> None:
    page.post(f"/setup/{service.issue_link()}", data={"choice": "shop"})
    answer = page.post("/setup/owner", data=FORM)
    assert answer.headers["Location"] == "/setup/shop"
    assert [store.name for store in stores.list_stores()] == ["湘味小馆"]
    assert page.get("/setup/shop").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({"shop_name": "  "}, "shop_name"),
        ({"name": ""}, "name"),
        ({"username": "Wang Fang"}, "username"),
        ({"password": "12345678", "again": "12345678"}, "password"),
        ({"again": "plum-teapot-snow"}, "again"),
    ],
)
def test_wrong_entries_open_nothing_and_are_named(
    page: PageClient, wrong: dict[str, str], marked: str
) -> None:
    page.post(f"/setup/{service.issue_link()}", data={"choice": "shop"})
    answer = page.post("/setup/owner", data=FORM | wrong)
    assert answer.status_code == 422
    assert f'id="{marked}-error"' in answer.text
    assert "plum-teapot" not in answer.text
    assert queries.is_empty()


def test_all_that_is_wrong_is_named_at_once(page: PageClient) -> None:
    page.post(f"/setup/{service.issue_link()}", data={"choice": "shop"})
    wrong = {"shop_name": "", "name": " ", "username": "王芳", "password": "123", "again": "1234"}
    answer = page.post("/setup/owner", data=wrong)
    assert all(f'id="{field}-error"' in answer.text for field in wrong)


def test_with_a_shop_the_door_is_gone(page: PageClient, shop: Shop) -> None:
    for path in ("/setup", "/setup/owner", "/setup/0000000000000000", "/"):
        assert page.get(path).headers["Location"] == "/login"
    for path in ("/setup", "/setup/owner", "/setup/link", "/setup/0000000000000000"):
        assert page.post(path, data=FORM).headers["Location"] == "/login"
    assert len(stores.list_stores()) == 1
    for path in ("/setup/demo/enter", "/setup/demo/end"):
        assert page.post(path).status_code == 404


def test_the_demo_is_marked_and_the_page_waits(page: PageClient, config: Config) -> None:
    answer = page.post(f"/setup/{service.issue_link()}", data={"choice": "demo"})
    assert answer.headers["Location"] == "/setup/demo"
    assert trial.find(config.data_dir) is not None
    assert "正在准备演示" in page.get("/setup/demo").text
