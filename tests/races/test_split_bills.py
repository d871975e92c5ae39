"""Two tills at one bill: a part is paid once, and a bill is split once."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.core.ids import new_id
from app.ordering import queries as orders
from app.ordering.errors import BillIsSplit, PartPaid
from app.ordering.parts import queries, service
from app.ordering.parts.models import BillSplit
from app.ordering.service import BillScope
from app.payments import service as payments
from app.payments.errors import NothingDue
from app.payments.inputs import PaymentInput
from app.payments.models import Channel, Payment
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.races.crowd import all_at_once

TILLS = 8


def crowd_at_one_part(app: Flask, shop: Shop) -> list[object]:
    """A bill of two parts, and many tills that take the money of the first at once."""
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    split = service.split_evenly(BillScope(order.table_session_id), 2, actor=shop.actor)
    part = split.standing[0]
    given = PaymentInput(channel=Channel.CASH, amount_fen=part.amount_fen)
    acts = [
        partial(payments.pay_part, part.id, given, key=new_id(), actor=shop.actor)
        for _ in range(TILLS)
    ]
    results: list[object] = list(all_at_once(app, acts))
    db.session.expire_all()
    return results


def taken() -> int:
    return int(db.session.scalar(select(func.sum(Payment.amount_fen))) or 0)


def test_a_part_is_paid_once_by_many_tills(app: Flask, shop: Shop) -> None:
    results = crowd_at_one_part(app, shop)
    assert sum(isinstance(each, dict) for each in results) == 1
    assert sum(isinstance(each, PartPaid) for each in results) == TILLS - 1
    assert taken() == 1900


def test_control_without_the_part_the_second_guests_money_is_taken_too(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the part guards: by the orders alone, the second till takes what another guest owes."""
    monkeypatch.setattr(
        payments.parts,
        "part_owed",
        lambda part_id, *, actor: [
            (order, order.due_fen)
            for share in queries.get_part(actor.store_id, part_id).shares
            for order in [orders.get_order(actor.store_id, share.order_id)]
            if order.due_fen
        ],
    )
    monkeypatch.setattr(payments.parts, "record_part_payment", lambda *_a, **_k: None)
    results = crowd_at_one_part(app, shop)
    assert sum(isinstance(each, dict) for each in results) > 1
    assert taken() > 1900


def test_part_and_whole_at_once_take_no_fen_twice(app: Flask, shop: Shop) -> None:
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    session_id = order.table_session_id
    assert session_id is not None
    split = service.split_evenly(BillScope(session_id), 2, actor=shop.actor)
    half = PaymentInput(channel=Channel.CASH, amount_fen=1900)
    whole = PaymentInput(channel=Channel.CASH, amount_fen=3800)
    acts = [
        partial(payments.pay_part, part.id, half, key=new_id(), actor=shop.actor)
        for part in split.standing
    ]
    acts += [partial(payments.pay_session, session_id, whole, key=new_id(), actor=shop.actor)] * 4
    results = all_at_once(app, acts)
    assert sum(isinstance(each, dict) for each in results) == 2
    assert all(isinstance(each, dict | BillIsSplit | NothingDue) for each in results)
    db.session.expire_all()
    assert (taken(), orders.get_order(shop.id, order.id).due_fen) == (3800, 0)


def test_a_bill_is_split_once_by_many_tills(app: Flask, shop: Shop) -> None:
    order = place(presence_at(shop.tables[0], shop.actor), shop.dish["chicken"])
    scope = BillScope(order.table_session_id)
    acts = [partial(service.split_evenly, scope, n, actor=shop.actor) for n in range(2, 8)]
    results = all_at_once(app, acts)
    assert sum(isinstance(each, BillSplit) for each in results) == 1
    assert sum(isinstance(each, BillIsSplit) for each in results) == 5
