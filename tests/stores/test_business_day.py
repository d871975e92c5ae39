"""The business day, from cut-over to cut-over on the store's own clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotFound
from app.stores import queries, rules, service
from tests.factories.shop import Shop

ZONES = ("Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("utc", "day"),
    [("2026-03-01T19:59", "2026-03-01"), ("2026-03-01T20:00", "2026-03-02")],
)
def test_a_late_supper_belongs_to_its_evening(utc: str, day: str) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert rules.business_date(moment, "Asia/Shanghai", time(4)) == date.fromisoformat(day)


@given(MOMENTS, st.sampled_from(ZONES), st.times())
def test_every_moment_lies_within_the_span_of_its_day(
    moment: datetime, zone: str, starts: time
) -> None:
    day = rules.business_date(moment, zone, starts)
    start, end = rules.business_day_span(day, zone, starts)
    # An hour that summer time repeats may be told twice; it is one hour at the most.
    slack = timedelta(hours=1)
    assert start - slack <= moment < end + slack


def test_what_a_store_says_of_itself_is_new_at_once(shop: Shop) -> None:
    assert queries.get_facts(shop.id).notice == ""
    service.change_store(actor=shop.person(), notice="今日清明，十四点打烊")
    assert queries.get_facts(shop.id).notice == "今日清明，十四点打烊"
    with pytest.raises(NotFound):
        queries.get_facts("nowhere")
