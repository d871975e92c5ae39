"""Placing an order: every refusal, every promise."""

from collections.abc import Callable

import pytest
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import event, func, select

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.errors import SoldOut
from app.core.audit import AuditEntry
from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.idempotency import KeyReused
from app.core.ids import new_id
from app.ordering import queries, service
from app.ordering.errors import IllegalTransition, Paused, PriceChanged, TableBusy, TooLate, TooMuch
from app.ordering.inputs import (
    LineInput,
    OpenItemInput,
    PlaceOrderInput,
    StaffLineInput,
    StaffOrderInput,
)
from app.ordering.models import LineStatus, Order, OrderStatus, OrderType
from app.ordering.settings import OrderingSettings
from app.settings import service as settings
from app.tables import service as tables
from app.tables.errors import SessionOver
from tests.factories.inventory import make_ingredient, make_recipe
from tests.factories.ordering import basket, place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at


def test_an_order_freezes_what_it_was_made_of(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    option = shop.spice.options[1]
    line = LineInput(
        dish_id=shop.dish["chicken"].id, quantity=2, option_ids=(option.id,), note="不要花生"
    )
    given = PlaceOrderInput(lines=(line,), covers=2, note="快", expected_total_fen=8000)
    placed = service.place_order(presence, given, key="k")
    catalog_service.remove_dish(shop.dish["chicken"].id, actor=shop.actor)
    order = queries.get_order(shop.id, placed.order["id"])
    assert (order.total_fen, order.covers, order.note, order.round) == (8000, 2, "快", 1)
    [kept] = order.lines
    assert (kept.name, kept.unit_price_fen, kept.note) == ("宫保鸡丁", 4000, "不要花生")
    assert kept.options[0]["name"] == "加辣"
    assert order.status is OrderStatus.PLACED


def test_numbers_count_within_the_business_day(shop: Shop, clock: FixedClock) -> None:
    first = [place_at_counter(shop.actor, shop.dish["rice"]).number for _ in range(3)]
    clock.move(days=1)
    assert [*first, place_at_counter(shop.actor, shop.dish["rice"]).number] == [1, 2, 3, 1]


def test_later_orders_of_a_table_are_rounds(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    orders = [place(presence, shop.dish["rice"]) for _ in range(3)]
    by_staff = place_at_counter(shop.actor, shop.dish["beer"], table=shop.tables[0])
    assert [order.round for order in (*orders, by_staff)] == [1, 2, 3, 4]
    assert by_staff.table_session_id == presence.session_id


def test_the_same_key_gives_the_first_answer_for_ever(shop: Shop, clock: FixedClock) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    first = service.place_order(presence, basket(shop.dish["fish"]), key="k")
    catalog_service.set_availability(shop.dish["fish"].id, actor=shop.actor, available=False)
    clock.move(hours=5)
    again = service.place_order(presence, basket(shop.dish["fish"]), key="k")
    assert (again.order, again.replayed, first.replayed) == (first.order, True, False)
    with pytest.raises(KeyReused):
        service.place_order(presence, basket(shop.dish["beer"]), key="k")


def test_a_refused_order_leaves_its_key_free(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    with pytest.raises(SoldOut):
        service.place_order(presence, basket((shop.dish["fish"], 6)), key="k")
    assert not service.place_order(presence, basket(shop.dish["fish"]), key="k").replayed


def test_a_total_that_the_guest_did_not_see_is_refused(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    with pytest.raises(PriceChanged) as refused:
        place(presence, shop.dish["tofu"], expected_total_fen=1)
    assert refused.value.extra == {"total_fen": 1800}
    assert place(presence, shop.dish["tofu"], expected_total_fen=1800).total_fen == 1800


def test_counts_are_taken_over_all_lines_of_a_dish(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    with pytest.raises(SoldOut) as refused:
        place(presence, (shop.dish["fish"], 3), (shop.dish["fish"], 3))
    assert refused.value.extra["missing"][0]["wanted"] == 6
    place(presence, (shop.dish["fish"], 3), (shop.dish["fish"], 2))
    assert catalog.get_menu(shop.id).dishes[shop.dish["fish"].id].remaining == 0


def test_what_is_wrong_with_a_basket_is_named_by_line(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    lines = (
        LineInput(dish_id=shop.dish["rice"].id),
        LineInput(dish_id="nothing"),
        LineInput(dish_id=shop.dish["rice"].id, option_ids=(shop.spice.options[0].id,)),
    )
    with pytest.raises(Invalid) as refused:
        service.place_order(presence, PlaceOrderInput(lines=lines), key="k")
    assert set(refused.value.extra["fields"]) == {"lines.1.dish_id", "lines.2.option_ids"}


def test_a_paused_shop_takes_no_orders_from_phones_but_from_staff(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    settings.save(OrderingSettings(is_paused=True, pause_message="厨房休息"), actor=shop.person())
    with pytest.raises(Paused) as refused:
        place(presence, shop.dish["rice"])
    assert (refused.value.status, str(refused.value.message)) == (503, "厨房休息")
    assert place_at_counter(shop.actor, shop.dish["rice"])


@pytest.mark.parametrize(
    "limit", [{"max_orders_per_session": 2}, {"max_total_per_session_fen": 3700}]
)
def test_a_party_has_limits_that_staff_do_not_have(shop: Shop, limit: dict[str, int]) -> None:
    settings.save(OrderingSettings.model_validate(limit), actor=shop.person())
    presence = presence_at(shop.tables[0], shop.actor)
    place(presence, shop.dish["tofu"])
    place(presence, shop.dish["tofu"])
    with pytest.raises(TableBusy):
        place(presence, shop.dish["tofu"])
    assert place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0]).round == 3


def test_after_clearing_nothing_can_be_ordered(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    with pytest.raises(SessionOver):
        place(presence, shop.dish["rice"])


def test_an_order_from_an_unopened_table_waits_and_reaches_no_kitchen(
    shop: Shop, drain: Callable[[], int]
) -> None:
    presence = presence_at(shop.tables[0])
    order = place(presence, shop.dish["fish"])
    assert order.status is OrderStatus.WAITING
    assert drain() == 0
    assert queries.list_waiting_orders(shop.id) == [order]
    with pytest.raises(IllegalTransition):
        service.step_line(order.lines[0].id, "start", actor=shop.actor)
    assert service.confirm_order(order.id, actor=shop.actor).status is OrderStatus.PLACED
    assert drain() == 1
    with pytest.raises(IllegalTransition):
        service.confirm_order(order.id, actor=shop.actor)


def test_a_waiting_order_is_cancelled_with_its_table_and_gives_back(shop: Shop) -> None:
    order = place(presence_at(shop.tables[0]), (shop.dish["fish"], 2))
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    assert queries.get_order(shop.id, order.id).status is OrderStatus.CANCELLED
    assert catalog.get_menu(shop.id).dishes[shop.dish["fish"].id].remaining == 5


def test_cancelling_gives_back_once(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    order = place(presence, (shop.dish["fish"], 2), shop.dish["beer"])
    for _ in range(2):
        cancelled = service.cancel_order(order, actor=presence.actor, reason="换一家")
        assert cancelled.status is OrderStatus.CANCELLED
        assert catalog.get_menu(shop.id).dishes[shop.dish["fish"].id].remaining == 5
    assert all(line.status is LineStatus.CANCELLED for line in cancelled.lines)


@pytest.mark.parametrize("after", ["start", "pay"])
def test_too_late_to_cancel(shop: Shop, after: str) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    if after == "start":
        service.step_line(order.lines[0].id, "start", actor=shop.actor)
    else:
        pay(shop.person(), order, 1)
    with pytest.raises(TooLate):
        service.cancel_order(order, actor=shop.actor)


def test_staff_need_a_table_or_pick_up(shop: Shop) -> None:
    given = StaffOrderInput(lines=(StaffLineInput(dish_id=shop.dish["rice"].id),))
    with pytest.raises(Invalid):
        service.place_staff_order(given, key="k", actor=shop.actor)


def test_another_store_sees_and_changes_nothing(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    order = place_at_counter(shop.actor, shop.dish["rice"])
    with pytest.raises(NotFound):
        queries.get_order(other.id, order.id)
    with pytest.raises(NotFound):
        service.cancel_order(order, actor=other.actor)
    with pytest.raises(NotFound):
        service.step_line(order.lines[0].id, "start", actor=other.actor)
    with pytest.raises(Invalid):
        place_at_counter(other.actor, shop.dish["rice"])
    with pytest.raises(NotFound):
        place_at_counter(other.actor, other.dish["rice"], table=shop.tables[0])


def test_each_step_is_audited_with_its_actor(app: Flask, shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    order = place(presence, shop.dish["rice"])
    service.cancel_order(order, actor=presence.actor)
    query = select(AuditEntry).where(AuditEntry.target_id == order.id).order_by(AuditEntry.id)
    entries = [(e.action, e.actor_kind) for e in db.session.scalars(query)]
    assert entries == [("order.placed", "diner"), ("order.cancelled", "diner")]


def test_a_failed_order_leaves_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_event: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.core.events.publish", fail)
    with pytest.raises(ZeroDivisionError):
        place_at_counter(shop.actor, shop.dish["fish"])
    db.session.expire_all()
    assert db.session.scalar(select(func.count(Order.id))) == 0
    assert catalog.get_menu(shop.id).dishes[shop.dish["fish"].id].remaining == 5


def test_staff_may_sell_what_is_not_on_the_menu_and_hold_a_dish(shop: Shop) -> None:
    hot = shop.stations["hot"].id
    given = StaffOrderInput(
        lines=(StaffLineInput(dish_id=shop.dish["tofu"].id, is_held=True),),
        open_items=(OpenItemInput(name="长寿面", price_fen=1800, station_id=hot, quantity=2),),
        order_type=OrderType.PICKUP,
    )
    placed = service.place_staff_order(given, key=new_id(), actor=shop.actor)
    order = queries.get_order(shop.id, placed.order["id"])
    tofu, noodles = order.lines
    assert (tofu.status, noodles.status) == (LineStatus.HELD, LineStatus.PLACED)
    assert (noodles.dish_id, noodles.name, noodles.total_fen) == (None, "长寿面", 3600)
    assert noodles.station_id == hot
    assert order.total_fen == tofu.total_fen + 3600


def test_an_open_item_is_made_at_a_station_of_the_shop(shop: Shop) -> None:
    item = OpenItemInput(name="长寿面", price_fen=1800, station_id="elsewhere")
    given = StaffOrderInput(open_items=(item,), order_type=OrderType.PICKUP)
    with pytest.raises(Invalid):
        service.place_staff_order(given, key=new_id(), actor=shop.actor)
    with pytest.raises(ValidationError):
        StaffOrderInput(order_type=OrderType.PICKUP)


def test_nine_thousand_portions_reach_nobody(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    for heap in ((9_990,), (99, 99, 99, 4)):
        with pytest.raises((ValidationError, TooMuch)):
            place(presence, *((shop.dish["rice"], portions) for portions in heap))
    assert queries.list_session_orders(shop.id, presence.session_id) == []
    place(presence, *((shop.dish["rice"], portions) for portions in (99, 99, 99, 3)))


def test_an_order_with_everything_on_takes_thirteen_statements(shop: Shop) -> None:
    """Its three numbers are one of them, and so is all that its ingredients promise."""
    tofu, parts = shop.dish["tofu"], [make_ingredient(shop.actor, name, 90_000) for name in "豆油"]
    make_recipe(shop.actor, tofu.id, *((part, 10) for part in parts))
    catalog_service.set_availability(tofu.id, actor=shop.actor, remaining=50)
    presence = presence_at(shop.tables[0], shop.actor)
    sent: list[str] = []
    watch = lambda *given: sent.append(given[2])  # noqa: E731
    service.place_order(presence, basket(tofu), key="warm")
    event.listen(db.engine, "before_cursor_execute", watch)
    try:
        service.place_order(presence, basket(tofu), key="k")
    finally:
        event.remove(db.engine, "before_cursor_execute", watch)
    counted = [each for each in sent if not each.startswith(("BEGIN", "SELECT pg_advisory"))]
    assert len(counted) <= 13, "\n".join(each[:70] for each in counted)


def test_an_order_costs_no_more_than_its_columns_hold(shop: Shop) -> None:
    gold = OpenItemInput(name="金", price_fen=10**9, quantity=2)
    with pytest.raises(Invalid):
        place_at_counter(shop.actor, open_items=(gold,))
    whole = gold.model_copy(update={"quantity": 1})
    assert place_at_counter(shop.actor, open_items=(whole,)).total_fen == 10**9
