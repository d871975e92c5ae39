"""Stopping guests' orders: for everybody or one kind, for a while or until it is ended."""

import pytest

from app.core import audit
from app.core.clock import FixedClock
from app.core.errors import Invalid
from app.ordering import load, service
from app.ordering.errors import KitchenFull, Paused
from app.ordering.models import OrderStatus
from app.ordering.settings import OrderingSettings, PaceSettings, PauseScope
from app.settings import queries
from app.settings import service as settings
from tests.factories.ordering import place, place_at_counter
from tests.factories.schedule import pickup_phone, take_ahead, tomorrow_at
from tests.factories.shop import Shop
from tests.factories.tables import presence_at


def test_a_pause_of_one_kind_lets_the_other_order(shop: Shop) -> None:
    seated, pickup = presence_at(shop.tables[0], shop.actor), pickup_phone(shop)
    service.pause_ordering("先停外带", actor=shop.person(), scope=PauseScope.PICKUP)
    with pytest.raises(Paused) as refused:
        place(pickup, shop.dish["rice"])
    assert str(refused.value.message) == "先停外带"
    place(seated, shop.dish["rice"])
    service.pause_ordering(actor=shop.person(), scope=PauseScope.DINE_IN)
    with pytest.raises(Paused):
        place(seated, shop.dish["rice"])
    place(pickup, shop.dish["rice"])
    place_at_counter(shop.person(), shop.dish["rice"], table=shop.tables[0])


def test_a_pause_for_minutes_ends_by_itself_and_says_so(
    shop: Shop, clock: FixedClock, pushed: list[tuple[str, str, dict[str, object]]]
) -> None:
    seated = presence_at(shop.tables[0], shop.actor)
    service.pause_ordering(actor=shop.person(), minutes=10)
    rooms = {(namespace, body.get("topic")) for namespace, _room, body in pushed}
    assert {("/diner", "settings"), ("/counter", "settings")} <= rooms
    clock.move(minutes=9)
    assert service.end_pauses() == 0
    with pytest.raises(Paused):
        place(seated, shop.dish["rice"])
    clock.move(minutes=1)
    # The very minute counts, whether the job has run or not.
    place(seated, shop.dish["rice"])
    pushed.clear()
    assert (service.end_pauses(), service.end_pauses()) == (1, 0)
    assert any(body.get("topic") == "settings" for _n, _r, body in pushed)
    entries = audit.list_entries(shop.id, [("store", shop.id)])
    assert [e.action for e in entries if e.action.startswith("ordering.")] == [
        "ordering.paused",
        "ordering.resumed",
    ]


def test_switching_it_off_under_settings_forgets_how_long_it_was_meant(shop: Shop) -> None:
    service.pause_ordering(actor=shop.person(), minutes=10, scope=PauseScope.PICKUP)
    now = queries.get(shop.id, OrderingSettings).model_dump()
    settings.save(OrderingSettings.model_validate(now | {"is_paused": False}), actor=shop.actor)
    kept = queries.get(shop.id, OrderingSettings)
    assert (kept.paused_until, kept.pause_scope) == (None, PauseScope.ALL)


@pytest.mark.parametrize("minutes", [0, -5, 100_000])
def test_impossible_minutes_are_refused(shop: Shop, minutes: int) -> None:
    with pytest.raises(Invalid):
        service.pause_ordering(actor=shop.person(), minutes=minutes)


def test_a_full_kitchen_asks_phones_to_wait_and_still_takes_pre_orders(
    shop: Shop, clock: FixedClock
) -> None:
    take_ahead(shop)
    chosen = PaceSettings(cooks=1, busy_minutes=15, stop_minutes=30)
    settings.save(chosen, actor=shop.actor)
    seated = presence_at(shop.tables[0], shop.actor)
    first = load.promise(shop.id, 10).told
    for _ in range(3):
        assert not load.is_full(shop.id)
        place(seated, shop.dish["tofu"])
        clock.move(seconds=2)
    assert load.promise(shop.id, 10).told > first
    assert load.told_when_busy(shop.id) is not None
    assert load.is_full(shop.id)
    with pytest.raises(KitchenFull) as refused:
        place(seated, shop.dish["tofu"])
    assert (refused.value.status, refused.value.code) == (503, "paused")
    later = place(pickup_phone(shop), shop.dish["tofu"], due_at=tomorrow_at(12))
    assert later.status is OrderStatus.SCHEDULED
