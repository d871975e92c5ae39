"""The last portion of an option, and two waiters with a phone at one table."""

import threading
from collections import Counter, defaultdict
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.inputs import OptionGroupInput, OptionInput
from app.core import db as db_module
from app.core.db import db
from app.core.ids import new_id
from app.core.lines import Line
from app.ordering import queries
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput, StaffLineInput, StaffOrderInput
from app.ordering.models import OrderLine
from app.ordering.service import placing
from app.staff.rights import Role
from app.tables.queries import Presence
from tests.factories import catalog as menus
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.races.crowd import all_at_once

PHONES = 24


def dish_with_eggs(shop: Shop, eggs: int) -> tuple[str, str]:
    """Noodles that come with an egg, of which so many are left."""
    group = catalog_service.add_option_group(
        OptionGroupInput(
            name="加料", max_choices=1, options=(OptionInput(name="卤蛋", remaining=eggs),)
        ),
        actor=shop.actor,
    )
    noodles = menus.make_dish(
        shop.actor, shop.categories["hot"], "汤面", 1800, group_ids=(group.id,)
    )
    return noodles.id, group.options[0].id


def crowd_wants(app: Flask, shop: Shop, dish_id: str, option_id: str) -> Counter[str]:
    given = PlaceOrderInput(lines=(LineInput(dish_id=dish_id, option_ids=(option_id,)),))
    acts = [
        partial(
            ordering.place_order,
            presence_at(shop.tables[number % 4], shop.actor),
            given,
            key=new_id(),
            limited=False,
        )
        for number in range(PHONES)
    ]
    return Counter(type(result).__name__ for result in all_at_once(app, acts))


def test_the_last_eggs_are_sold_once(app: Flask, shop: Shop) -> None:
    dish_id, egg_id = dish_with_eggs(shop, 3)
    answers = crowd_wants(app, shop, dish_id, egg_id)
    # Who looked before the last one went is told that it has sold out, the others by the menu.
    assert answers["Placed"] == 3
    assert answers["SoldOut"] + answers["Invalid"] == PHONES - 3
    assert catalog.get_menu(shop.id).options[egg_id].remaining == 0


def test_control_without_taking_them_everybody_gets_an_egg(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    dish_id, egg_id = dish_with_eggs(shop, 3)
    monkeypatch.setattr(placing.catalog_service, "take_portions", lambda *_a: None)
    assert crowd_wants(app, shop, dish_id, egg_id)["Placed"] == PHONES


def two_waiters_and_a_phone(
    app: Flask, shop: Shop, phone: Presence
) -> list[ordering.Placed | Exception]:
    """Eight orders of two waiters and four of a phone for one table, all at once."""
    waiters = (shop.person(Role.WAITER), shop.person(Role.MANAGER))
    by_staff = [
        partial(
            ordering.place_staff_order,
            StaffOrderInput(
                lines=(StaffLineInput(dish_id=shop.dish[dish].id),), table_id=shop.tables[0].id
            ),
            key=new_id(),
            actor=waiters[number % 2],
        )
        for number, dish in enumerate(["beer", "rice"] * 4)
    ]
    by_phone = [
        partial(
            ordering.place_order,
            phone,
            PlaceOrderInput(lines=(LineInput(dish_id=shop.dish["tofu"].id),)),
            key=new_id(),
        )
        for _ in range(4)
    ]
    return all_at_once(app, [*by_staff, *by_phone])


def sold() -> Counter[str]:
    db.session.expire_all()
    return Counter(db.session.scalars(select(OrderLine.name)))


def test_two_waiters_and_a_phone_at_one_table_lose_nothing(app: Flask, shop: Shop) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    results = two_waiters_and_a_phone(app, shop, phone)
    assert all(isinstance(result, ordering.Placed) for result in results)
    assert sold() == {"青岛啤酒": 4, "米饭": 4, "麻婆豆腐": 4}
    placed = queries.list_session_orders(shop.id, phone.session_id)
    assert sorted(order.round for order in placed) == list(range(1, 13))


@pytest.mark.sqlite("its transactions that begin with a read")
def test_control_who_looks_before_the_table_is_held_loses_the_order(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All have read the table, as a transaction that begins with a read lets them; one writes."""

    def read_first(*given: Any) -> tuple[str, Any]:
        statement, parameters = given[2:4]
        return "BEGIN" if statement == "BEGIN IMMEDIATE" else statement, parameters

    phone = presence_at(shop.tables[0], shop.actor)
    everybody_has_looked = threading.Barrier(12)
    write = placing._write

    def write_when_all_have_looked(*given: Any) -> Any:
        everybody_has_looked.wait(30)
        return write(*given)

    crowd = Line(threading.Semaphore(12))
    monkeypatch.setattr(db_module, "_lines", defaultdict(lambda: crowd))
    monkeypatch.setattr(placing, "_write", write_when_all_have_looked)
    event.listen(db.engine, "before_cursor_execute", read_first, retval=True)
    results = two_waiters_and_a_phone(app, shop, phone)
    event.remove(db.engine, "before_cursor_execute", read_first)
    assert sum(isinstance(result, OperationalError) for result in results) == 11
    assert sold().total() == 1
