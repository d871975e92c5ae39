"""Two phones order one cart at the same moment, and everybody fills it at once."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.core.ids import new_id
from app.ordering import service as ordering
from app.ordering.cart import service as carts
from app.ordering.cart.inputs import PlaceCartInput
from app.ordering.errors import AlreadyOrdered
from app.ordering.models import Order
from app.ordering.service import Placed
from app.ordering.service import carts as placing
from tests.factories.carts import add, send, shown, view
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.races.crowd import all_at_once

PHONES = 12


def order_together(app: Flask, shop: Shop) -> list[Placed | Exception]:
    """Twelve phones of one table see the same cart and all touch the button."""
    phones = [presence_at(shop.tables[0], shop.actor) for _ in range(PHONES)]
    send(phones[0], add(shop.dish["tofu"], 2), add(shop.dish["rice"]))
    given = PlaceCartInput(cart_version=view(phones[0]).cart.version, expected_total_fen=3800)
    acts: list[Callable[[], Placed]] = [
        partial(ordering.place_cart, phone, given, key=new_id(), limited=False)
        for phone in phones
    ]
    return all_at_once(app, acts)


def orders() -> int:
    db.session.expire_all()
    return int(db.session.scalar(select(func.count(Order.id))) or 0)


def test_placed_by_twelve_at_once_it_is_one_order(app: Flask, shop: Shop) -> None:
    answers = order_together(app, shop)
    placed = [answer for answer in answers if isinstance(answer, Placed)]
    told = [answer for answer in answers if isinstance(answer, AlreadyOrdered)]
    assert (len(placed), len(told), orders()) == (1, PHONES - 1, 1)
    assert {answer.extra["order"]["id"] for answer in told} == {placed[0].order["id"]}


def test_control_without_the_version_everybody_orders(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "_refuse_ordered", lambda *_a: None)
    monkeypatch.setattr(placing, "_settle", lambda *_a: None)
    order_together(app, shop)
    assert orders() == PHONES


def test_what_twenty_phones_add_at_once_is_all_there(app: Flask, shop: Shop) -> None:
    phones = [presence_at(shop.tables[0], shop.actor) for _ in range(20)]
    acts: list[Callable[[], object]] = [
        partial(carts.change_cart, phone, [add(shop.dish["beer"])]) for phone in phones
    ]
    answers = all_at_once(app, acts)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    db.session.expire_all()
    assert shown(phones[0]) == [("青岛啤酒", 1)] * 20
    assert view(phones[0]).cart.version == 20
