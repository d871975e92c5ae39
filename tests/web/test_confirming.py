"""Two-step login in the browser, and "confirm that it is you" before what is sensitive."""

import html
import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.clock import FixedClock
from app.staff import queries, service
from app.staff.models import LoginKind
from app.staff.rights import Role
from app.web import auth
from tests.factories.shop import Shop
from tests.factories.staff import PASSWORD
from tests.fixtures.callers import PageClient
from tests.staff.doors import PIN, enrol, give_pin
from tests.staff.test_second_step import turn_on
from tests.web.test_staff_door import log_in, token_in

NEW = {"username": "xiaoli", "name": "小李 <b>", "role": "waiter", "password": "a quite good one"}


@pytest.fixture
def stale(app: Flask, shop: Shop) -> PageClient:
    """The owner's browser, where the password was not given lately."""
    page = PageClient(app, app.response_class)
    page.log_in(service.issue_login(shop.staff[Role.OWNER], LoginKind.BROWSER))
    return page


def fields_of(page: TestResponse) -> dict[str, str]:
    """The unseen fields of a page's first form, as a browser sends them."""
    first = page.text.partition("</form>")[0]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', first)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}


def has_xiaoli() -> bool:
    return queries.find_member(None, "xiaoli") is not None


def test_a_form_is_sent_whole_once_the_password_is_given(stale: PageClient, shop: Shop) -> None:
    asked = stale.post("/backoffice/staff/new", data=NEW)
    assert (asked.status_code, has_xiaoli()) == (403, False)
    kept = fields_of(asked) | {"confirm_password": "wrong"}
    assert set(fields_of(asked)) == {"kept_form"}, "nobody reads the form in the page"
    assert not any(value in asked.text for value in NEW.values() if len(value) > 6)
    again = stale.post("/backoffice/staff/new", data=kept)
    assert "当前密码不对" in again.text and not has_xiaoli()
    sent = fields_of(again) | {"confirm_password": PASSWORD}
    assert stale.post("/backoffice/staff/new", data=sent).status_code == 302
    assert has_xiaoli()


def test_a_kept_form_is_of_one_person_and_of_half_an_hour(
    stale: PageClient, shop: Shop, app: Flask, clock: FixedClock
) -> None:
    asked = stale.post("/backoffice/staff/new", data=NEW)
    sent = fields_of(asked) | {"confirm_password": PASSWORD}
    other = PageClient(app, app.response_class)
    other.log_in(service.issue_login(shop.staff[Role.MANAGER], LoginKind.BROWSER))
    assert other.post("/backoffice/staff/new", data=sent).status_code == 403
    clock.move(seconds=1801)
    late = stale.post("/backoffice/staff/new", data=sent)
    assert (late.status_code, has_xiaoli()) == (403, False)
    assert "放得太久" in late.text


def test_a_kept_form_counts_where_the_password_was_given_meanwhile(stale: PageClient) -> None:
    asked = stale.post("/backoffice/staff/new", data=NEW)
    stale.post("/confirm", data={"confirm_password": PASSWORD})
    assert stale.post("/backoffice/staff/new", data=fields_of(asked)).status_code == 302
    assert has_xiaoli()


def test_ten_minutes_later_it_is_asked_again(stale: PageClient, clock: FixedClock) -> None:
    asked = stale.get("/backoffice/audit.csv")
    assert asked.location == "/confirm?next=/backoffice/audit.csv"
    sent = fields_of(stale.get(asked.location)) | {"confirm_password": PASSWORD}
    assert stale.post("/confirm", data=sent).location == "/backoffice/audit.csv"
    clock.move(seconds=599)
    assert stale.get("/backoffice/audit.csv").status_code == 200
    clock.move(seconds=2)
    assert stale.get("/backoffice/audit.csv").status_code == 302


def test_control_without_the_question_a_stale_login_takes_everything(
    stale: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "confirm_by_form", lambda _person: None)
    assert stale.get("/backoffice/audit.csv").status_code == 200


