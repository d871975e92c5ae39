"""The screens' short way: the same answer as the app's own, to the same callers, and counted."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from prometheus_client import generate_latest
from werkzeug.test import TestResponse

from app.core import metrics
from app.kitchen import queries
from app.kitchen import service as kitchen
from app.staff.rights import Role
from app.web import observing, schemes
from tests.factories.kitchen import pair_tablet
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller, PageClient

EVENTS, SHOWN = "/api/v1/kitchen/events", "/api/v1/kitchen/shown"
FEED = f"{EVENTS}?since=0"
# A parameter that means nothing here, and with which the app answers itself.
WHOLE_WAY = f"{FEED}&x=1"
GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def browser_of(app: Flask) -> Callable[[str], PageClient]:
    """A browser that was let in by the login page or by pairing: its session is a lasting one."""

    def log_in(token: str) -> PageClient:
        page = PageClient(app, use_cookies=True)
        page.log_in(token)
        with page.session_transaction() as session:
            session.permanent = True
        return page

    return log_in


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], object]:
    """An answer without what is another one each time."""
    own = ("Date", observing.HEADER, "Content-Length", "Set-Cookie")
    headers = sorted(pair for pair in answer.headers.items() if pair[0] not in own)
    body = answer.json
    return answer.status_code, headers, {**body, "server_time": ""} if body else answer.data


def names(shop: Shop) -> set[str]:
    """Who has reported."""
    return {screen.name for screen, _alive in queries.list_screens(shop.id)}


def test_a_pull_is_the_app_s_own_answer_header_by_header(
    shop: Shop, as_staff: Callable[[Role], Caller], asked: list[str]
) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    screen = as_staff(Role.KITCHEN)
    first = screen.get("/kitchen/events?since=0")
    whole = screen.get("/kitchen/events?since=0&x=1")
    asked.clear()
    again = screen.get("/kitchen/events?since=0")
    assert asked == []
    assert told(first) == told(again) == told(whole)
    assert len((again.json or {})["events"]) == 1
    assert len(again.headers[observing.HEADER]) == 26
    assert again.headers[observing.HEADER] != first.headers[observing.HEADER]
    assert int(again.headers["Content-Length"]) == len(again.data)


def test_a_browser_is_answered_as_by_the_app_and_renewed_by_it(
    shop: Shop,
    browser_of: Callable[[str], PageClient],
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = browser_of(pair_tablet(shop.person())[1])
    first = page.get(FEED)
    whole = page.get(WHOLE_WAY)
    asked.clear()
    again = page.get(FEED)
    assert asked == []
    assert told(first) == told(again) == told(whole)
    assert "Set-Cookie" in first.headers
    assert "Set-Cookie" not in again.headers
    monkeypatch.setattr(schemes, "RENEWED_AFTER", timedelta(days=-10_000))
    assert "Set-Cookie" in page.get(FEED).headers
    assert len(asked) == 1


def test_a_long_answer_is_packed_for_whoever_takes_it(
    shop: Shop, as_staff: Callable[[Role], Caller]
) -> None:
    for _ in range(8):
        place_at_counter(shop.actor, shop.dish["tofu"])
    screen = as_staff(Role.KITCHEN)
    plain = [screen.get("/kitchen/events?since=0") for _ in range(2)][1]
    packed = screen.get("/kitchen/events?since=0", headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    unpacked = json.loads(gzip.decompress(packed.data))
    assert unpacked["events"] == (plain.json or {})["events"]


def test_a_report_by_the_short_way_is_written_down(
    shop: Shop, as_staff: Callable[[Role], Caller], asked: list[str]
) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    screen, head = as_staff(Role.KITCHEN), queries.head(shop.id)
    first = screen.post("/kitchen/shown", {"screen": "A", "seq": head})
    asked.clear()
    again = screen.post("/kitchen/shown", {"screen": "B", "seq": head, "station": None})
    assert asked == []
    assert told(first) == told(again)
    assert again.status_code == 204
    assert names(shop) == {"A", "B"}
    [ticket] = [facts.ticket for facts in queries.list_open_tickets(shop.id)]
    assert ticket.shown_at is not None


def test_a_paired_screen_speaks_for_itself_alone(
    shop: Shop, browser_of: Callable[[str], PageClient], asked: list[str]
) -> None:
    cold = shop.stations["cold"].id
    tablet = browser_of(pair_tablet(shop.person(), "凉菜墙", station_id=cold)[1])
    place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    said = {"screen": "somebody else", "seq": queries.head(shop.id)}
    assert [tablet.post(SHOWN, json=said).status_code for _ in range(2)] == [204, 204]
    assert len(asked) == 1
    assert names(shop) == {"凉菜墙"}
    unseen = [f.ticket for f in queries.list_open_tickets(shop.id) if f.ticket.shown_at is None]
    assert [ticket.station_id for ticket in unseen] == [shop.stations["hot"].id]


def test_another_site_s_page_reports_nothing(
    shop: Shop, browser_of: Callable[[str], PageClient], asked: list[str]
) -> None:
    tablet = browser_of(pair_tablet(shop.person())[1])
    said = {"screen": "x", "seq": 0}
    assert tablet.post(SHOWN, json=said).status_code == 204
    for forged in ("", "x", "ImFiYyI.aaaa.bbbb"):
        asked.clear()
        answer = tablet.post(SHOWN, json=said, headers={"X-CSRFToken": forged})
        assert (answer.status_code, asked) == (400, ["asked"])


def test_whose_screen_was_taken_back_is_refused_at_once(
    shop: Shop, browser_of: Callable[[str], PageClient], asked: list[str]
) -> None:
    device, secret = pair_tablet(shop.person())
    tablet, head = browser_of(secret), queries.head(shop.id)
    said = {"screen": "x", "seq": head}
    for _ in range(2):
        assert tablet.get(FEED).status_code == 200
        assert tablet.post(SHOWN, json=said).status_code == 204
    assert len(asked) == 2
    kitchen.revoke_screen(device.id, actor=shop.person())
    assert tablet.get(FEED).status_code == 401
    assert tablet.post(SHOWN, json=said).status_code == 401


@pytest.mark.parametrize("role", [Role.CASHIER, Role.COURIER])
def test_who_may_not_cook_is_refused(
    shop: Shop, as_staff: Callable[[Role], Caller], role: Role
) -> None:
    for _ in range(2):
        assert as_staff(Role.KITCHEN).get("/kitchen/events?since=0").status_code == 200
        assert (
            as_staff(Role.KITCHEN).post("/kitchen/shown", {"screen": "x", "seq": 0}).status_code
            == 204
        )
    assert as_staff(role).get("/kitchen/events?since=0").status_code == 403
    assert as_staff(role).post("/kitchen/shown", {"screen": "y", "seq": 0}).status_code == 403
    assert names(shop) == {"x"}


@pytest.mark.parametrize("token", ["", "x", "a" * 26 + ".0123456789." + "b" * 26])
def test_a_token_of_nobody_opens_nothing(
    app: Flask, shop: Shop, as_staff: Callable[[Role], Caller], token: str
) -> None:
    for _ in range(2):
        assert as_staff(Role.KITCHEN).get("/kitchen/events?since=0").status_code == 200
    stranger = Caller(app, token)
    assert stranger.get("/kitchen/events?since=0").status_code == 401
    assert stranger.post("/kitchen/shown", {"screen": "x", "seq": 0}).status_code == 401


@pytest.mark.parametrize(("said", "status"), [
    ({"screen": "x", "seq": 10**6}, 422),
    ({"screen": "", "seq": 0}, 422),
    ({"screen": "x" * 65, "seq": 0}, 422),
    ({"screen": 7, "seq": 0}, 422),
    ({"screen": "x", "seq": True}, 422),
    ({"screen": "x", "seq": "0"}, 422),
    ({"screen": "x", "seq": -1}, 422),
    ({"screen": "x", "seq": 0, "station": "s" * 27}, 422),
    ({"screen": "x"}, 422),
    ([], 422),
    ("nonsense", 422),
])  # fmt: skip
def test_what_is_out_of_the_ordinary_is_said_by_the_app(
    shop: Shop, as_staff: Callable[[Role], Caller], asked: list[str], said: object, status: int
) -> None:
    screen = as_staff(Role.KITCHEN)
    assert screen.post("/kitchen/shown", {"screen": "first", "seq": 0}).status_code == 204
    asked.clear()
    assert screen.post("/kitchen/shown", said).status_code == status
    assert asked == ["asked"]
    assert names(shop) == {"first"}


@pytest.mark.parametrize("query", ["since=-1", "since=x", "since=0&since=1", "since=٣", "", "x=1"])
def test_strange_questions_go_the_whole_way(
    shop: Shop, as_staff: Callable[[Role], Caller], asked: list[str], query: str
) -> None:
    screen = as_staff(Role.KITCHEN)
    for _ in range(2):
        screen.get("/kitchen/events?since=0")
    asked.clear()
    screen.get(f"/kitchen/events?{query}")
    assert asked == ["asked"]


def test_answers_by_the_short_way_are_counted(
    shop: Shop, as_staff: Callable[[Role], Caller], asked: list[str]
) -> None:
    def counted() -> float:
        text = generate_latest(metrics.REGISTRY).decode()
        lines = [line for line in text.splitlines() if 'view="api_kitchen.events"' in line]
        return sum(float(line.rpartition(" ")[2]) for line in lines if "_total" in line)

    screen = as_staff(Role.KITCHEN)
    screen.get("/kitchen/events?since=0")
    before = counted()
    asked.clear()
    screen.get("/kitchen/events?since=0")
    assert (asked, counted()) == ([], before + 1)
