"""What happens when something happened."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.catalog import service as catalog
from app.core.db import db
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import OrderStatus
from app.printing.models import JobStatus, PrintJob
from app.reactions import printing
from app.tables import service as tables
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

Pushed = list[tuple[str, str, dict[str, Any]]]


def jobs() -> list[PrintJob]:
    db.session.expire_all()
    return list(db.session.scalars(select(PrintJob).order_by(PrintJob.id)))


def addresses(pushed: Pushed) -> set[tuple[str, str, str]]:
    return {
        (namespace, room.split("|")[0].split(":")[0], str(body.get("topic", "")))
        for namespace, room, body in pushed
    }


def test_a_placed_order_reaches_screens_and_printers(
    shop: Shop, drain: Callable[[], int], pushed: Pushed
) -> None:
    make_printer(shop.actor)
    presence = presence_at(shop.tables[0], shop.actor)
    pushed.clear()
    place(presence, shop.dish["tofu"], shop.dish["cucumber"])
    drain()
    assert len(kitchen.list_open_tickets(shop.id)) == 2
    assert [job.status for job in jobs()] == [JobStatus.QUEUED] * 2
    assert addresses(pushed) >= {
        ("/kitchen", "store", ""),
        ("/counter", "store", "orders"),
        ("/diner", "session", "orders"),
    }


def test_hints_are_sent_after_the_commit_only(
    shop: Shop, pushed: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_a: object) -> None:
        raise ZeroDivisionError

    pushed.clear()
    monkeypatch.setattr("app.core.outbox.enqueue", fail)
    with pytest.raises(TypeError):
        place_at_counter(shop.actor, shop.dish["tofu"])
    assert pushed == []


def test_every_hint_is_small(shop: Shop, pushed: Pushed) -> None:
    order = place_at_counter(shop.actor, shop.dish["fish"], table=shop.tables[0])
    ordering.step_line(order.lines[0].id, "start", actor=shop.actor)
    pay(shop.person(), order)
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    topics = {body.get("topic", "") for _namespace, _room, body in pushed}
    assert topics >= {"", "menu", "orders", "floor", "over"}
    for _namespace, _room, body in pushed:
        assert len(json.dumps(["hint", body], separators=(",", ":")).encode()) <= 100


def test_a_sold_out_dish_is_told_to_everybody(shop: Shop, pushed: Pushed) -> None:
    pushed.clear()
    catalog.set_availability(shop.dish["beer"].id, actor=shop.actor, available=False)
    assert {each[0] for each in pushed} == {"/diner", "/kitchen", "/counter"}


def test_a_cancelled_order_is_withdrawn_from_screen_and_paper(
    shop: Shop, drain: Callable[[], int]
) -> None:
    make_printer(shop.actor)
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    ordering.cancel_order(order, actor=shop.actor)
    drain()
    assert kitchen.list_open_tickets(shop.id) == []
    # It had not been printed: the queue forgets it, no void slip is needed.
    assert [job.status for job in jobs()] == [JobStatus.DROPPED]


def test_a_cleared_table_ends_its_orders(shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    order = place(presence, shop.dish["tofu"])
    tables.clear_table(shop.tables[0].id, actor=shop.actor)
    assert orders.get_order(shop.id, order.id).status is OrderStatus.COMPLETED


def test_the_outbox_may_repeat_and_still_prints_once(shop: Shop, drain: Callable[[], int]) -> None:
    make_printer(shop.actor)
    place_at_counter(shop.actor, shop.dish["tofu"])
    drain()
    ticket = kitchen.list_open_tickets(shop.id)[0].ticket.id
    printing.queue_kitchen_slips([{"store_id": shop.id, "ticket_ids": [ticket]}] * 2)
    assert len(jobs()) == 1
