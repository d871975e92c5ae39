"""Two parties become one while their phones order: no order is left at a party that is none."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.core.ids import new_id
from app.ordering import service as ordering
from app.ordering.models import Order
from app.ordering.service import placing
from app.tables import queries as tables
from app.tables.models import TableSession
from tests.factories.ordering import basket
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.races.crowd import all_at_once

PHONES = 6


def merge_amid_orders(app: Flask, shop: Shop) -> list[str]:
    """Phones of both tables order while a waiter merges them; orders that nobody's bill has."""
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    acts: list[Callable[[], Any]] = [
        partial(ordering.place_order, phone, basket(shop.dish["rice"]), key=new_id(), limited=False)
        for phone in (left, kept) * PHONES
    ]
    merge = partial(ordering.merge_parties, left.session_id, kept.session_id, actor=shop.actor)
    results = all_at_once(app, [merge, *acts])
    assert not [each for each in results if isinstance(each, Exception)]
    db.session.expire_all()
    assert db.session.get_one(TableSession, left.session_id).merged_into_id == kept.session_id
    return [
        order.id
        for order in db.session.scalars(select(Order))
        if order.table_session_id != kept.session_id
    ]


def test_every_order_is_on_the_joint_bill(app: Flask, shop: Shop) -> None:
    assert merge_amid_orders(app, shop) == []


def test_control_without_following_the_merge_orders_are_on_no_bill(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = placing.queries.look_before_placing

    def blind(*given: Any) -> Any:
        found = look(*given)
        row = SimpleNamespace(**{**found.session._asdict(), "merged_into_id": None})  # type: ignore[attr-defined]
        return replace(found, session=row)

    monkeypatch.setattr(placing.queries, "look_before_placing", blind)
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    ordering.merge_parties(left.session_id, kept.session_id, actor=shop.actor)
    ordering.place_order(left, basket(shop.dish["rice"]), key=new_id())
    (order,) = db.session.scalars(select(Order))
    assert order.table_session_id == left.session_id


def test_two_waiters_who_merge_each_into_the_other_make_one_party(app: Flask, shop: Shop) -> None:
    left, kept = (presence_at(shop.tables[n], shop.actor) for n in (1, 0))
    acts = [
        partial(ordering.merge_parties, a.session_id, b.session_id, actor=shop.actor)
        for a, b in ((left, kept), (kept, left)) * 3
    ]
    results = all_at_once(app, acts)
    assert sum(isinstance(each, TableSession) for each in results) == 1
    db.session.expire_all()
    assert len(tables.list_live_sessions(shop.id)) == 1
