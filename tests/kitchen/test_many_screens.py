"""Many screens at once: one commit for their reports, one page for their pulls."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event as sql_event

from app.core import push
from app.core.clock import FixedClock
from app.core.db import db
from app.kitchen import queries, rules, screens, service, sharing
from app.kitchen.models import Screen
from app.kitchen.service import showing
from app.kitchen.service.showing import SCREEN_NOTED_EVERY, ReportWriter
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop, make_shop

SCREENS = 12
_FOR_EVER_S = 3600.0
_PATIENCE_S = 30.0


@contextmanager
def statements(start: str) -> Iterator[list[str]]:
    """The statements that begin with `start` while the block runs."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith(start):
            found.append(statement)

    sql_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sql_event.remove(db.engine, "before_cursor_execute", note)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for what other threads do. Fails when it does not come."""
    end = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


@pytest.fixture
def writer(app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReportWriter]:
    """The writing thread, which gathers until it is stopped."""
    monkeypatch.setattr(showing, "GATHER_NEWS_S", _FOR_EVER_S)
    monkeypatch.setattr(showing, "GATHER_ALIVE_S", _FOR_EVER_S)
    service.start_writer(app)
    running = showing._writer
    assert running is not None
    yield running
    service.stop_writer()


class Reporting:
    """Screens that report at once, each from a thread of its own as in the server."""

    def __init__(self, app: Flask, shop: Shop, count: int) -> None:
        self.answered: list[str] = []
        self.failed: list[Exception] = []
        self._app, self._shop = app, shop
        self._head = queries.head(shop.id)
        self._threads = [
            threading.Thread(target=self._say, args=(f"屏 {n}",)) for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Wait until all were answered."""
        for thread in self._threads:
            thread.join(_PATIENCE_S)

    def _say(self, name: str) -> None:
        with self._app.app_context():
            try:
                service.record_shown(name, self._head, actor=self._shop.actor)
            except OSError as error:
                self.failed.append(error)
            else:
                self.answered.append(name)


def test_what_many_screens_say_at_once_is_one_commit(
    app: Flask, shop: Shop, writer: ReportWriter
) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    with statements("BEGIN") as begun:
        many = Reporting(app, shop, SCREENS)
        wait_until(lambda: len(writer._waiting) == SCREENS)
        assert (many.answered, begun) == ([], []), "a success means that it is committed"
        service.stop_writer()
        many.wait()
    assert len(many.answered) == SCREENS
    assert len(begun) == 1
    [ticket] = [facts.ticket for facts in queries.list_open_tickets(shop.id)]
    assert ticket.shown_at is not None
    assert len(screens.shown_on([ticket])[ticket.id]) == SCREENS


def test_control_written_one_by_one_each_is_a_commit(app: Flask, shop: Shop) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    with statements("BEGIN") as begun:
        Reporting(app, shop, SCREENS).wait()
    assert len(begun) == SCREENS


