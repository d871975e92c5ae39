"""A party changes its table: phones, orders, kitchen, slips and calls go along."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.calls import queries as call_queries
from app.calls import service as calls
from app.calls.inputs import CallInput
from app.calls.models import CallKind
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering import service as ordering_service
from app.printing.models import JobStatus, PrintJob
from app.staff.rights import Role
from app.tables import codes, queries, service
from app.tables.errors import SessionOver, TableTaken
from app.tables.models import Table
from tests.factories import ordering
from tests.factories.printing import make_printer
from tests.factories.shop import Shop, make_shop
from tests.factories.tables import presence_at, sit_down
from tests.fixtures.callers import PageClient


def test_phones_and_orders_go_along(shop: Shop) -> None:
    token = sit_down(shop.tables[0], shop.actor)
    phone = queries.get_presence(token)
    order = ordering.place(phone, shop.dish["tofu"])
    service.move_session(phone.session_id, shop.tables[1].id, actor=shop.actor)
    moved = queries.get_presence(token)
    assert (moved.session_id, moved.table_id) == (phone.session_id, shop.tables[1].id)
    assert moved.table_name == shop.tables[1].name
    assert orders.get_order(shop.id, order.id).table_name == shop.tables[1].name
    later = ordering.place(moved, shop.dish["rice"])
    assert (later.table_name, later.round) == (shop.tables[1].name, 2)
    assert queries.find_session_at(shop.tables[0].id) is None
    fresh = service.scan(codes.code_of(shop.tables[0]))
    assert fresh.session.id != phone.session_id
    assert orders.list_session_orders(shop.id, fresh.session.id) == []


def test_the_kitchen_follows_in_the_same_transaction(
    shop: Shop, pushed: list[tuple[str, str, dict[str, Any]]]
) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    order = ordering.place(phone, shop.dish["tofu"])
    before = kitchen.head(shop.id)
    pushed.clear()
    service.move_session(phone.session_id, shop.tables[1].id, actor=shop.actor)
    feed = kitchen.feed(shop.id, before, None)
    tables = [event["ticket"]["table"] for event in feed["events"]]
    assert tables == [shop.tables[1].name]
    topics = [(space, body.get("topic")) for space, _room, body in pushed]
    assert ("/diner", "moved") in topics and ("/counter", "floor") in topics
    assert any(space == "/kitchen" for space, _topic in topics)
    ordering_service.step_line(
        order.lines[0].id, "serve", actor=shop.person(Role.WAITER)
    )
    before = kitchen.head(shop.id)
    service.move_session(phone.session_id, shop.tables[2].id, actor=shop.actor)
    assert kitchen.head(shop.id) == before


def test_a_slip_says_where_the_party_went(shop: Shop, drain: Callable[[], int]) -> None:
    make_printer(shop.actor, "后厨")
    phone = presence_at(shop.tables[0], shop.actor)
    ordering.place(phone, shop.dish["tofu"])
    drain()
    with transaction():
        for job in db.session.scalars(select(PrintJob)):
            job.status = JobStatus.SENT
    service.move_session(phone.session_id, shop.tables[1].id, actor=shop.actor)
    drain()
    documents = [job.document for job in db.session.scalars(select(PrintJob))]
    told = [each for each in documents if each.get("purpose") == "move"]
    assert told and told[0]["table"] == shop.tables[1].name
    assert told[0]["moved_from"] == shop.tables[0].name


def test_open_calls_come_from_the_new_table(shop: Shop) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    calls.call(phone, CallInput(kind=CallKind.BILL))
    service.move_session(phone.session_id, shop.tables[1].id, actor=shop.actor)
    found = [call.table_name for call in call_queries.list_open_calls(shop.id)]
    assert found == [shop.tables[1].name]


def test_nobody_is_moved_onto_another_party(shop: Shop) -> None:
    first = presence_at(shop.tables[0], shop.actor)
    second = presence_at(shop.tables[1], shop.actor)
    with pytest.raises(TableTaken):
        service.move_session(first.session_id, second.table_id, actor=shop.actor)
    assert queries.get_session(shop.id, first.session_id).table_id == shop.tables[0].id
    service.clear_table(second.table_id, actor=shop.actor)
    service.move_session(first.session_id, second.table_id, actor=shop.actor)
    assert queries.find_session_at(shop.tables[1].id) is not None


def test_a_party_that_left_or_picks_up_or_is_another_stores_stays(shop: Shop) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    other = make_shop("新店", prefix="b-")
    with pytest.raises(NotFound):
        service.move_session(phone.session_id, other.tables[0].id, actor=shop.actor)
    with pytest.raises(NotFound):
        service.move_session(phone.session_id, other.tables[0].id, actor=other.actor)
    point = queries.find_pickup_point(shop.id) or service.add_pickup_point("取餐", actor=shop.actor)
    with pytest.raises(Conflict):
        service.move_session(phone.session_id, point.id, actor=shop.actor)
    service.clear_table(shop.tables[0].id, actor=shop.actor)
    with pytest.raises(SessionOver):
        service.move_session(phone.session_id, shop.tables[1].id, actor=shop.actor)


def test_staff_move_a_party_from_its_page(
    shop: Shop,
    staff_page: Callable[[Role], FlaskClient],
    diner_page: Callable[[Table], PageClient],
) -> None:
    phone = diner_page(shop.tables[0])
    session = queries.find_session_at(shop.tables[0].id)
    assert session is not None
    page = staff_page(Role.WAITER)
    html = page.get(f"/counter/sessions/{session.id}/move").text
    assert shop.tables[1].name in html and "转" in html
    answer = page.post(f"/counter/sessions/{session.id}/move/{shop.tables[1].id}")
    assert answer.headers["HX-Redirect"] == f"/counter/tables/{shop.tables[1].id}"
    assert shop.tables[1].name in phone.get("/menu").text
