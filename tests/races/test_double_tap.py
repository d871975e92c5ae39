"""One tap is one order, one coin is one payment."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import idempotency
from app.core.db import db
from app.core.ids import new_id
from app.ordering import service as ordering
from app.ordering.errors import TooLate
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.ordering.models import LineStatus, Order, OrderLine, OrderStatus
from app.ordering.service import placing
from app.payments import service as payments
from app.payments.errors import NothingDue
from app.payments.inputs import PaymentInput
from app.payments.models import Channel, Payment
from app.tables import service as tables
from app.tables.models import TableSession
from tests.factories.ordering import place, place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.races.crowd import all_at_once

TAPS = 50


def count(column: Any) -> int:
    db.session.expire_all()
    return int(db.session.scalar(select(func.count(column))) or 0)


def tap(app: Flask, shop: Shop) -> list[ordering.Placed | Exception]:
    """One phone sends one order fifty times at once."""
    presence = presence_at(shop.tables[0], shop.actor)
    given = PlaceOrderInput(lines=(LineInput(dish_id=shop.dish["fish"].id),))
    act = partial(ordering.place_order, presence, given, key=new_id(), limited=False)
    return all_at_once(app, [act] * TAPS)


def test_fifty_taps_are_one_order_with_one_answer(app: Flask, shop: Shop) -> None:
    answers = tap(app, shop)
    placed = [answer for answer in answers if isinstance(answer, ordering.Placed)]
    assert len(placed) == TAPS
    assert len({json.dumps(answer.order, sort_keys=True) for answer in placed}) == 1
    assert sum(not answer.replayed for answer in placed) == 1
    assert count(Order.id) == 1


def test_control_without_the_kept_answer_there_are_more(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "keep_answer", lambda *_a: None)
    tap(app, shop)
    assert count(Order.id) > 1


def test_the_unique_key_holds_even_when_the_look_fails(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two defences: should the look before be wrong, the database refuses the second row."""
    look = placing.queries.look_before_placing
    monkeypatch.setattr(
        placing.queries, "look_before_placing", lambda *a: replace(look(*a), kept=None)
    )
    answers = tap(app, shop)
    assert sum(isinstance(answer, ordering.Placed) for answer in answers) == 1
    assert count(Order.id) == 1


def test_two_payments_at_once_take_the_money_once(app: Flask, shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    given = PaymentInput(channel=Channel.CASH, amount_fen=order.total_fen)
    acts = [
        partial(payments.pay_order, order.id, given, key=new_id(), actor=shop.actor)
        for _ in range(20)
    ]
    answers = all_at_once(app, acts)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert sum(isinstance(answer, NothingDue) for answer in answers) == 19
    assert count(Payment.id) == 1


def test_a_table_opened_by_two_waiters_has_one_session(app: Flask, shop: Shop) -> None:
    act = partial(tables.open_table, shop.tables[0].id, actor=shop.actor)
    sessions = all_at_once(app, [act] * 20)
    assert len({s.id for s in sessions if isinstance(s, TableSession)}) == 1
    assert not [s for s in sessions if isinstance(s, Exception)]


def test_scanned_by_twenty_phones_at_once_it_has_one_session(app: Flask, shop: Shop) -> None:
    presences = all_at_once(app, [partial(presence_at, shop.tables[0])] * 20)
    assert len({getattr(presence, "session_id", presence) for presence in presences}) == 1


def test_cancelled_or_started_never_both(app: Flask, shop: Shop) -> None:
    presence = presence_at(shop.tables[0], shop.actor)
    for _ in range(10):
        order = place(presence, shop.dish["tofu"])
        line = order.lines[0].id
        outcome = all_at_once(
            app,
            [
                partial(ordering.cancel_order, order, actor=presence.actor),
                partial(ordering.step_line, line, "start", actor=shop.actor),
            ],
        )
        db.session.expire_all()
        after = db.session.get_one(Order, order.id)
        cooked = db.session.get_one(OrderLine, line).status is LineStatus.COOKING
        cancelled = after.status is OrderStatus.CANCELLED
        assert cooked != cancelled
        assert sum(isinstance(each, Exception) for each in outcome) == 1
        if cooked:
            assert isinstance(outcome[0], TooLate)
