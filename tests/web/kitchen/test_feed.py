"""The numbered events over HTTP: paging, stations, and what screens say they have shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event as sql_event

from app.core.clock import FixedClock
from app.core.db import db
from app.kitchen import queries
from app.kitchen import service as kitchen
from app.kitchen.models import Ticket
from app.ordering import service as ordering
from app.staff.rights import Role
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.fixtures.callers import Caller

AsStaff = Callable[[Role], Caller]


@pytest.fixture
def cook(as_staff: AsStaff) -> Caller:
    """A kitchen screen's login."""
    return as_staff(Role.KITCHEN)


def say_shown(cook: Caller, seq: int, screen: str = "厨显 1", **more: str) -> int:
    """The status of the answer to "I have shown everything up to `seq`"."""
    body = {"screen": screen, "seq": seq, **more}
    return cook.post("/kitchen/shown", json=body).status_code


def tickets() -> list[Ticket]:
    """All tickets, oldest first."""
    return list(db.session.scalars(db.select(Ticket).order_by(Ticket.seq)))


def test_every_change_has_the_next_number(shop: Shop, cook: Caller) -> None:
    order = place_at_counter(shop.actor, shop.dish["chicken"], shop.dish["cucumber"])
    cook.post(f"/kitchen/lines/{order.lines[0].id}/start")
    answer = cook.get("/kitchen/events").get_json()
    # Two tickets, the step, and the other station's card that says how far this one is.
    assert [each["seq"] for each in answer["events"]] == [1, 2, 3, 4]
    assert [each["kind"] for each in answer["events"][2:]] == ["ticket_changed"] * 2
    assert answer["head"] == 4


def test_a_long_absence_is_caught_up_page_by_page(
    shop: Shop, cook: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_EVENTS", 3)
    for _ in range(7):
        place_at_counter(shop.actor, shop.dish["tofu"])
    seen: list[int] = []
    while True:
        page = cook.get(f"/kitchen/events?since={seen[-1] if seen else 0}").get_json()
        seen += [each["seq"] for each in page["events"]]
        if len(page["events"]) < 3:
            break
    assert seen == list(range(1, 8))


def test_a_station_gets_its_own_and_what_belongs_to_none(shop: Shop, cook: Caller) -> None:
    place_at_counter(shop.actor, shop.dish["chicken"], shop.dish["cucumber"], shop.dish["rice"])
    cold = shop.stations["cold"].id
    answer = cook.get(f"/kitchen/events?since=0&station={cold}").get_json()
    names = [line["name"] for each in answer["events"] for line in each["ticket"]["lines"]]
    assert sorted(names) == ["拍黄瓜", "米饭"]
    assert answer["head"] == 3


def test_a_cancelled_order_is_announced(shop: Shop, cook: Caller) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    ordering.cancel_order(order, actor=shop.actor, reason="")
    (told,) = cook.get("/kitchen/events?since=1").get_json()["events"]
    assert told["kind"] == "ticket_cancelled"
    assert [line["status"] for line in told["ticket"]["lines"]] == ["cancelled"]


def test_only_cooks_pull_and_report(as_staff: AsStaff) -> None:
    waiter = as_staff(Role.WAITER)
    assert waiter.get("/kitchen/events").status_code == 403
    assert say_shown(waiter, 0) == 403


def test_shown_marks_what_the_number_covers(shop: Shop, cook: Caller) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    place_at_counter(shop.actor, shop.dish["tofu"])
    assert say_shown(cook, 1) == 204
    first, second = tickets()
    assert first.shown_at is not None
    assert second.shown_at is None


def test_a_station_screen_shows_no_other_stations_ticket(shop: Shop, cook: Caller) -> None:
    place_at_counter(shop.actor, shop.dish["chicken"], shop.dish["cucumber"])
    say_shown(cook, 2, station=shop.stations["cold"].id)
    marked = {each.station_id for each in tickets() if each.shown_at}
    assert marked == {shop.stations["cold"].id}


def test_a_number_that_does_not_exist_is_refused(shop: Shop, cook: Caller) -> None:
    assert say_shown(cook, 1) == 422
    assert say_shown(cook, 0, screen="") == 422
    assert say_shown(cook, 0, screen="x" * 65) == 422


def test_a_report_without_news_is_not_written(shop: Shop, cook: Caller, clock: FixedClock) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    say_shown(cook, 1)
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("BEGIN", "INSERT", "UPDATE")):
            written.append(statement)

    sql_event.listen(db.engine, "before_cursor_execute", note)
    say_shown(cook, 1)
    assert written == []
    clock.move(seconds=kitchen.SCREEN_NOTED_EVERY.total_seconds())
    say_shown(cook, 1)
    assert any("kitchen_screen" in statement for statement in written)


def test_a_screen_that_reports_counts_as_alive(shop: Shop, cook: Caller, clock: FixedClock) -> None:
    say_shown(cook, 0)
    clock.move(seconds=queries.SCREEN_ALIVE_S - 1)
    assert [alive for _screen, alive in queries.list_screens(shop.id)] == [True]
    clock.move(seconds=2)
    assert [alive for _screen, alive in queries.list_screens(shop.id)] == [False]


def test_two_screens_report_the_same_ticket(shop: Shop, cook: Caller) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    assert say_shown(cook, 1, "一号") == 204
    first = tickets()[0].shown_at
    assert say_shown(cook, 1, "二号") == 204
    assert tickets()[0].shown_at == first
    assert [screen.name for screen, _alive in queries.list_screens(shop.id)] == ["一号", "二号"]


def test_showing_a_ticket_silences_its_alarm(
    shop: Shop, cook: Caller, clock: FixedClock, pushed: list[tuple[str, str, dict[str, object]]]
) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    clock.move(seconds=timedelta(seconds=16).total_seconds())
    assert kitchen.watch_tickets() == 1
    assert len(queries.list_alarms(shop.id)) == 1
    pushed.clear()
    say_shown(cook, 1)
    assert queries.list_alarms(shop.id) == []
    assert [body.get("topic") for space, _room, body in pushed if space == "/counter"] == [
        "kitchen"
    ]
