"""Dishes change their party 拆台 with their bill, their tickets and their slips."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid
from app.inventory import queries as stock
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.errors import Overpaid
from app.ordering.models import Order
from app.ordering.service import BillScope
from app.ordering.settings_covers import CoverSettings
from app.printing.models import JobStatus, PrintJob
from app.settings import service as settings
from app.tables import queries
from app.tables.models import TableSession
from tests.factories import payments
from tests.factories.inventory import make_ingredient, make_recipe
from tests.factories.ordering import place
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.payments.refunding import give_back


def again(order: Order) -> Order:
    db.session.expire_all()
    return orders.get_order(order.store_id, order.id)


def print_all() -> None:
    with transaction():
        for job in db.session.scalars(select(PrintJob)):
            job.status = JobStatus.SENT


@pytest.fixture
def order(shop: Shop) -> Order:
    """Three tofu at 18.00 and a chicken at 38.00: 92.00."""
    phone = presence_at(shop.tables[0], shop.actor)
    return place(phone, (shop.dish["tofu"], 3), shop.dish["chicken"])


def give(shop: Shop, order: Order, chosen: dict[str, int], **more: Any) -> TableSession:
    assert order.table_session_id is not None
    return ordering.split_party(order.table_session_id, chosen, actor=shop.actor, **more)


def test_dishes_go_to_another_table_with_their_bill(shop: Shop, order: Order) -> None:
    tofu, chicken = order.lines
    into = give(shop, order, {tofu.id: 1, chicken.id: 1}, table_id=shop.tables[1].id)
    (theirs,) = orders.list_session_orders(shop.id, into.id)
    assert (theirs.total_fen, theirs.table_name, theirs.split_from_id) == (
        5600,
        shop.tables[1].name,
        order.id,
    )
    assert again(order).total_fen == 3600
    assert theirs.number != order.number


def test_to_the_fen_with_every_discount(shop: Shop, order: Order) -> None:
    scope = BillScope(order.table_session_id)
    ordering.discount_bill(scope, actor=shop.actor, label="老顾客", off_bp=777)
    ordering.discount_bill(scope, actor=shop.actor, label="券", off_fen=333)
    ordering.round_down(order.id, 100, actor=shop.actor)
    before = again(order).total_fen
    into = give(shop, order, {order.lines[0].id: 2})
    (theirs,) = orders.list_session_orders(shop.id, into.id)
    assert theirs.total_fen + again(order).total_fen == before
    assert into.name == "A01-2"


def test_a_whole_order_goes_as_it_is(shop: Shop, order: Order) -> None:
    payments.pay(shop.actor, order, 1000)
    left = order.table_session_id
    chosen = {line.id: line.quantity for line in order.lines}
    into = give(shop, order, chosen, table_id=shop.tables[1].id)
    moved = again(order)
    assert (moved.table_session_id, moved.paid_fen) == (into.id, 1000)
    assert left is not None and orders.list_session_orders(shop.id, left) == []


def test_what_is_paid_stays_where_it_was_paid(shop: Shop, order: Order) -> None:
    payments.pay(shop.actor, order, 6000)
    with pytest.raises(Overpaid):
        give(shop, order, {order.lines[1].id: 1}, table_id=shop.tables[1].id)
    assert again(order).total_fen == 9200
    assert queries.find_session_at(shop.tables[1].id) is None


def test_tickets_and_slips_are_divided_without_an_alarm(
    shop: Shop, order: Order, drain: Callable[[], int], clock: FixedClock
) -> None:
    make_printer(shop.actor, "后厨")
    drain()
    print_all()
    (before,) = kitchen.list_order_tickets(shop.id, order.id)
    tofu, chicken = (line.name for line in order.lines)
    clock.move(minutes=5)
    into = give(shop, order, {order.lines[1].id: 1}, table_id=shop.tables[1].id)
    drain()
    (theirs,) = orders.list_session_orders(shop.id, into.id)
    (own,) = kitchen.list_order_tickets(shop.id, order.id)
    (part,) = kitchen.list_order_tickets(shop.id, theirs.id)
    assert [line.name for line in own.lines] == [tofu]
    assert [line.name for line in part.lines] == [chicken]
    assert part.ticket.opened_at == before.ticket.opened_at
    slips = [job.document for job in db.session.scalars(select(PrintJob))]
    told = [s for s in slips if s.get("purpose") == "split"]
    assert [(s["moved_from"], s["table"]) for s in told] == [("A01", shop.tables[1].name)]
    assert [line["name"] for line in told[0]["lines"]] == [chicken]


def test_a_slip_that_still_waits_is_written_anew(shop: Shop, drain: Callable[[], int]) -> None:
    make_printer(shop.actor, "后厨")
    phone = presence_at(shop.tables[0], shop.actor)
    order = place(phone, shop.dish["tofu"], shop.dish["chicken"])
    tofu, chicken = (line.name for line in order.lines)
    drain()
    give(shop, order, {order.lines[1].id: 1}, table_id=shop.tables[1].id)
    drain()
    slips = [job.document for job in db.session.scalars(select(PrintJob).order_by(PrintJob.id))]
    assert [(s["table"], s["purpose"], [x["name"] for x in s["lines"]]) for s in slips] == [
        ("A01", "", [tofu]),
        (shop.tables[1].name, "", [chicken]),
    ]


@pytest.mark.parametrize("quantity", [0, 4, -1])
def test_no_more_than_there_is_goes(shop: Shop, order: Order, quantity: int) -> None:
    with pytest.raises(Invalid):
        give(shop, order, {order.lines[0].id: quantity}, table_id=shop.tables[1].id)
    with pytest.raises(Conflict):
        give(shop, order, {order.lines[0].id: 1}, table_id=shop.tables[0].id)
    with pytest.raises(Invalid):
        give(shop, order, {}, table_id=shop.tables[1].id)
    assert queries.find_session_at(shop.tables[1].id) is None


# Seats 餐位费 of guests who sit elsewhere from then on.


def seats(order: Order) -> int:
    return sum(e["amount_fen"] for e in order.adjustments if e["key"] == "cover_charge")


@pytest.fixture
def seated(shop: Shop) -> Order:
    """Four guests with a tofu and a chicken, charged 2.00 each for their seats."""
    settings.save(CoverSettings(per_head_fen=200), actor=shop.actor)
    phone = presence_at(shop.tables[0], shop.actor)
    return place(phone, shop.dish["tofu"], shop.dish["chicken"], covers=4)


@pytest.mark.parametrize("covers", [2, None])
@pytest.mark.parametrize("dishes", [1, 2])
def test_guests_who_moved_pay_for_their_seats_once(
    shop: Shop, seated: Order, covers: int | None, dishes: int
) -> None:
    """With one dish of their order or all of it, and whether staff said how many they are."""
    left = queries.get_session(shop.id, seated.table_session_id or "").id
    chosen = {line.id: 1 for line in seated.lines[:dishes]}
    into = give(shop, seated, chosen, table_id=shop.tables[1].id, covers=covers)
    moved = place(presence_at(shop.tables[1]), shop.dish["rice"], covers=2)
    stayed = place(presence_at(shop.tables[0]), shop.dish["rice"], covers=4)
    assert (moved.table_session_id, stayed.table_session_id) == (into.id, left)
    assert (seats(seated), seats(moved), seats(stayed)) == (800, 0, 0)


def test_who_joins_the_guests_that_moved_pays(shop: Shop, seated: Order) -> None:
    give(shop, seated, {seated.lines[0].id: 1}, table_id=shop.tables[1].id, covers=2)
    assert seats(place(presence_at(shop.tables[1]), shop.dish["rice"], covers=3)) == 200


def test_no_more_seats_go_along_than_were_charged(shop: Shop, seated: Order) -> None:
    give(shop, seated, {seated.lines[0].id: 1}, table_id=shop.tables[1].id, covers=6)
    assert seats(place(presence_at(shop.tables[1]), shop.dish["rice"], covers=6)) == 400


def test_a_dish_for_guests_who_sit_already_brings_no_seats(shop: Shop, seated: Order) -> None:
    phone = presence_at(shop.tables[1], shop.actor)
    place(phone, shop.dish["rice"], covers=1)
    give(shop, seated, {seated.lines[0].id: 1}, table_id=shop.tables[1].id)
    assert seats(place(phone, shop.dish["rice"], covers=2)) == 200


def test_parties_that_part_and_join_again_pay_for_no_seat_twice(shop: Shop, seated: Order) -> None:
    into = give(shop, seated, {seated.lines[0].id: 1}, table_id=shop.tables[1].id, covers=2)
    ordering.merge_parties(into.id, seated.table_session_id or "", actor=shop.actor)
    assert seats(place(presence_at(shop.tables[0]), shop.dish["rice"], covers=4)) == 0


def test_what_went_back_stays_with_the_order_that_was_paid(shop: Shop, order: Order) -> None:
    payment = payments.pay(shop.actor, order, 1000)
    give_back(shop, payment["id"], 400)
    into = give(shop, order, {order.lines[1].id: 1})
    (theirs,) = orders.list_session_orders(shop.id, into.id)
    assert (theirs.total_fen, theirs.paid_fen, theirs.refunded_fen) == (3800, 0, 0)
    left = again(order)
    assert (left.total_fen, left.paid_fen, left.refunded_fen) == (5400, 1000, 400)


def test_the_ingredients_go_with_the_dishes(shop: Shop) -> None:
    meat = make_ingredient(shop.actor, grams=1000)
    make_recipe(shop.actor, shop.dish["chicken"].id, (meat, 150))
    phone = presence_at(shop.tables[0], shop.actor)
    order = place(phone, shop.dish["tofu"], shop.dish["chicken"])
    into = give(shop, order, {order.lines[1].id: 1})
    (theirs,) = orders.list_session_orders(shop.id, into.id)

    def held() -> int:
        db.session.expire_all()
        return stock.stocks_of(shop.id)[meat.id].held // 1000

    ordering.cancel_order(again(order), actor=shop.person())
    assert held() == 150
    ordering.cancel_order(again(theirs), actor=shop.person())
    assert held() == 0
