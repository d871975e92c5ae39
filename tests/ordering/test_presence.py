"""Who is not at the table orders nothing, and nobody orders what nobody can eat."""

import pytest
from pydantic import ValidationError
from sqlalchemy import update

from app.core import clock as clocks
from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.ids import new_id
from app.kitchen import queries as kitchen
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.cart import service as carts
from app.ordering.cart.inputs import AddOperation, PlaceCartInput
from app.ordering.errors import TableBusy, TooMuch
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.ordering.models import OrderStatus
from app.printing.models import PrintJob
from app.tables import codes, queries, service
from app.tables.errors import SessionOver
from app.tables.models import TableSession
from tests.factories.ordering import basket, place
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.factories.tables import presence_at, sit_down


def nobody_heard(shop: Shop) -> bool:
    """Whether neither a kitchen screen nor a printer was told of anything."""
    return kitchen.head(shop.id) == 0 and db.session.query(PrintJob).count() == 0


def test_a_code_photographed_yesterday_orders_nothing_today(shop: Shop, clock: FixedClock) -> None:
    make_printer(shop.actor)
    photo = codes.code_of(shop.tables[0])
    token = sit_down(shop.tables[0], shop.actor)
    clock.move(hours=3)
    service.clear_table(shop.tables[0].id, actor=shop.actor)
    clock.move(hours=20)
    with pytest.raises(SessionOver):
        queries.get_presence(token)
    from_home = queries.get_presence(service.scan(photo).token)
    order = place(from_home, shop.dish["tofu"])
    assert order.status is OrderStatus.WAITING
    assert nobody_heard(shop)
    bill = orders.list_bills(shop.id, [from_home.session_id])[from_home.session_id]
    assert bill.due_fen == 0
    clock.move(hours=25)
    service.expire_sessions()
    with pytest.raises(SessionOver):
        ordering.place_order(from_home, basket(shop.dish["tofu"]), key=new_id())
    assert orders.get_order(shop.id, order.id).status is OrderStatus.CANCELLED
    assert nobody_heard(shop)


def test_control_at_an_opened_table_the_same_order_reaches_the_kitchen(shop: Shop) -> None:
    place(presence_at(shop.tables[0], shop.actor), shop.dish["tofu"])
    assert not nobody_heard(shop)


def test_cleared_by_another_process_every_phone_is_out_within_five_seconds(
    shop: Shop, clock: FixedClock
) -> None:
    tokens = [sit_down(shop.tables[0], shop.actor) for _ in range(3)]
    session_id = queries.get_presence(tokens[0]).session_id
    with transaction():
        # As another process would: this one's memory is not told.
        db.session.execute(
            update(TableSession)
            .where(TableSession.id == session_id)
            .values(closed_at=clocks.now(), status="closed")
        )
    with pytest.raises(SessionOver):
        ordering.place_order(
            queries.get_presence(tokens[1]), basket(shop.dish["tofu"]), key=new_id()
        )
    clock.move(seconds=5)
    for token in tokens:
        with pytest.raises(SessionOver):
            queries.get_presence(token)
    assert not queries.is_live(session_id)


def test_9990_portions_reach_nobody(shop: Shop) -> None:
    make_printer(shop.actor)
    phone = presence_at(shop.tables[0], shop.actor)
    rice = shop.dish["rice"].id
    with pytest.raises(ValidationError):
        LineInput(dish_id=rice, quantity=9_990)
    heap = PlaceOrderInput(lines=tuple(LineInput(dish_id=rice, quantity=99) for _ in range(80)))
    with pytest.raises(TooMuch):
        ordering.place_order(phone, heap, key=new_id())
    with pytest.raises(ValidationError):
        PlaceOrderInput(lines=tuple(LineInput(dish_id=rice) for _ in range(81)))
    adds = [
        AddOperation(
            kind="add", id=new_id(), line_id=new_id(), seen=0,
            line=LineInput(dish_id=rice, quantity=99, note=str(n)),
        )
        for n in range(20)
    ]  # fmt: skip
    carts.change_cart(phone, adds)
    with pytest.raises(TooMuch):
        ordering.place_cart(phone, PlaceCartInput(cart_version=99_999), key=new_id())
    assert nobody_heard(shop)
    assert orders.list_session_orders(shop.id, phone.session_id) == []


def test_many_small_heaps_are_stopped_too(shop: Shop) -> None:
    phone = presence_at(shop.tables[0], shop.actor)
    given = basket((shop.dish["rice"], 10))
    with pytest.raises(TableBusy):
        for _ in range(1_000):
            ordering.place_order(phone, given, key=new_id())
    placed = orders.list_session_orders(shop.id, phone.session_id)
    assert sum(line.quantity for order in placed for line in order.lines) < 1_000
