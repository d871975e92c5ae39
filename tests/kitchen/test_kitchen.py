"""No ticket is ever missed: the feed, the screens, the alarm."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.system import epoch, renew_epoch
from app.kitchen import queries, service
from app.kitchen.models import AlarmEnd, Ticket, TicketAlarm
from app.kitchen.service import alarms
from app.kitchen.settings import KitchenSettings
from app.ordering import service as ordering
from app.printing import workers
from app.settings import service as settings
from app.tables import service as tables
from tests.factories.ordering import place, place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at

Drain = Callable[[], int]


def kinds(shop: Shop, since: int = 0, station: str | None = None) -> list[str]:
    return [event["kind"] for event in queries.feed(shop.id, since, station)["events"]]


def test_every_change_has_the_next_number(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    first = place(presence, shop.dish["tofu"], shop.dish["cucumber"], shop.dish["rice"])
    ordering.step_line(first.lines[0].id, "start", actor=shop.actor)
    second = place(presence, shop.dish["tofu"])
    ordering.cancel_order(second, actor=shop.actor)
    feed = queries.feed(shop.id, 0)
    assert [event["seq"] for event in feed["events"]] == list(range(1, feed["head"] + 1))
    opened, changed, cancelled = "ticket_opened", "ticket_changed", "ticket_cancelled"
    # The first step is told to the other two stations: their cards say how far this one is.
    assert kinds(shop) == [opened] * 3 + [changed] * 3 + [opened, cancelled]
    assert queries.feed(shop.id, feed["head"])["events"] == []


def test_a_gap_can_be_pulled_from_anywhere(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MAX_EVENTS", 3)
    for _ in range(8):
        place_at_counter(shop.actor, shop.dish["rice"])
    seen: list[int] = []
    while (since := seen[-1] if seen else 0) < queries.head(shop.id):
        seen += [event["seq"] for event in queries.feed(shop.id, since)["events"]]
    assert seen == list(range(1, 9))


def test_a_station_gets_its_own_lines_and_those_of_nobody(shop: Shop) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"], shop.dish["rice"])
    hot = shop.stations["hot"].id
    tickets = [event["ticket"] for event in queries.feed(shop.id, 0, hot)["events"]]
    names = [[line["name"] for line in ticket["lines"]] for ticket in tickets]
    assert names == [["麻婆豆腐"], ["米饭"]]


def test_a_restored_database_is_another_epoch(app: Flask, shop: Shop) -> None:
    before = queries.feed(shop.id, 0)["epoch"]
    assert before == epoch()
    renew_epoch()
    assert queries.feed(shop.id, 0)["epoch"] not in ("", before)


def test_two_screens_both_receive_everything(shop: Shop) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    for screen in ("左", "右"):
        feed = queries.feed(shop.id, 0, shop.stations["hot"].id)
        assert len(feed["events"]) == 1
        service.record_shown(screen, feed["head"], actor=shop.actor)
    assert [(s.name, alive) for s, alive in queries.list_screens(shop.id)] == [
        ("右", True),
        ("左", True),
    ]


def test_a_ticket_that_nobody_saw_rings_after_15_seconds(shop: Shop, clock: FixedClock) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    clock.move(seconds=15)
    assert service.watch_tickets() == 0
    clock.move(seconds=0.1)
    assert service.watch_tickets() == 1
    assert len(queries.list_alarms(shop.id)) == 1
    assert service.watch_tickets() == 0


def test_control_a_ticket_that_was_shown_does_not_ring(shop: Shop, clock: FixedClock) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    service.record_shown("墙上", queries.head(shop.id), actor=shop.actor)
    clock.move(seconds=60)
    assert service.watch_tickets() == 0


def test_control_a_ticket_that_was_printed_does_not_ring(
    shop: Shop, clock: FixedClock, drain: Drain
) -> None:
    printer = make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    workers.send_due(printer.id, threading.Event())
    clock.move(seconds=60)
    assert service.watch_tickets() == 0


def test_a_screen_of_another_station_does_not_silence_it(shop: Shop, clock: FixedClock) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    cold = shop.stations["cold"].id
    service.record_shown("凉菜", queries.head(shop.id), actor=shop.actor, station_id=cold)
    clock.move(seconds=16)
    assert service.watch_tickets() == 1


@pytest.mark.parametrize("how", ["shown", "printed", "voice", "cooked", "rung by another"])
def test_what_was_seen_or_rung_since_it_was_looked_for_rings_no_more(
    shop: Shop, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Between the look for overdue tickets and the alarm somebody else was quicker."""
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    ticket_id = db.session.scalars(select(Ticket.id)).one()
    raise_alarm = alarms._raise_alarm

    def raise_too_late(store_id: str, ticket_ids: list[str]) -> None:
        assert ticket_ids == [ticket_id]
        if how == "shown":
            service.record_shown("墙上", queries.head(shop.id), actor=shop.actor)
        elif how == "printed":
            service.record_printed(store_id, ticket_id)
        elif how == "voice":
            service.tell_by_voice(ticket_id, actor=shop.person())
        elif how == "cooked":
            ordering.step_line(order.lines[0].id, "done", actor=shop.actor)
        else:
            raise_alarm(store_id, ticket_ids)
        raise_alarm(store_id, ticket_ids)

    monkeypatch.setattr(alarms, "_raise_alarm", raise_too_late)
    clock.move(seconds=16)
    assert service.watch_tickets() == 1, "it was looked for before"
    rung = db.session.scalars(select(TicketAlarm.ticket_id)).all()
    assert rung == ([ticket_id] if how == "rung by another" else [])


