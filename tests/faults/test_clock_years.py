"""A clock in 1970, as a box without a battery has it, and one beyond 2038: orders stay in order."""

from datetime import UTC, date, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.clock import SystemClock
from app.core.db import db
from app.notices import queries as notices
from app.notices.kinds import NoticeKind
from app.stores import queries as stores
from app.upkeep import checks_machine, watching
from app.web import schemes
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.web.test_staff_door import log_in

YESTERDAY = datetime(2027, 5, 3, 12, 0, tzinfo=UTC)
NO_BATTERY = datetime(1970, 1, 1, 0, 2, tzinfo=UTC)
# One second more than 32 bits hold, and a leap day after it.
LATER = (datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC), datetime(2040, 2, 29, 12, tzinfo=UTC))


def note_yesterday(shop: Shop) -> None:
    """The last thing that is written down before the box loses its power."""
    with clock.using(clock.FixedClock(YESTERDAY)):
        place_at_counter(shop.actor, shop.dish["rice"])


def test_without_a_battery_time_goes_on_from_what_was_written_last(app: Flask, shop: Shop) -> None:
    note_yesterday(shop)
    with time_machine.travel(NO_BATTERY) as travelled, clock.using(SystemClock()):
        checks_machine.anchor_clock(app)
        assert YESTERDAY <= clock.now() < YESTERDAY + timedelta(minutes=5)
        order = place_at_counter(shop.actor, shop.dish["tofu"])
        assert order.business_date == YESTERDAY.date()
        assert YESTERDAY <= order.placed_at < YESTERDAY + timedelta(minutes=5)
        # And loudly: at the counter, in the health light and in the self-test.
        watching.watch_shop()
        assert notices.list_open(shop.id, frozenset({NoticeKind.CLOCK_WRONG}))
        finding = checks_machine.check_clock(app)
        assert (finding.level.value, "1970" in str(finding.words)) == ("bad", True)
        # The right time comes in over the network while the shop is open.
        today = YESTERDAY + timedelta(hours=20)
        travelled.move_to(today)
        assert place_at_counter(shop.actor, shop.dish["tofu"]).placed_at >= today


def test_control_with_the_machines_clock_alone_it_would_be_booked_to_1970(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_yesterday(shop)
    monkeypatch.setattr(SystemClock, "now", SystemClock.wall)
    with time_machine.travel(NO_BATTERY), clock.using(SystemClock()):
        checks_machine.anchor_clock(app)
        assert place_at_counter(shop.actor, shop.dish["tofu"]).business_date.year == 1970


def test_a_clock_that_falls_to_1970_in_service_is_not_followed(app: Flask, shop: Shop) -> None:
    with time_machine.travel(YESTERDAY) as travelled, clock.using(SystemClock()):
        travelled.move_to(NO_BATTERY)
        order = place_at_counter(shop.actor, shop.dish["tofu"])
        assert order.business_date == YESTERDAY.date()


def store_day(shop: Shop, moment: datetime) -> date:
    return stores.get_facts(shop.id).business_date(moment)


def cookie_of_login(client: FlaskClient, shop: Shop) -> SimpleCookie:
    """The session's cookie after a login by password."""
    answer = log_in(client, "owner")
    assert answer.status_code == 302, answer.text
    set_here = [line for line in answer.headers.getlist("Set-Cookie") if "kf_session" in line]
    return SimpleCookie(set_here[-1])


def test_people_can_log_in_in_1970(client: FlaskClient, shop: Shop) -> None:
    note_yesterday(shop)
    with time_machine.travel(NO_BATTERY), clock.using(SystemClock()):
        cookie = cookie_of_login(client, shop)
        # Their own clocks are right: what ended in 1970 they would throw away.
        assert cookie["kf_session"]["expires"] == ""
        assert client.get("/backoffice").status_code == 200


def test_control_a_cookie_with_an_end_would_be_over(
    client: FlaskClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(schemes.SessionsByScheme, "get_expiration_time")
    with time_machine.travel(NO_BATTERY), clock.using(SystemClock()):
        assert "1970" in cookie_of_login(client, shop)["kf_session"]["expires"]


@pytest.mark.parametrize("moment", LATER)
def test_beyond_2038_a_day_is_as_any_other(
    app: Flask, client: FlaskClient, shop: Shop, moment: datetime
) -> None:
    with time_machine.travel(moment, tick=False), clock.using(SystemClock()):
        order = place_at_counter(shop.actor, shop.dish["tofu"])
        pay(shop.person(), order)
        db.session.expire_all()
        assert order.placed_at == moment
        assert order.business_date == store_day(shop, moment)
        assert cookie_of_login(client, shop)["kf_session"]["expires"]
        assert client.get("/backoffice").status_code == 200
        checks_machine.anchor_clock(app)
        assert checks_machine.check_clock(app).level.value == "ok"
