"""What restaurants complain of elsewhere, and no other test here says: see docs/ordering.md."""

from collections.abc import Callable
from typing import Any

import pytest

from app.catalog import service as catalog
from app.core.errors import Conflict
from app.kitchen import queries as kitchen
from app.ordering import queries, service
from app.printing import service as printing
from app.tables import service as tables
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.fixtures.callers import Caller
from tests.printing.test_queue import jobs

Drain = Callable[[], int]


def names(document: dict[str, Any]) -> list[str]:
    return [line["name"] for line in document["lines"]]


def test_a_round_prints_its_own_dishes_and_no_earlier_ones(shop: Shop, drain: Drain) -> None:
    make_printer(shop.actor)
    phone = presence_at(shop.tables[0], shop.actor)
    for dish in ("tofu", "beer", "rice"):
        place(phone, shop.dish[dish])
        drain()
    assert [names(job.document) for job in jobs()] == [["麻婆豆腐"], ["青岛啤酒"], ["米饭"]]
    assert [job.document["round"] for job in jobs()] == [1, 2, 3]


def test_a_bill_that_is_printed_sends_nothing_to_the_kitchen(shop: Shop, drain: Drain) -> None:
    make_printer(shop.actor)
    phone = presence_at(shop.tables[0], shop.actor)
    place(phone, shop.dish["tofu"])
    drain()
    head = kitchen.head(shop.id)
    printing.print_pre_bill(phone.session_id, actor=shop.actor)
    drain()
    assert kitchen.head(shop.id) == head
    assert [job.ticket_id is None for job in jobs()] == [False, True]


def test_a_dish_that_is_no_longer_sold_stays_on_its_bill(shop: Shop, drain: Drain) -> None:
    make_printer(shop.actor)
    phone = presence_at(shop.tables[0], shop.actor)
    order = place(phone, shop.dish["tofu"])
    catalog.remove_dish(shop.dish["tofu"].id, actor=shop.actor)
    printing.print_pre_bill(phone.session_id, actor=shop.actor)
    assert "麻婆豆腐" in str(jobs()[-1].document)
    assert queries.get_order(shop.id, order.id).lines[0].name == "麻婆豆腐"
    assert pay(shop.actor, order)["amount_fen"] == 1800


def test_a_slip_says_where_its_food_goes_and_by_which_number(shop: Shop, drain: Drain) -> None:
    make_printer(shop.actor)
    place(presence_at(shop.tables[0], shop.actor), shop.dish["tofu"])
    taken = place_at_counter(shop.actor, shop.dish["rice"])
    drain()
    at_table, to_take = (job.document for job in jobs())
    assert (at_table["order_type"], at_table["table"]) == ("dine_in", "A01")
    assert to_take["order_type"] == "pickup" and taken.pickup_code in str(to_take)


def test_who_left_without_paying_does_not_block_the_table(shop: Shop) -> None:
    gone = presence_at(shop.tables[0], shop.actor)
    order = place(gone, shop.dish["tofu"])
    service.clear_party(
        gone.session_id, actor=shop.actor, accepted_due_fen=1800, accepted_in_kitchen=1
    )
    new = presence_at(shop.tables[0], shop.actor)
    assert queries.list_session_orders(shop.id, new.session_id) == []
    assert place(new, shop.dish["rice"]).round == 1
    assert queries.get_order(shop.id, order.id).due_fen == 1800


def test_a_table_that_is_occupied_is_not_given_to_a_second_party(shop: Shop) -> None:
    first = presence_at(shop.tables[0], shop.actor)
    presence_at(shop.tables[1], shop.actor)
    with pytest.raises(Conflict):
        tables.move_session(first.session_id, shop.tables[1].id, actor=shop.actor)


def test_what_is_refused_says_which_dish_and_how_many_are_left(
    shop: Shop, as_diner: Callable[..., Caller]
) -> None:
    line = {"dish_id": shop.dish["fish"].id, "quantity": 6}
    answer = as_diner(shop.tables[0]).post("/orders", {"lines": [line]}, key="k")
    said: Any = answer.json
    assert answer.status_code == 409 and said["code"] == "sold_out"
    assert said["dish_ids"] == [shop.dish["fish"].id]
    assert said["missing"][0]["remaining"] == 5