@pytest.mark.parametrize("wanted", ["https://example.com", "//example.com", "/\\example.com"])
def test_confirming_leads_to_this_house_only(stale: PageClient, wanted: str) -> None:
    sent = {"next": wanted, "confirm_password": PASSWORD}
    assert stale.post("/confirm", data=sent).location == "/backoffice"


def test_confirming_cannot_be_sent_by_another_site(stale: PageClient) -> None:
    headers = {"X-CSRFToken": "none"}
    answer = stale.post("/confirm", data={"confirm_password": PASSWORD}, headers=headers)
    assert answer.status_code == 400


def test_guessing_the_password_here_locks_out(stale: PageClient) -> None:
    for _ in range(5):
        assert stale.post("/confirm", data={"confirm_password": "guess"}).status_code == 422
    answer = stale.post("/confirm", data={"confirm_password": PASSWORD})
    assert "次数太多" in answer.text


def test_a_pin_is_for_everyday_work_only(client: FlaskClient, shop: Shop) -> None:
    owner = shop.staff[Role.OWNER]
    give_pin(owner)
    client.set_cookie("kf_device", enrol(shop))
    form = {"person": owner.id, "pin": PIN, "csrf_token": token_in(client.get("/login"))}
    assert client.post("/login/pin", data=form).location == "/backoffice"
    assert client.get("/backoffice/menu").status_code == 200
    assert client.get("/backoffice/audit.csv").location.startswith("/confirm")


def test_the_second_step_in_the_browser(client: FlaskClient, shop: Shop, clock: FixedClock) -> None:
    made, codes = turn_on(shop.staff[Role.OWNER], clock)
    answer = log_in(client, "owner", path="/login?next=/backoffice/menu")
    assert answer.location == "/login/code?next=/backoffice/menu"
    assert client.get("/backoffice/menu").location == "/login?next=/backoffice/menu"
    page = client.get(answer.location)
    assert 'autocomplete="one-time-code"' in page.text
    form = {"code": "000000", "csrf_token": token_in(page)}
    assert client.post(answer.location, data=form).status_code == 401
    form["code"] = made.at(clock.now())
    assert client.post(answer.location, data=form).location == "/backoffice/menu"
    assert client.get("/backoffice/audit.csv").status_code == 200
    clock.move(seconds=601)
    asked = client.get(client.get("/backoffice/audit.csv").location)
    form = {"csrf_token": token_in(asked), "confirm_password": PASSWORD, "confirm_code": "000000"}
    assert client.post("/confirm", data=form).status_code == 422
    form["confirm_code"] = codes[0]
    assert client.post("/confirm", data=form).status_code == 302


def test_the_code_page_without_a_first_step_leads_back(client: FlaskClient, shop: Shop) -> None:
    assert client.get("/login/code").location == "/login"


def test_turning_it_on_and_off_on_the_account_page(
    staff_page: Callable[[Role], PageClient], clock: FixedClock
) -> None:
    page = staff_page(Role.OWNER)
    shown = page.get("/account/two-step")
    key = re.search(r'class="door-key"[^>]*>([A-Z2-7 ]+)<', shown.text)
    assert key and "<svg" in shown.text
    offer = fields_of(shown)["offer"]
    refused = page.post("/account/two-step", data={"offer": offer, "code": "000000"})
    assert refused.status_code == 422 and fields_of(refused)["offer"] == offer
    made = pyotp.TOTP(key.group(1).replace(" ", ""))
    done = page.post("/account/two-step", data={"offer": offer, "code": made.at(clock.now())})
    codes = re.findall(r"<li>((?:\w{4}-){3}\w{4})</li>", done.text)
    assert len(codes) == 10
    assert "还剩 10 个恢复码" in page.get("/account").text
    assert page.get("/account/two-step").location == "/account"
    assert len(set(codes) & set(page.post("/account/two-step/codes").text.split())) == 0
    clock.move(seconds=30)
    form = {"password": PASSWORD, "code": "000000"}
    assert page.post("/account/two-step/off", data=form).status_code == 422
    form["code"] = made.at(clock.now())
    assert page.post("/account/two-step/off", data=form).status_code == 302
    assert "设置两步登录" in page.get("/account").text
