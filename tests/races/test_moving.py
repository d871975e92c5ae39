"""Moving against everything else that staff and guests do at the same moment."""

from collections import Counter
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core.db import db, transaction
from app.core.ids import new_id
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.inputs import LineInput, PlaceOrderInput
from app.tables import queries, service
from app.tables.models import TableSession
from app.tables.service import moving
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.races.crowd import all_at_once


def everybody_wants(app: Flask, shop: Shop) -> Counter[str]:
    """Three parties are moved to the same free table at once: what came of it, by kind."""
    parties = [presence_at(table, shop.actor).session_id for table in shop.tables[:3]]
    target = shop.tables[3].id
    acts = [partial(service.move_session, each, target, actor=shop.actor) for each in parties]
    return Counter(type(result).__name__ for result in all_at_once(app, acts))


def parties_at(table_id: str) -> int:
    db.session.expire_all()
    query = select(TableSession.id).where(
        TableSession.table_id == table_id, TableSession.closed_at.is_(None)
    )
    return len(db.session.scalars(query).all())


def test_one_of_three_parties_gets_the_free_table(app: Flask, shop: Shop) -> None:
    assert everybody_wants(app, shop) == {"TableSession": 1, "TableTaken": 2}
    assert parties_at(shop.tables[3].id) == 1


def test_control_without_its_defences_three_parties_share_a_table(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "refuse_taken", lambda _table_id, **_actor: None)
    with transaction():
        db.session.execute(text("DROP INDEX uq_table_session_live"))
    assert everybody_wants(app, shop) == {"TableSession": 3}
    assert parties_at(shop.tables[3].id) == 3


def test_a_move_and_a_clearing_leave_one_state(app: Flask, shop: Shop) -> None:
    party = presence_at(shop.tables[0], shop.actor)
    all_at_once(
        app,
        [
            partial(service.move_session, party.session_id, shop.tables[1].id, actor=shop.actor),
            partial(service.close_session, party.session_id, actor=shop.actor),
        ],
    )
    db.session.expire_all()
    assert queries.get_session(shop.id, party.session_id).closed_at is not None
    assert [queries.find_session_at(table.id) for table in shop.tables[:2]] == [None, None]


def test_an_order_sent_during_the_move_carries_the_new_table(app: Flask, shop: Shop) -> None:
    """The phone was known at its old table when its order set off."""
    party = presence_at(shop.tables[0], shop.actor)
    service.move_session(party.session_id, shop.tables[1].id, actor=shop.actor)
    given = PlaceOrderInput(lines=(LineInput(dish_id=shop.dish["tofu"].id),))
    placed = ordering.place_order(party, given, key=new_id())
    found = orders.get_order(shop.id, placed.order["id"])
    assert (found.table_id, found.table_name) == (shop.tables[1].id, shop.tables[1].name)
