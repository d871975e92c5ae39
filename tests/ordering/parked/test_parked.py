"""An order set aside on one device is taken up on another, once, and not the next day."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.clock import FixedClock
from app.core.errors import NotFound
from app.core.idempotency import KeyReused
from app.core.ids import new_id
from app.ordering.errors import ParkedExpired, ParkedTaken
from app.ordering.inputs import OpenItemInput, StaffLineInput
from app.ordering.parked import queries, service
from app.ordering.parked.inputs import ParkInput
from app.ordering.parked.models import ParkedOrder
from app.staff.rights import Role
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at
from tests.races.crowd import all_at_once

Page = Callable[[Role], FlaskClient]


def basket(shop: Shop, **more: object) -> ParkInput:
    return ParkInput(
        name="红衣女士",
        lines=(StaffLineInput(dish_id=shop.dish["tofu"].id, quantity=2),),
        open_items=(OpenItemInput(name="长寿面", price_fen=1200),),
        total_fen=4800,
        **more,
    )


def park(shop: Shop, **more: object) -> str:
    return service.park_order(basket(shop, **more), key=new_id(), actor=shop.actor)


def test_it_is_taken_up_once(shop: Shop) -> None:
    parked = park(shop)
    assert [(p.name, p.portions) for p in queries.list_parked(shop.id)] == [("红衣女士", 3)]
    taken = service.take_up(parked, key=new_id(), actor=shop.person(Role.WAITER))
    assert taken.basket["open_items"][0]["name"] == "长寿面"
    with pytest.raises(ParkedTaken):
        service.take_up(parked, key=new_id(), actor=shop.actor)
    assert queries.list_parked(shop.id) == []


def test_sent_twice_it_is_parked_once(shop: Shop) -> None:
    key = new_id()
    ids = {service.park_order(basket(shop), key=key, actor=shop.actor) for _ in range(2)}
    assert len(ids) == len(queries.list_parked(shop.id)) == 1


def test_whoever_lost_the_answer_gets_the_same_basket_again(shop: Shop, clock: FixedClock) -> None:
    parked, other, key = park(shop), park(shop), new_id()
    taken = service.take_up(parked, key=key, actor=shop.actor)
    basket, ended_at = taken.basket, taken.ended_at
    clock.move(hours=24)
    again = service.take_up(parked, key=key, actor=shop.actor)
    assert (again.id, again.basket, again.ended_at) == (parked, basket, ended_at)
    with pytest.raises(KeyReused):
        service.take_up(other, key=key, actor=shop.actor)


def test_many_devices_reach_for_it_and_one_has_it(app: Flask, shop: Shop) -> None:
    parked = park(shop)
    take = partial(service.take_up, parked, actor=shop.actor)
    results = all_at_once(app, [partial(take, key=new_id()) for _ in range(8)])
    assert sum(isinstance(each, ParkedOrder) for each in results) == 1
    assert sum(isinstance(each, ParkedTaken) for each in results) == 7


def test_it_expires_with_the_business_day_and_is_shown_until_dropped(
    shop: Shop, staff_page: Page, clock: FixedClock
) -> None:
    parked = park(shop)
    clock.move(hours=24)
    with pytest.raises(ParkedExpired):
        service.take_up(parked, key=new_id(), actor=shop.actor)
    page = staff_page(Role.WAITER)
    assert "已过期" in page.get("/counter/parked/warning").text
    assert "红衣女士" in page.get("/counter/parked").text
    assert page.post(f"/counter/parked/{parked}/drop").status_code == 204
    assert "红衣女士" not in page.get("/counter/parked").text


def test_a_warning_comes_before_it_expires(shop: Shop, staff_page: Page, clock: FixedClock) -> None:
    park(shop)
    page = staff_page(Role.WAITER)
    assert "作废" not in page.get("/counter/parked/warning").text
    facts_end = service.stores.get_facts(shop.id).next_day_at()
    clock.move(seconds=(facts_end - clock.now()).total_seconds() - 1800)
    assert "作废" in page.get("/counter/parked/warning").text


def test_at_the_counter_it_comes_back_to_its_table(shop: Shop, staff_page: Page) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    parked = park(shop, table_id=shop.tables[0].id, session_id=phone.session_id)
    page = staff_page(Role.CASHIER)
    assert "A01" in page.get("/counter/parked").text
    path, key = f"/counter/parked/{parked}/take", {"Idempotency-Key": new_id()}
    taken = page.post(path, headers=key).json
    assert taken is not None
    assert taken["go"].startswith(f"/counter/tables/{shop.tables[0].id}/order")
    assert [line["quantity"] for line in taken["basket"]["lines"]] == [2, 1]
    # The answer was lost: by its key it is given again, and by no other.
    assert page.post(path, headers=key).json == taken
    other = {"Accept": "application/json", "Idempotency-Key": new_id()}
    assert page.post(path, headers=other).status_code == 409


def test_another_store_sees_none_of_it(shop: Shop) -> None:
    parked = park(shop)
    stranger = make_shop("新店", prefix="b-").person(Role.OWNER)
    for act in (partial(service.take_up, key=new_id()), service.drop):
        with pytest.raises(NotFound):
            act(parked, actor=stranger)
