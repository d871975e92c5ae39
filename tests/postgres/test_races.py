"""The races of tests/races on Postgres: there, several processes and stores write at once."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories.shop import Shop
from tests.fixtures.postgres import let_all_write_at_once
from tests.races import (
    test_double_tap,
    test_last_minutes,
    test_last_portion,
    test_merging,
    test_moving,
    test_options_and_waiters,
    test_shared_cart,
    test_split_bills,
)

Race = Callable[[Flask, Shop], None]

RACES: tuple[Race, ...] = (
    test_double_tap.test_fifty_taps_are_one_order_with_one_answer,
    test_double_tap.test_two_payments_at_once_take_the_money_once,
    test_double_tap.test_a_table_opened_by_two_waiters_has_one_session,
    test_double_tap.test_cancelled_or_started_never_both,
    test_last_minutes.test_the_last_minutes_of_a_slot_are_sold_exactly,
    test_last_portion.test_portions_taken_and_given_back_in_a_crowd_add_up,
    test_merging.test_every_order_is_on_the_joint_bill,
    test_merging.test_two_waiters_who_merge_each_into_the_other_make_one_party,
    test_moving.test_one_of_three_parties_gets_the_free_table,
    test_moving.test_an_order_sent_during_the_move_carries_the_new_table,
    test_options_and_waiters.test_the_last_eggs_are_sold_once,
    test_options_and_waiters.test_two_waiters_and_a_phone_at_one_table_lose_nothing,
    test_shared_cart.test_placed_by_twelve_at_once_it_is_one_order,
    test_shared_cart.test_what_twenty_phones_add_at_once_is_all_there,
    test_split_bills.test_a_part_is_paid_once_by_many_tills,
    test_split_bills.test_part_and_whole_at_once_take_no_fen_twice,
    test_split_bills.test_a_bill_is_split_once_by_many_tills,
)


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__.removeprefix("test_"))
def test_on_postgres_as_on_sqlite(app: Flask, shop: Shop, race: Race) -> None:
    race(app, shop)


def test_control_without_the_line_rounds_are_counted_twice(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_all_write_at_once(monkeypatch)
    with pytest.raises(AssertionError):
        test_options_and_waiters.test_two_waiters_and_a_phone_at_one_table_lose_nothing(app, shop)
