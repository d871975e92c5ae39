"""A test order travels the whole road and counts nowhere."""

import threading
from collections.abc import Callable
from datetime import date

import pytest

from app.catalog import queries as catalog
from app.core.actors import system
from app.core.clock import FixedClock
from app.core.errors import NotFound
from app.kitchen import cards as kitchen_cards
from app.kitchen import queries as kitchen
from app.kitchen import service as kitchen_service
from app.ordering import queries, service
from app.ordering.errors import NotATest
from app.ordering.models import LineStatus, OrderStatus
from app.ordering.present import number_text
from app.payments.errors import NothingDue
from app.printing import queries as printing
from app.printing.models import JobStatus, Printer
from app.printing.road import follow_order
from app.printing.workers import send_due
from app.reports import order_search
from app.reports import queries as reports
from app.reports.order_search import OrderSearch
from printer.decode import decode
from printer.documents import from_json
from printer.drivers import virtual_jobs
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.factories.stores import make_store

DAY = date(2026, 3, 2)


def send(printer: Printer) -> None:
    send_due(printer.id, threading.Event())


def figures(shop: Shop) -> list[object]:
    """Everything that is counted of a day."""
    return [
        reports.day_report(shop.id, DAY),
        reports.top_dishes(shop.id, DAY),
        order_search.tally_orders(shop.id, OrderSearch()),
        [order.id for order in order_search.find_orders(shop.id, OrderSearch(), limit=9)],
        order_search.find_orders(shop.id, OrderSearch(text="TEST"), limit=9),
        [order.id for order in queries.list_pickup_orders(shop.id, DAY)],
        [dish.remaining for dish in catalog.list_dishes(shop.id)],
    ]


def test_it_is_in_no_figure_and_takes_no_number(shop: Shop) -> None:
    before = place_at_counter(shop.actor, shop.dish["fish"])
    counted = figures(shop)
    order = service.place_test_order(actor=shop.actor)
    for line in order.lines:
        service.step_line(line.id, "done", actor=shop.actor)
    service.end_test_order(order.id, actor=shop.actor)
    assert figures(shop) == counted
    after = place_at_counter(shop.actor, shop.dish["rice"])
    assert after.number == before.number + 1
    assert (order.number, number_text(order.number)) == (-1, "T1")


def test_it_costs_nothing_and_cannot_be_paid(shop: Shop) -> None:
    order = service.place_test_order(actor=shop.actor)
    assert (order.total_fen, order.due_fen) == (0, 0)
    with pytest.raises(NothingDue):
        pay(shop.actor, order, 1)


def test_each_station_gets_one_test_dish(shop: Shop) -> None:
    order = service.place_test_order(actor=shop.actor)
    cards = kitchen_cards.list_cards(shop.id)
    assert [card.order.id for card in cards] == [order.id]
    stations = [facts.ticket.station_id for facts in cards[0].tickets]
    assert stations == [shop.stations["hot"].id, shop.stations["cold"].id]
    assert {line.name for line in order.lines} == {"测试菜"}
    tickets = [event["ticket"] for event in kitchen.feed(shop.id, 0)["events"]]
    assert [(ticket["is_test"], ticket["order_number"]) for ticket in tickets] == [(True, "T1")] * 2


def test_its_slip_says_so_and_takes_no_slip_number(
    shop: Shop, drain: Callable[[], int]
) -> None:
    printer = make_printer(shop.actor)
    order = service.place_test_order(actor=shop.actor)
    drain()
    send(printer)
    paper = virtual_jobs(printing.virtual_folder(printer.id))
    text = str(decode(paper[0].read_bytes()))
    assert "测试单 TEST" in text and "请勿制作 Do not cook" in text
    slips = [from_json(job.document) for job in printing.list_jobs(shop.id, printer.id)]
    assert [(slip.is_test, slip.slip_number) for slip in slips] == [(True, None)] * 2  # type: ignore[union-attr]
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    assert printing.list_jobs(shop.id, printer.id)[0].document["slip_number"] == 1
    assert queries.get_order(shop.id, order.id).is_test


def test_its_road_is_followed_to_the_screen_and_the_paper(
    shop: Shop, drain: Callable[[], int]
) -> None:
    printer = make_printer(shop.actor, station_ids=(shop.stations["hot"].id,))
    kitchen_service.record_shown("平板", 0, actor=shop.actor)
    order = service.place_test_order(actor=shop.actor)
    road = follow_order(shop.id, order.id)
    assert [stop.seq for stop in road.stops] == [1, 2]
    assert [seen.has_shown for stop in road.stops for seen in stop.screens] == [False, False]
    assert [slip.job for slip in road.stops[0].slips] == [None]
    assert road.stops[1].slips == ()
    assert not road.has_arrived and not road.is_settled
    kitchen_service.record_shown("平板", 2, actor=shop.actor)
    drain()
    send(printer)
    road = follow_order(shop.id, order.id)
    assert road.has_arrived and road.is_settled and not road.is_over
    job = road.stops[0].slips[0].job
    assert job is not None and job.status is JobStatus.CONFIRMED
    service.end_test_order(order.id, actor=shop.actor)
    assert follow_order(shop.id, order.id).is_over


def test_it_ends_by_itself_a_minute_after_it_was_printed(
    shop: Shop, clock: FixedClock, drain: Callable[[], int]
) -> None:
    printer = make_printer(shop.actor)
    order = service.place_test_order(actor=shop.actor)
    drain()
    send(printer)
    assert kitchen_service.end_tests() == 0
    clock.move(minutes=1)
    assert kitchen_service.end_tests() == 1
    assert queries.get_order(shop.id, order.id).status is OrderStatus.COMPLETED
    assert kitchen_cards.list_cards(shop.id) == []


def test_one_that_nobody_printed_ends_after_ten_minutes_and_no_guests_order_with_it(
    shop: Shop, clock: FixedClock
) -> None:
    guests = place_at_counter(shop.actor, shop.dish["tofu"])
    service.place_test_order(actor=shop.actor)
    clock.move(minutes=9)
    assert kitchen_service.end_tests() == 0
    clock.move(minutes=1)
    assert kitchen_service.end_tests() == 1
    assert [card.order.id for card in kitchen_cards.list_cards(shop.id)] == [guests.id]


def test_a_second_test_ends_the_first(shop: Shop) -> None:
    first = service.place_test_order(actor=shop.actor)
    second = service.place_test_order(actor=shop.actor)
    assert [card.order.id for card in kitchen_cards.list_cards(shop.id)] == [second.id]
    assert queries.get_order(shop.id, first.id).status is OrderStatus.COMPLETED


def test_a_guests_order_cannot_be_ended_as_a_test(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    with pytest.raises(NotATest):
        service.end_test_order(order.id, actor=shop.actor)
    assert order.lines[0].status is LineStatus.PLACED


def test_a_shop_without_a_menu_can_be_tried_too(shop: Shop) -> None:
    store = make_store("新店")
    order = service.place_test_order(actor=system(store.id))
    tickets = kitchen.list_open_tickets(store.id)
    assert [(facts.order.id, facts.ticket.station_id) for facts in tickets] == [(order.id, None)]


def test_another_stores_test_is_not_seen(shop: Shop) -> None:
    other = make_shop("别家", prefix="other-")
    order = service.place_test_order(actor=other.actor)
    with pytest.raises(NotFound):
        follow_order(shop.id, order.id)
    with pytest.raises(NotFound):
        service.end_test_order(order.id, actor=shop.actor)