@pytest.mark.parametrize("how", ["shown", "voice", "cooked"])
def test_the_alarm_stops_when_it_is_seen(shop: Shop, clock: FixedClock, how: str) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    clock.move(seconds=16)
    service.watch_tickets()
    [alarm] = queries.list_alarms(shop.id)
    if how == "shown":
        service.record_shown("墙上", queries.head(shop.id), actor=shop.actor)
    elif how == "voice":
        service.tell_by_voice(alarm.ticket.id, actor=shop.person())
    else:
        ordering.step_line(order.lines[0].id, "start", actor=shop.actor)
    assert queries.list_alarms(shop.id) == []


@pytest.mark.parametrize("how", [AlarmEnd.TOLD, AlarmEnd.COOKED, AlarmEnd.CLOSED])
def test_a_divided_ticket_rings_in_both_parts_until_each_is_seen(
    shop: Shop, clock: FixedClock, how: AlarmEnd
) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    order = place(phone, shop.dish["tofu"], shop.dish["chicken"])
    clock.move(seconds=16)
    service.watch_tickets()
    clock.move(seconds=16)
    ordering.split_party(
        phone.session_id, {order.lines[0].id: 1}, table_id=shop.tables[1].id, actor=shop.actor
    )
    parts = {each.order.id: each for each in queries.list_alarms(shop.id)}
    assert len(parts) == 2
    [theirs] = [each for order_id, each in parts.items() if order_id != order.id]
    if how is AlarmEnd.TOLD:
        service.tell_by_voice(theirs.ticket.id, actor=shop.person())
    elif how is AlarmEnd.COOKED:
        ordering.step_line(theirs.lines[0].id, "start", actor=shop.actor)
    else:
        ordering.cancel_order(theirs.order, actor=shop.actor)
    [left] = queries.list_alarms(shop.id)
    assert left.order.id == order.id
    rung = {row.ticket_id: row for row in db.session.scalars(select(TicketAlarm))}
    assert (rung[theirs.ticket.id].ended_how, rung[left.ticket.id].ended_at) == (how, None)
    # It rang since it rang for the whole.
    assert rung[theirs.ticket.id].raised_at == rung[left.ticket.id].raised_at


def test_the_owner_sets_the_seconds(shop: Shop, clock: FixedClock) -> None:
    settings.save(KitchenSettings(alarm_after_s=5), actor=shop.person())
    place_at_counter(shop.actor, shop.dish["tofu"])
    clock.move(seconds=6)
    assert service.watch_tickets() == 1


def test_a_screen_that_is_silent_counts_as_gone(shop: Shop, clock: FixedClock) -> None:
    service.record_shown("墙上", 0, actor=shop.actor)
    clock.move(seconds=queries.SCREEN_ALIVE_S + 1)
    assert [alive for _screen, alive in queries.list_screens(shop.id)] == [False]


@pytest.mark.parametrize(("screen", "seq"), [("", 0), ("x" * 65, 0), ("墙上", 1), ("墙上", -1)])
def test_what_no_screen_can_have_shown_is_refused(shop: Shop, screen: str, seq: int) -> None:
    with pytest.raises(Invalid):
        service.record_shown(screen, seq, actor=shop.actor)


def test_a_finished_ticket_closes_and_a_recalled_one_opens_again(shop: Shop) -> None:
    line = place_at_counter(shop.actor, shop.dish["tofu"]).lines[0].id
    assert len(queries.list_open_tickets(shop.id)) == 1
    ordering.step_line(line, "done", actor=shop.actor)
    assert queries.list_open_tickets(shop.id) == []
    ordering.step_line(line, "recall", actor=shop.actor)
    assert len(queries.list_open_tickets(shop.id)) == 1


def test_a_cleared_table_leaves_no_ticket_behind(shop: Shop) -> None:
    place(presence_at(shop.tables[0], shop.actor), shop.dish["tofu"])
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    assert queries.list_open_tickets(shop.id) == []


def test_another_store_sees_nothing(shop: Shop, clock: FixedClock) -> None:
    other = make_shop("新店", prefix="b-")
    place_at_counter(shop.actor, shop.dish["tofu"])
    ticket = queries.list_open_tickets(shop.id)[0].ticket
    assert queries.feed(other.id, 0)["events"] == []
    with pytest.raises(NotFound):
        queries.get_ticket(other.id, ticket.id)
    with pytest.raises(NotFound):
        service.tell_by_voice(ticket.id, actor=other.actor)
