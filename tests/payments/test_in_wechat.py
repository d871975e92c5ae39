"""Paying inside WeChat: who pays is asked silently, only then, by the real library."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from app.payments.attempts import reserving
from app.payments.providers.base import Method
from app.tables.models import Table
from tests.fixtures.callers import PageClient
from tests.payments.till import Till
from tests.simulators.http import Answer, Headers, Server
from tests.simulators.wechat_pay import APPID

INSIDE = "Mozilla/5.0 (Linux; Android 13) Mobile MicroMessenger/8.0.40"
SHEET = {"channel": "wechat", "amount": "10", "expected_due_fen": "1800", "key": "k"}


class WhoPays:
    """api.weixin.qq.com/sns/oauth2/access_token: a code is good once, for one app and secret."""

    def __init__(self) -> None:
        whole: dict[str, Any] = {
            "access_token": "a" * 40,
            "expires_in": 7200,
            "refresh_token": "r" * 40,
            "openid": "o-guest",
            "scope": "snsapi_base",
        }
        self.codes = {"good-code": whole, "looks-around": whole | {"is_snapshotuser": 1}}
        self.server = Server(self._serve)
        self.address = self.server.start() + "/"

    def _serve(self, _method: str, path: str, _headers: Headers, _body: bytes) -> Answer:
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        told: dict[str, Any] | None = None
        if parts.path == "/sns/oauth2/access_token" and asked.get("secret") == "s" * 32:
            told = self.codes.pop(asked.get("code", ""), None)
        wrong = {"errcode": 40029, "errmsg": "invalid code"}
        is_asked = asked.get("appid") == APPID and asked.get("grant_type") == "authorization_code"
        content = told if told and is_asked else wrong
        return 200, {"Content-Type": "text/plain"}, json.dumps(content).encode()


@pytest.fixture
def who_pays(app: Flask) -> Iterator[WhoPays]:
    simulator = WhoPays()
    app.config["KAIFAN"] = replace(app.config["KAIFAN"], wechat_api_url=simulator.address)
    yield simulator
    simulator.server.stop()


@pytest.fixture
def phone(wechat_till: Till, diner_page: Callable[[Table], PageClient]) -> PageClient:
    page = diner_page(wechat_till.shop.tables[0])
    page.environ_base["HTTP_USER_AGENT"] = INSIDE
    return page


def state_of(page: PageClient) -> str:
    """Touch "WeChat Pay" and go to WeChat; the state that comes back with the code."""
    door = page.open("/pay", method="POST", data=SHEET).headers["Location"]
    there = page.get(door).headers["Location"]
    parts = urlsplit(there)
    asked = parse_qs(parts.query)
    assert (parts.netloc, parts.fragment) == ("open.weixin.qq.com", "wechat_redirect")
    assert (asked["scope"], asked["appid"]) == (["snsapi_base"], [APPID])
    assert urlsplit(asked["redirect_uri"][0]).path == "/pay-in-wechat/back"
    return asked["state"][0]


def test_the_sheet_asks_nobody_who_the_guest_is_until_it_pays(
    who_pays: WhoPays, phone: PageClient, wechat_till: Till
) -> None:
    assert phone.get("/pay").status_code == 200
    assert who_pays.server.calls == []
    state = state_of(phone)
    back = phone.get(f"/pay-in-wechat/back?state={state}&code=good-code")
    assert back.headers["Location"] == "/pay"
    # The amount that was typed is still there; now it is paid without another detour.
    assert 'value="10"' in phone.get("/pay").text
    begun = phone.open("/pay", method="POST", data=SHEET)
    shown = phone.get(begun.headers["Location"]).text
    assert "prepay_id=" in shown and "paySign" in shown
    attempt = reserving.list_live(wechat_till.shop.id, wechat_till.presence.session_id)[0]
    assert attempt.method is Method.JSAPI
    trade = wechat_till.sim.trades[attempt.id]
    assert trade.wanted["payer"] == {"openid": "o-guest"}


@pytest.mark.parametrize("code", ["expired", "looks-around", ""])
def test_a_code_that_is_no_good_leads_back_to_the_sheet_in_words(
    who_pays: WhoPays, phone: PageClient, code: str
) -> None:
    back = phone.get(f"/pay-in-wechat/back?state={state_of(phone)}&code={code}")
    sheet = phone.get(back.headers["Location"])
    assert sheet.status_code == 200 and "微信没有打开支付" in sheet.text
    assert 'value="10"' in sheet.text, "nothing that was typed is lost"
    again = phone.open("/pay", method="POST", data=SHEET)
    assert again.headers["Location"] == "/pay-in-wechat"


def test_a_code_is_taken_only_with_the_state_that_this_phone_was_given(
    who_pays: WhoPays, phone: PageClient
) -> None:
    for state in ("", "forged", state_of(phone)[:-1]):
        back = phone.get(f"/pay-in-wechat/back?state={state}&code=good-code")
        assert "no_openid" in back.headers["Location"]
    # Neither is a state good twice, nor without having been asked for.
    assert "no_openid" in phone.get("/pay-in-wechat/back?code=good-code").headers["Location"]
    assert who_pays.server.calls == []


def test_a_state_in_other_letters_is_forged_as_well(who_pays: WhoPays, phone: PageClient) -> None:
    state_of(phone)
    back = phone.get("/pay-in-wechat/back?state=伪造&code=good-code")
    assert (back.status_code, "no_openid" in back.headers["Location"]) == (303, True)


def test_control_without_the_state_a_foreign_code_is_taken(
    who_pays: WhoPays, phone: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.diner.openid.secrets.compare_digest", lambda *_two: True)
    state_of(phone)
    back = phone.get("/pay-in-wechat/back?state=forged&code=good-code")
    assert back.headers["Location"] == "/pay"


def test_a_silent_wechat_leads_back_to_the_sheet(who_pays: WhoPays, phone: PageClient) -> None:
    who_pays.server.faults.down = True
    back = phone.get(f"/pay-in-wechat/back?state={state_of(phone)}&code=good-code")
    assert "no_openid" in back.headers["Location"]


def test_elsewhere_nobody_is_led_to_wechat(phone: PageClient) -> None:
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64)"
    shown = phone.open("/pay", method="POST", data=SHEET)
    assert re.search(r"/pay/\w{26}$", shown.headers["Location"])
    assert "<svg" in phone.get(shown.headers["Location"]).text
