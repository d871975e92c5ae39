"""How long dishes really take: measured by the kitchen's touches, robust against the odd one."""

from app.core.clock import FixedClock
from app.core.db import db
from app.ordering import load, service
from app.ordering.models import DishPace, Order
from tests.factories.ordering import place_at_counter
from tests.factories.shop import Shop


def cook(shop: Shop, clock: FixedClock, seconds: float, quantity: int = 1) -> Order:
    """An order of tofu that a cook began and finished so many seconds later."""
    order = place_at_counter(shop.actor, (shop.dish["tofu"], quantity))
    line = order.lines[0].id
    service.step_line(line, "start", actor=shop.actor)
    clock.move(seconds=seconds)
    service.step_line(line, "done", actor=shop.actor)
    return order


def test_the_median_of_enough_times_replaces_the_menus_minutes(
    shop: Shop, clock: FixedClock
) -> None:
    tofu = shop.dish["tofu"]
    usual = tofu.cook_minutes
    for minutes in (5, 6, 6, 7):
        cook(shop, clock, minutes * 60)
    assert (service.measure_dishes(), load.dish_minutes(shop.id)) == (0, {})
    order = place_at_counter(shop.actor, tofu)
    assert order.cook_minutes == usual
    # A pan that was forgotten for an hour.
    cook(shop, clock, 3600)
    assert service.measure_dishes() == 1
    assert load.dish_minutes(shop.id) == {tofu.id: 6}
    assert place_at_counter(shop.actor, tofu).cook_minutes == 6


def test_ticking_off_says_nothing_and_portions_are_taken_into_account(
    shop: Shop, clock: FixedClock
) -> None:
    for _ in range(9):
        cook(shop, clock, 2)
    assert service.measure_dishes() == 0
    for _ in range(5):
        # Five portions take twice as long as one.
        cook(shop, clock, 16 * 60, quantity=5)
    service.measure_dishes()
    measured = db.session.get(DishPace, (shop.id, shop.dish["tofu"].id))
    assert measured is not None
    assert (measured.minutes, measured.samples) == (8, 5)


def test_times_of_another_season_are_forgotten(shop: Shop, clock: FixedClock) -> None:
    for _ in range(5):
        cook(shop, clock, 300)
    assert service.measure_dishes() == 1
    clock.move(days=61)
    assert (service.measure_dishes(), load.dish_minutes(shop.id)) == (0, {})
