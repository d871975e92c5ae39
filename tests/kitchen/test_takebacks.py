"""A dish that was taken back is touched, read on paper or told, or the counter rings."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.core.errors import NotFound
from app.kitchen import cards, queries, screens, service, takebacks
from app.kitchen.models import AlarmEnd
from app.kitchen.settings import KitchenSettings
from app.ordering import service as ordering
from app.ordering.models import Order
from app.printing import service as printing
from app.printing import workers
from app.reports import kitchen_health
from app.reports.chain import chains_of
from app.settings import service as settings
from app.staff.rights import Role
from printer.errors import PaperOut
from tests.factories.kitchen import pair_tablet
from tests.factories.ordering import place_at_counter
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.fixtures.callers import Caller, PageClient

Drain = Callable[[], int]
StaffPage = Callable[[Role], PageClient]


def taken_back(shop: Shop, *, shown: bool = True) -> Order:
    """An order of tofu and cucumber that a screen showed; then the tofu is taken back."""
    dishes = (shop.dish["tofu"], 2), shop.dish["cucumber"]
    order = place_at_counter(shop.actor, *dishes, table=shop.tables[0])
    if shown:
        service.record_shown("炒锅墙", queries.head(shop.id), actor=shop.actor)
    ordering.void_line(order.lines[0].id, actor=shop.actor, reason="点错了")
    return order


def test_a_dish_taken_back_that_nobody_touched_rings(shop: Shop, clock: FixedClock) -> None:
    order = taken_back(shop)
    clock.move(seconds=60)
    assert service.watch_takebacks() == 0
    clock.move(seconds=0.1)
    assert service.watch_takebacks() == 1
    [gone] = takebacks.list_alarms(shop.id)
    assert (gone.line.id, gone.line.name) == (order.lines[0].id, "麻婆豆腐")
    assert service.watch_takebacks() == 0
    # Its ticket was shown: that alarm is another one.
    assert queries.list_alarms(shop.id) == []


def test_control_one_that_a_cook_touched_does_not_ring(shop: Shop, clock: FixedClock) -> None:
    order = taken_back(shop)
    for _ in range(2):
        service.touch_takeback(order.lines[0].id, "炒锅墙", actor=shop.actor)
    clock.move(minutes=5)
    assert service.watch_takebacks() == 0


@pytest.mark.parametrize("how", [AlarmEnd.TOUCHED, AlarmEnd.TOLD, AlarmEnd.PRINTED])
def test_the_alarm_stops_when_the_kitchen_knows(
    shop: Shop, clock: FixedClock, how: AlarmEnd
) -> None:
    order = taken_back(shop)
    line_id = order.lines[0].id
    clock.move(seconds=61)
    service.watch_takebacks()
    clock.move(seconds=9)
    if how is AlarmEnd.TOUCHED:
        service.touch_takeback(line_id, "炒锅墙", actor=shop.actor)
    elif how is AlarmEnd.TOLD:
        service.tell_takeback(line_id, actor=shop.person())
    else:
        printer = make_printer(shop.actor)
        printing.print_takeback(line_id, actor=shop.person())
        workers.send_due(printer.id, threading.Event())
    assert takebacks.list_alarms(shop.id) == []
    [rang] = kitchen_health.look(shop.id).alarms
    assert (rang.alarm.ended_how, rang.seconds) == (how, 9)
    assert [line.id for line in rang.lines] == [line_id]
    assert [cause["what"] for cause in rang.alarm.causes] == ["no_screen"]
    [hot, _cold] = chains_of(shop.id, order.id)
    assert hot.takebacks[line_id].seen_how is how


def test_the_void_slip_tells_it_when_it_is_out(shop: Shop, clock: FixedClock, drain: Drain) -> None:
    printer = make_printer(shop.actor)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    workers.send_due(printer.id, threading.Event())
    ordering.void_line(order.lines[0].id, actor=shop.actor, reason="点错了")
    drain()
    job = printing.claim_next(printer.id)
    assert job is not None
    printing.mark_failed(job.id, PaperOut("no paper"))
    clock.move(seconds=61)
    # A slip that waits in a printer without paper tells nobody.
    assert service.watch_takebacks() == 1
    [rang] = kitchen_health.look(shop.id).alarms
    causes = [cause["what"] for cause in rang.alarm.causes]
    assert causes == ["no_screen", "printer_failing"]
    workers.send_due(printer.id, threading.Event())
    assert takebacks.list_alarms(shop.id) == []


def test_paper_does_not_stand_in_for_the_touch_on_a_screen(
    shop: Shop, clock: FixedClock, drain: Drain
) -> None:
    printer = make_printer(shop.actor)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    service.record_shown("炒锅墙", queries.head(shop.id), actor=shop.actor)
    drain()
    workers.send_due(printer.id, threading.Event())
    ordering.void_line(order.lines[0].id, actor=shop.actor, reason="点错了")
    drain()
    workers.send_due(printer.id, threading.Event())
    clock.move(seconds=61)
    assert service.watch_takebacks() == 1
    # What somebody prints because the counter rings is meant for the cook.
    printing.print_takeback(order.lines[0].id, actor=shop.person())
    workers.send_due(printer.id, threading.Event())
    assert takebacks.list_alarms(shop.id) == []


def test_a_cancelled_order_that_was_shown_has_to_be_touched(
    shop: Shop, clock: FixedClock, drain: Drain
) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["cucumber"])
    service.record_shown("炒锅墙", queries.head(shop.id), actor=shop.actor)
    ordering.cancel_order(order, actor=shop.actor)
    clock.move(seconds=61)
    assert service.watch_takebacks() == 2


@pytest.mark.parametrize("why", ["unknown", "done", "served", "test"])
def test_what_no_cook_can_be_making_rings_for_nobody(
    shop: Shop, clock: FixedClock, why: str
) -> None:
    if why == "test":
        order = ordering.place_test_order(actor=shop.person())
        service.record_shown("墙", queries.head(shop.id), actor=shop.actor)
        ordering.end_test_order(order.id, actor=shop.person())
    elif why == "unknown":
        taken_back(shop, shown=False)
    else:
        order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
        step = "done" if why == "done" else "serve"
        ordering.step_line(order.lines[0].id, step, actor=shop.actor)
        ordering.void_line(order.lines[0].id, actor=shop.actor, reason="凉了")
    clock.move(minutes=5)
    assert service.watch_takebacks() == 0


def test_the_board_keeps_what_is_gone_until_it_is_touched(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    hot, cold = shop.stations["hot"].id, shop.stations["cold"].id
    service.record_shown("炒锅墙", queries.head(shop.id), actor=shop.actor)
    ordering.void_line(order.lines[0].id, actor=shop.actor, reason="点错了")
    # Nothing is left to cook, and a screen that is loaded anew shows it nevertheless.
    assert [card.state for card in cards.list_cards(shop.id, hot)] == ["cancelled"]
    assert cards.list_cards(shop.id, cold) == []
    service.touch_takeback(order.lines[0].id, "炒锅墙", actor=shop.actor)
    assert cards.list_cards(shop.id, hot) == []


def test_the_owner_sets_the_seconds(shop: Shop, clock: FixedClock) -> None:
    settings.save(KitchenSettings(takeback_alarm_after_s=10), actor=shop.person())
    taken_back(shop)
    clock.move(seconds=11)
    assert service.watch_takebacks() == 1


def test_a_screen_says_so_by_its_own_name(app: Flask, shop: Shop) -> None:
    order = taken_back(shop)
    _device, secret = pair_tablet(shop.person(), "炒锅一号")
    tablet = PageClient(app, use_cookies=True)
    tablet.log_in(secret)
    path = f"/api/v1/kitchen/lines/{order.lines[0].id}/seen"
    assert screens.find_logged_in(secret) is not None
    for _ in range(2):
        assert tablet.post(path, json={"screen": "somebody else"}).status_code == 204
    [hot, _cold] = chains_of(shop.id, order.id)
    assert hot.takebacks[order.lines[0].id].seen_by == "炒锅一号"
    gone = tablet.post("/api/v1/kitchen/lines/unknown/seen", json={"screen": "x"})
    assert gone.status_code == 404


def test_another_store_cannot_say_so(shop: Shop, clock: FixedClock) -> None:
    other = make_shop("新店", prefix="b-")
    line_id = taken_back(shop).lines[0].id
    with pytest.raises(NotFound):
        service.touch_takeback(line_id, "墙", actor=other.actor)
    with pytest.raises(NotFound):
        service.tell_takeback(line_id, actor=other.person())
    with pytest.raises(NotFound):
        printing.print_takeback(line_id, actor=other.person())
    clock.move(seconds=61)
    assert service.watch_takebacks() == 1


def test_the_counter_names_dish_table_cause_and_what_to_do(
    shop: Shop, staff_page: StaffPage, clock: FixedClock
) -> None:
    line_id = taken_back(shop).lines[0].id
    elsewhere = make_printer(shop.actor, "前台", prints_kitchen=False)
    clock.move(seconds=61)
    service.watch_takebacks()
    service.record_shown("炒锅墙", queries.head(shop.id), actor=shop.actor)
    page = staff_page(Role.WAITER)
    html = page.get("/counter/alerts").text
    for said in ("A01", "麻婆豆腐 ×2", "点错了", "没有人点过", "不要再做", 'data-alarms="1"'):
        assert said in html, said
    assert page.post(f"/counter/takebacks/{line_id}/print").status_code == 409
    assert f"/counter/takebacks/{line_id}/print/{elsewhere.id}" in html
    assert page.post(f"/counter/takebacks/{line_id}/print/{elsewhere.id}").status_code == 204
    assert page.post(f"/counter/takebacks/{line_id}/told").status_code == 204
    assert 'data-alarms="0"' in page.get("/counter/alerts").text


def test_the_order_page_tells_who_touched_it(
    shop: Shop, staff_page: StaffPage, as_staff: Callable[[Role], Caller]
) -> None:
    order = taken_back(shop)
    owner = staff_page(Role.OWNER)
    assert "还没有厨师点过" in owner.get(f"/backoffice/orders/{order.id}").text
    cook = as_staff(Role.KITCHEN)
    said = cook.post(f"/kitchen/lines/{order.lines[0].id}/seen", json={"screen": "炒锅墙"})
    assert said.status_code == 204
    assert "在屏幕上点过" in owner.get(f"/backoffice/orders/{order.id}").text
