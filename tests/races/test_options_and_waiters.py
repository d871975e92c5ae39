"""The last portion of an option, and two waiters with a phone at one table."""

from collections import Counter
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.inputs import OptionGroupInput, OptionInput
from app.core.db import db
from app.core.ids import new_id
from app.ordering import queries
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput, StaffLineInput, StaffOrderInput
from app.ordering.models import OrderLine
from app.ordering.service import placing
from app.staff.rights import Role
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


def test_two_waiters_and_a_phone_at_one_table_lose_nothing(app: Flask, shop: Shop) -> None:
    table = shop.tables[0]
    phone = presence_at(table, shop.actor)
    waiters = (shop.person(Role.WAITER), shop.person(Role.MANAGER))
    by_staff = [
        partial(
            ordering.place_staff_order,
            StaffOrderInput(lines=(StaffLineInput(dish_id=shop.dish[dish].id),), table_id=table.id),
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
    results = all_at_once(app, [*by_staff, *by_phone])
    assert all(isinstance(result, ordering.Placed) for result in results)
    db.session.expire_all()
    sold = Counter(db.session.scalars(select(OrderLine.name)))
    assert sold == {"青岛啤酒": 4, "米饭": 4, "麻婆豆腐": 4}
    placed = queries.list_session_orders(shop.id, phone.session_id)
    assert sorted(order.round for order in placed) == list(range(1, 13))