def test_a_report_that_is_lost_before_it_is_written_was_not_answered_and_the_alarm_rings(
    app: Flask, shop: Shop, writer: ReportWriter, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    lost = Reporting(app, shop, 1)
    wait_until(lambda: len(writer._waiting) == 1)

    def power_cut(_reports: object) -> None:
        raise OSError("the power is gone")

    with monkeypatch.context() as patched:
        patched.setattr(showing, "note_reports", power_cut)
        service.stop_writer()
        lost.wait()
    assert (len(lost.answered), len(lost.failed)) == (0, 1)
    clock.move(seconds=16)
    assert service.watch_tickets() == 1
    # Its screen was not told that it was heard, so it says it again.
    Reporting(app, shop, 1).wait()
    assert queries.list_alarms(shop.id) == []


def test_one_that_only_lives_is_written_beside_the_next_news(
    app: Flask, shop: Shop, writer: ReportWriter, clock: FixedClock
) -> None:
    showing.note_reports([showing.Report(shop.id, "静", None, 0, clock.now())])
    clock.move(seconds=SCREEN_NOTED_EVERY.total_seconds() + 1)
    with statements("BEGIN") as begun:
        service.record_shown("静", 0, actor=shop.actor)
        assert begun == []
        assert len(writer._waiting) == 1
        service.stop_writer()
    assert len(begun) == 1
    assert seen(shop, "静").seen_at == clock.now()


def test_a_number_that_is_not_above_the_stored_one_takes_no_place_among_the_writers(
    shop: Shop,
) -> None:
    for _ in range(2):
        place_at_counter(shop.actor, shop.dish["tofu"])
    head = queries.head(shop.id)
    service.record_shown("墙", head, actor=shop.actor)
    with statements("BEGIN") as begun:
        # What was said earlier may arrive later: on a slow line the two overtake each other.
        service.record_shown("墙", head - 1, actor=shop.actor)
    assert begun == []
    assert seen(shop, "墙").shown_seq == head


def test_what_is_news_for_sure_is_written_without_looking_it_up(shop: Shop) -> None:
    for _ in range(2):
        place_at_counter(shop.actor, shop.dish["tofu"])
    with statements("SELECT kitchen_screen.shown_seq, kitchen_screen.station_id") as looked_up:
        service.record_shown("墙", 1, actor=shop.actor)
        assert len(looked_up) == 1
        service.record_shown("墙", 2, actor=shop.actor)
        assert len(looked_up) == 1
        # No news, or of another station: what stands in the database decides.
        service.record_shown("墙", 2, actor=shop.actor)
        service.record_shown("墙", 2, actor=shop.actor, station_id=shop.stations["hot"].id)
        assert len(looked_up) == 3
    assert seen(shop, "墙").shown_seq == 2
    assert all(f.ticket.shown_at for f in queries.list_open_tickets(shop.id))


@pytest.mark.parametrize(("count", "alarm_after_s", "pause_s"), [
    (0, 15, 1), (10, 15, 1), (80, 15, 2), (200, 15, 3), (200, 60, 5), (200, 5, 1),
])  # fmt: skip
def test_many_screens_report_less_often_and_always_long_before_the_alarm(
    count: int, alarm_after_s: int, pause_s: float
) -> None:
    assert rules.report_pause_s(count, alarm_after_s) == pause_s
    # A screen waits up to half as long again, and looks every six seconds at the least.
    assert alarm_after_s < 15 or pause_s * 1.5 + 6 < alarm_after_s


def test_a_screen_is_told_how_long_to_gather(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(sharing.feed_json(shop.id, 0))["report_pause_s"] == 1
    monkeypatch.setattr(push, "count_listeners", lambda *_room: 100)
    assert json.loads(sharing.feed_json(shop.id, 0))["report_pause_s"] == 2.5


def test_of_one_screen_the_highest_number_counts(shop: Shop, clock: FixedClock) -> None:
    for _ in range(2):
        place_at_counter(shop.actor, shop.dish["tofu"])
    said = [showing.Report(shop.id, "墙", None, seq, clock.now()) for seq in (2, 1)]
    showing.note_reports(said)
    assert seen(shop, "墙").shown_seq == 2


def test_reports_of_two_stores_do_not_mix(shop: Shop, clock: FixedClock) -> None:
    other = make_shop("新店", prefix="b-")
    for each in (shop, other):
        place_at_counter(each.actor, each.dish["tofu"])
    stations = [None, other.stations["cold"].id]
    showing.note_reports(
        [
            showing.Report(each.id, "墙", station, 1, clock.now())
            for each, station in zip((shop, other), stations, strict=True)
        ]
    )
    shown = [queries.list_open_tickets(each.id)[0].ticket.shown_at for each in (shop, other)]
    assert shown == [clock.now(), None]


def test_screens_that_pull_the_same_share_one_page(shop: Shop) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"])
    with statements("SELECT kitchen_event") as read:
        first = [sharing.feed_json(shop.id, 0) for _ in range(SCREENS)]
        assert len(set(first)) == 1
        assert len(read) == 1
        sharing.feed_json(shop.id, 0, shop.stations["cold"].id)
        assert len(read) == 2, "another station is another page"
        place_at_counter(shop.actor, shop.dish["tofu"])
        after = sharing.feed_json(shop.id, 0)
        assert len(read) == 3, "a new event is never left out"
        assert sharing.feed_json(shop.id, 2)
        assert len(read) == 3, "where nothing is new, nothing is read"
    assert after != first[0]


def test_a_page_of_one_store_is_not_given_to_another(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    for each in (shop, other):
        place_at_counter(each.actor, each.dish["tofu"])
    mine, theirs = sharing.feed_json(shop.id, 0), sharing.feed_json(other.id, 0)
    assert mine != theirs
    ids = [facts.ticket.id for facts in queries.list_open_tickets(shop.id)]
    assert all(ticket_id in mine and ticket_id not in theirs for ticket_id in ids)


def seen(shop: Shop, name: str) -> Screen:
    """The screen as it is written down now."""
    db.session.expire_all()
    return next(screen for screen, _alive in queries.list_screens(shop.id) if screen.name == name)
