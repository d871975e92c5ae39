"""The figures of a day equal what was ordered and paid, to the fen."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.clock import FixedClock
from app.ordering import service as ordering
from app.payments.models import Channel
from app.reports import queries
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at
from tests.fixtures.installation import MOMENT

DAY = date(2026, 3, 2)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["tofu", "rice", "beer"]), st.integers(1, 9), st.integers(0, 600)
        ),
        max_size=6,
    )
)
def test_figures_are_sums(shop: Shop, clock: FixedClock, sales: list[tuple[str, int, int]]) -> None:
    before = queries.day_report(shop.id, DAY)
    total, cash, hours = 0, 0, list(before["by_hour"])
    for dish, quantity, minutes in sales:
        clock._at = MOMENT
        clock.move(minutes=minutes)
        order = place_at_counter(shop.actor, (shop.dish[dish], quantity))
        total += order.total_fen
        hours[(11 * 60 + 30 + minutes) // 60] += order.total_fen
        if quantity > 4:
            pay(shop.person(), order)
            cash += order.total_fen
    report = queries.day_report(shop.id, DAY)
    assert report["orders"] - before["orders"] == len(sales)
    assert report["gross_fen"] - before["gross_fen"] == total
    assert report["net_fen"] == report["gross_fen"] - report["discounts_fen"]
    assert report["by_hour"] == hours
    assert sum(report["by_hour"]) == report["net_fen"]
    assert report["paid_by"].get("cash", 0) - before["paid_by"].get("cash", 0) == cash
    assert report["unpaid_fen"] == report["net_fen"] - sum(report["paid_by"].values())


def test_what_does_not_stand_is_not_counted(shop: Shop) -> None:
    ordering.cancel_order(place_at_counter(shop.actor, shop.dish["tofu"]), actor=shop.actor)
    place(presence_at(shop.tables[0]), shop.dish["tofu"])
    standing = place_at_counter(shop.actor, shop.dish["beer"], shop.dish["rice"])
    ordering.void_line(standing.lines[1].id, actor=shop.actor, reason="错")
    report = queries.day_report(shop.id, DAY)
    assert (report["orders"], report["net_fen"]) == (1, 800)
    assert [d["name"] for d in queries.top_dishes(shop.id, DAY)] == ["青岛啤酒"]


def test_a_late_supper_counts_for_its_evening(shop: Shop, clock: FixedClock) -> None:
    clock.move(hours=16)  # half past three at night
    place_at_counter(shop.actor, shop.dish["beer"])
    assert queries.day_report(shop.id, DAY)["by_hour"][3] == 800
    clock.move(hours=1)
    place_at_counter(shop.actor, shop.dish["beer"])
    assert queries.day_report(shop.id, DAY)["orders"] == 1
    assert queries.day_report(shop.id, date(2026, 3, 3))["orders"] == 1


def test_channels_and_stores_are_kept_apart(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    pay(shop.person(), order, 1000)
    pay(shop.person(), order, 800, channel=Channel.STATIC_CODE)
    assert queries.day_report(shop.id, DAY)["paid_by"] == {"cash": 1000, "static_code": 800}
    assert queries.day_report(other.id, DAY)["orders"] == 0
    assert queries.day_report(other.id, DAY)["by_hour"] == [0] * 24
