"""Opening hours and licence facts: what may be stored, and what comes back."""

from datetime import date, time

import pytest
from pydantic import ValidationError

from app.settings import queries, service
from app.stores.settings import HoursSettings, LicencesSettings, OpenRange
from tests.factories.shop import Shop

LUNCH = OpenRange(opens=time(11), closes=time(14))
SUPPER = OpenRange(opens=time(17), closes=time(2))


def week(*monday: OpenRange) -> tuple[tuple[OpenRange, ...], ...]:
    """A week that is open on Monday only."""
    return (monday, *((),) * 6)


def test_several_ranges_a_day_come_back_as_they_were_stored(shop: Shop) -> None:
    assert not queries.get(shop.id, HoursSettings).is_known
    chosen = HoursSettings(weekdays=week(LUNCH, SUPPER))
    service.save(chosen, actor=shop.person())
    assert queries.get(shop.id, HoursSettings) == chosen
    assert chosen.is_known


def test_a_range_that_closes_after_midnight_ends_beyond_the_day() -> None:
    assert LUNCH.span == (660, 840)
    assert SUPPER.span == (1020, 1560)
    assert OpenRange(opens=time(0), closes=time(0)).span == (0, 1440)


@pytest.mark.parametrize("monday", [(SUPPER, LUNCH), (LUNCH, LUNCH), (LUNCH,) * 5])
def test_ranges_that_overlap_or_stand_out_of_order_are_refused(
    monday: tuple[OpenRange, ...],
) -> None:
    with pytest.raises(ValidationError):
        HoursSettings(weekdays=week(*monday))


def test_licence_facts_come_back_as_they_were_stored(shop: Shop) -> None:
    chosen = LicencesSettings(
        food_licence_no="JY10000000000001", food_licence_until=date(2030, 1, 1)
    )
    service.save(chosen, actor=shop.person())
    assert queries.get(shop.id, LicencesSettings) == chosen
