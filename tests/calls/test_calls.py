"""A party calls: once a minute, for itself alone, until somebody answers or the party leaves."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.calls import queries, service
from app.calls.errors import CallTooSoon, NothingToChase
from app.calls.inputs import CallInput
from app.calls.models import CallKind
from app.calls.settings import CallsSettings
from app.core.clock import FixedClock
from app.core.errors import NotFound
from app.ordering import queries as orders
from app.ordering import service as ordering_service
from app.settings import service as settings_service
from app.staff.rights import Role
from app.tables import service as tables
from app.tables.errors import SessionOver
from app.tables.models import Table
from tests.factories import ordering
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import Caller, PageClient

WAITER = CallInput(kind=CallKind.WAITER)
BILL = CallInput(kind=CallKind.BILL)


def test_a_party_calls_once_within_the_cool_down(shop: Shop, clock: FixedClock) -> None:
    phone, other_phone = presence_at(shop.tables[0], shop.actor), presence_at(shop.tables[0])
    made = service.call(phone, WAITER)
    clock.move(seconds=20)
    for each in (phone, other_phone):
        with pytest.raises(CallTooSoon) as refused:
            service.call(each, WAITER)
        assert refused.value.extra == {"retry_after_s": 40}
    service.call(phone, BILL)
    clock.move(seconds=40)
    again = service.call(other_phone, WAITER)
    assert (again.id, again.times) == (made.id, 2)
    assert len(queries.list_open_calls(shop.id)) == 2


def test_the_owner_sets_the_cool_down(shop: Shop, clock: FixedClock) -> None:
    settings_service.save(CallsSettings(cooldown_s=5), actor=shop.actor)
    phone = presence_at(shop.tables[0], shop.actor)
    service.call(phone, WAITER)
    clock.move(seconds=5)
    assert service.call(phone, WAITER).times == 2


def test_an_answered_call_still_cools_down_and_the_next_is_new(
    shop: Shop, clock: FixedClock
) -> None:
    phone, waiter = presence_at(shop.tables[0], shop.actor), shop.person(Role.WAITER)
    made = service.call(phone, WAITER)
    service.answer_call(made.id, actor=waiter)
    clock.move(seconds=59)
    with pytest.raises(CallTooSoon):
        service.call(phone, WAITER)
    clock.move(seconds=1)
    assert service.call(phone, WAITER).id != made.id
    assert made.answered_by == waiter.name


def test_a_chase_hurries_what_is_still_cooking(shop: Shop, clock: FixedClock) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    order = ordering.place(phone, shop.dish["tofu"], shop.dish["chicken"])
    cook = shop.person(Role.KITCHEN)
    ordering_service.step_line(order.lines[0].id, "done", actor=cook)
    chase = CallInput(kind=CallKind.CHASE, order_id=order.id)
    service.call(phone, chase)
    lines = orders.get_order(shop.id, order.id).lines
    assert [line.rushed_at is not None for line in lines] == [False, True]
    with pytest.raises(CallTooSoon):
        service.call(phone, chase)
    second = ordering.place(phone, shop.dish["rice"])
    service.call(phone, CallInput(kind=CallKind.CHASE, order_id=second.id))
    ordering_service.step_line(order.lines[1].id, "done", actor=cook)
    clock.move(seconds=61)
    with pytest.raises(NothingToChase):
        service.call(phone, chase)


def test_nobody_chases_for_another_table(shop: Shop) -> None:
    order = ordering.place(presence_at(shop.tables[0], shop.actor), shop.dish["tofu"])
    stranger = presence_at(shop.tables[1], shop.actor)
    with pytest.raises(NotFound):
        service.call(stranger, CallInput(kind=CallKind.CHASE, order_id=order.id))
    assert queries.list_open_calls(shop.id) == []
    assert orders.get_order(shop.id, order.id).lines[0].rushed_at is None


def test_calls_of_another_store_are_neither_shown_nor_answered(shop: Shop) -> None:
    other = make_shop("新店", prefix="b-")
    made = service.call(presence_at(other.tables[0], other.actor), WAITER)
    assert queries.list_open_calls(shop.id) == []
    with pytest.raises(NotFound):
        service.answer_call(made.id, actor=shop.actor)


def test_clearing_the_table_ends_its_calls(shop: Shop) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    service.call(phone, BILL)
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    assert queries.list_open_calls(shop.id) == []
    with pytest.raises(SessionOver):
        service.call(phone, BILL)


def test_the_mini_program_calls_and_hears_how_long_to_wait(
    shop: Shop, as_diner: Callable[[Table], Caller]
) -> None:
    phone = as_diner(shop.tables[0])
    answer = phone.post("/calls", json={"kind": "bill"})
    assert answer.status_code == 201
    assert (answer.json["kind"], answer.json["again_in_s"]) == ("bill", 60)
    again = phone.post("/calls", json={"kind": "bill"})
    assert (again.status_code, again.json["code"]) == (429, "call_too_soon")
    assert again.json["retry_after_s"] == 60
    assert phone.post("/calls", json={"kind": "chase"}).status_code == 422
    assert phone.post("/calls", json={"kind": "song"}).status_code == 422


def test_the_counter_hears_and_a_touch_answers(
    shop: Shop,
    staff_page: Callable[[Role], FlaskClient],
    pushed: list[tuple[str, str, dict[str, Any]]],
) -> None:
    made = service.call(presence_at(shop.tables[0], shop.actor), BILL)
    assert ("/counter", "calls") in [(space, body["topic"]) for space, _room, body in pushed]
    page = staff_page(Role.WAITER)
    html = page.get("/counter/calls").text
    assert shop.tables[0].name in html and "要买单" in html and f'data-calls="{made.id}:1 "' in html
    assert page.post(f"/counter/calls/{made.id}/answer").status_code == 204
    assert 'data-calls=""' in page.get("/counter/calls").text


def test_the_phone_shows_that_the_staff_know(
    shop: Shop, diner_page: Callable[[Table], PageClient]
) -> None:
    phone = diner_page(shop.tables[0])
    assert 'data-call-wait-value="0"' in phone.get("/menu").text
    phone.open("/api/v1/calls", method="POST", json={"kind": "waiter"})
    assert 'data-call-wait-value="60"' in phone.get("/orders/live").text
