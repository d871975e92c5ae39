"""How long dishes took: the spans of a line, and the report made of them."""

from datetime import datetime, timedelta

import pytest

from app.core import clock as clocks
from app.core.clock import FixedClock
from app.ordering import service as ordering
from app.ordering.models import OrderType
from app.ordering.times import LineTimes, list_line_times
from app.reports.kitchen_times import By, percentile, report
from app.stores import queries as stores
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop


def cook(shop: Shop, clock: FixedClock, wait_m: int, cook_m: int, dish: str = "tofu") -> None:
    """One dish that waited, was cooked, and was served a minute later."""
    line = place_at_counter(shop.actor, shop.dish[dish], table=shop.tables[0]).lines[0].id
    clock.move(minutes=wait_m)
    ordering.step_line(line, "start", actor=shop.actor)
    clock.move(minutes=cook_m)
    ordering.step_line(line, "done", actor=shop.actor)
    clock.move(minutes=1)
    ordering.step_line(line, "serve", actor=shop.actor)


def all_times(shop: Shop) -> list[LineTimes]:
    """Every line that was ever done."""
    now = clocks.now()
    return list_line_times(shop.id, now - timedelta(days=9), now + timedelta(days=9))


def test_a_line_tells_how_long_it_waited_cooked_and_stood(shop: Shop, clock: FixedClock) -> None:
    cook(shop, clock, wait_m=3, cook_m=7)
    [line] = all_times(shop)
    assert (line.queue_s, line.cook_s, line.made_s, line.serve_s) == (180, 420, 600, 60)
    assert (line.name, line.order_type) == ("麻婆豆腐", OrderType.DINE_IN)


def test_a_held_dish_counts_from_its_call(shop: Shop, clock: FixedClock) -> None:
    line = place_at_counter(shop.actor, shop.dish["tofu"]).lines[0].id
    ordering.hold_line(line, actor=shop.actor)
    clock.move(minutes=40)
    ordering.fire_lines([line], actor=shop.actor)
    clock.move(minutes=5)
    ordering.step_line(line, "done", actor=shop.actor)
    [times] = all_times(shop)
    assert (times.made_s, times.queue_s, times.cook_s) == (300, None, None)


def test_what_was_taken_back_or_is_not_done_is_not_counted(shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], shop.dish["chicken"])
    ordering.step_line(order.lines[0].id, "done", actor=shop.actor)
    ordering.void_line(order.lines[0].id, actor=shop.person(), reason="x")
    assert all_times(shop) == []


def test_a_clock_that_was_set_back_makes_no_negative_time() -> None:
    at = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
    before = at - timedelta(minutes=1)
    line = LineTimes(None, "x", "", None, OrderType.PICKUP, 1, at, before, at, before)
    assert (line.queue_s, line.made_s, line.serve_s) == (None, 0, None)


def test_the_report_has_medians_and_percentiles_the_slowest_first(
    shop: Shop, clock: FixedClock
) -> None:
    for minutes in (1, 2, 3, 4, 20):
        cook(shop, clock, wait_m=0, cook_m=minutes)
    cook(shop, clock, wait_m=5, cook_m=30, dish="cucumber")
    today = stores.get_facts(shop.id).business_date()
    slow, quick = report(shop.id, today, today, By.DISH, 80)
    assert [slow.name, quick.name] == ["拍黄瓜", "麻婆豆腐"]
    assert (quick.cook.count, quick.cook.median, quick.cook.high) == (5, 180, 240)
    assert slow.queue.median == 300
    assert [row.name for row in report(shop.id, today, today, By.STATION)] == ["凉菜", "炒锅"]
    hours = [row.name for row in report(shop.id, today, today, By.HOUR)]
    assert hours == sorted(hours)
    yesterday = today - timedelta(days=1)
    assert report(shop.id, yesterday, yesterday, By.DISH) == []


@pytest.mark.parametrize(
    ("percent", "expected"), [(1, 1), (50, 5), (90, 9), (91, 10), (99, 10), (100, 10)]
)
def test_a_percentile_is_one_of_the_values(percent: int, expected: int) -> None:
    assert percentile(list(map(float, range(1, 11))), percent) == expected
    assert percentile([], percent) is None
