"""Pick-up numbers: counted per business day, never twice, whatever the concurrency."""

from functools import partial

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.clock import FixedClock
from app.core.db import db
from app.ordering.pickup import nth_code
from app.ordering.service import entering
from app.ordering.settings import PickupSettings
from app.settings import service as settings
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop
from tests.races.crowd import all_at_once

GUESTS = 24


def code(nth: int, first: int = 1, skipped: str = "") -> str:
    return nth_code(nth, prefix="A", first=first, width=3, skipped=skipped)


def test_numbers_leave_out_the_digits_that_the_owner_does_not_want() -> None:
    assert [code(n, skipped="4") for n in (1, 3, 4, 12, 13)] == [
        "A001",
        "A003",
        "A005",
        "A013",
        "A015",
    ]
    assert code(1, first=40, skipped="4") == "A050"
    assert code(1000) == "A1000"


@given(
    first=st.integers(1, 3000),
    skipped=st.sets(st.sampled_from("123456789"), max_size=8).map("".join),
)
def test_every_number_is_the_next_one_allowed(first: int, skipped: str) -> None:
    ours = [int(code(n, first, skipped)[1:]) for n in range(1, 30)]
    every = (n for n in range(first, 10**9) if not set(str(n)) & set(skipped))
    assert ours == [next(every) for _ in range(5)] + ours[5:]
    assert ours == sorted(set(ours))


def test_settings_that_leave_no_number_are_refused() -> None:
    wrongs = ({"skipped_digits": "123456789"}, {"skipped_digits": "0"}, {"first": 9, "last": 2})
    for wrong in wrongs:
        with pytest.raises(ValidationError):
            PickupSettings(**wrong)


def test_numbers_begin_anew_each_business_day_and_belong_to_pick_up_alone(
    shop: Shop, clock: FixedClock
) -> None:
    chosen = PickupSettings(prefix="K", first=4, last=99, skipped_digits="4")
    settings.save(chosen, actor=shop.actor)
    take = partial(place_at_counter, shop.actor, shop.dish["rice"])
    assert [take().pickup_code for _ in range(2)] == ["K05", "K06"]
    assert take(table=shop.tables[0]).pickup_code == ""
    clock.move(days=1)
    assert take().pickup_code == "K05"


def test_a_changed_range_gives_no_number_twice(shop: Shop) -> None:
    take = partial(place_at_counter, shop.actor, shop.dish["rice"])
    settings.save(PickupSettings(first=2), actor=shop.actor)
    codes = [take().pickup_code for _ in range(2)]
    settings.save(PickupSettings(first=1), actor=shop.actor)
    codes += [take().pickup_code for _ in range(3)]
    assert codes == ["A002", "A003", "A004", "A005", "A006"]
    settings.save(PickupSettings(first=1, skipped_digits="78"), actor=shop.actor)
    assert take().pickup_code not in codes


def test_a_crowd_gets_numbers_without_a_gap(app: Flask, shop: Shop) -> None:
    take = partial(place_at_counter, shop.actor, shop.dish["rice"])
    orders = all_at_once(app, [take] * GUESTS)
    codes = sorted(order.pickup_code for order in orders if not isinstance(order, Exception))
    assert codes == [f"A{n:03d}" for n in range(1, GUESTS + 1)]


def test_control_a_number_that_is_not_counted_is_refused_by_the_database(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the counter all ask for one number: the index lets one of them through."""
    monkeypatch.setattr(entering, "take_code", lambda *_a: "A001")
    take = partial(place_at_counter, shop.actor, shop.dish["rice"])
    orders = all_at_once(app, [take] * 4)
    assert sum(isinstance(order, Exception) for order in orders) == 3
    db.session.rollback()
