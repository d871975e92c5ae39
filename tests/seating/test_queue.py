"""The waiting list: numbers by size, each given once, called, passed over, brought back, seated."""

from collections import Counter
from functools import partial

import pytest
from flask import Flask

from app.core.clock import FixedClock
from app.core.db import db
from app.core.errors import NotFound
from app.core.ids import new_id
from app.seating import queries, service
from app.seating.errors import WrongStep
from app.seating.inputs import NumberInput
from app.seating.models import PartyState, QueueParty
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.errors import TableTaken
from tests.factories.shop import Shop, make_shop
from tests.races.crowd import all_at_once


def take(shop: Shop, covers: int = 2, key: str | None = None) -> QueueParty:
    return service.take_number(NumberInput(covers=covers, key=key), actor=shop.person())


def test_each_size_has_its_queue_and_each_day_begins_anew(shop: Shop, clock: FixedClock) -> None:
    codes = [take(shop, covers).code for covers in (2, 6, 4, 12, 5)]
    assert codes == ["A01", "B01", "A02", "C01", "B02"]
    clock.move(days=1)
    assert take(shop).code == "A01"
    assert [p.code for p in queries.list_parties(shop.id)] == ["A01"]


def test_a_tap_that_is_sent_twice_is_one_number(shop: Shop) -> None:
    first, again = take(shop, key="tap-00000001"), take(shop, key="tap-00000001")
    assert first.id == again.id
    assert take(shop, key="tap-00000002").code == "A02"


def test_a_crowd_gets_every_number_once(app: Flask, shop: Shop) -> None:
    def one(key: str) -> str:
        return take(shop, key=key).code

    keys = [new_id() for _ in range(20)]
    given = all_at_once(app, [partial(one, key) for key in keys * 2])
    assert Counter(given) == {f"A{n:02d}": 2 for n in range(1, 21)}


def test_called_passed_brought_back_and_seated(
    shop: Shop, clock: FixedClock, pushed: list[tuple[str, str, dict[str, object]]]
) -> None:
    first, second = take(shop), take(shop)
    service.call_party(first.id, actor=shop.person())
    called = service.call_party(first.id, actor=shop.person())
    assert (called.state, called.calls, called.called_at) == (PartyState.CALLED, 2, clock.now())
    service.pass_party(first.id, actor=shop.person())
    assert queries.place_of(first) is None
    assert queries.place_of(second).ahead == 0
    service.restore_party(first.id, actor=shop.person())
    assert queries.place_of(first).ahead == 0
    assert queries.place_of(second).ahead == 1
    table = shop.tables[0]
    seated = service.seat_party(first.id, table.id, actor=shop.person())
    session = tables.find_session_at(table.id)
    assert (seated.state, seated.table_name, session.covers) == (PartyState.SEATED, "A01", 2)
    assert {body["topic"] for _n, _r, body in pushed} >= {"seating", "floor"}


def test_nobody_is_seated_at_a_table_that_is_taken(shop: Shop) -> None:
    party, table = take(shop), shop.tables[0]
    tables_service.open_table(table.id, actor=shop.actor)
    with pytest.raises(TableTaken):
        service.seat_party(party.id, table.id, actor=shop.person())
    db.session.expire_all()
    assert queries.get_party(shop.id, party.id).state is PartyState.WAITING


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        (("leave",), "call"),
        (("call", "seat"), "call"),
        (("call", "seat"), "restore"),
        ((), "restore"),
        (("call", "pass"), "pass"),
    ],
)
def test_what_is_over_takes_no_more_steps(shop: Shop, steps: tuple[str, ...], last: str) -> None:
    party = take(shop)
    verbs = {
        "call": service.call_party,
        "pass": service.pass_party,
        "restore": service.restore_party,
        "seat": partial(service.seat_party, table_id=None),
        "leave": lambda party_id, actor: service.leave_queue(
            queries.get_party(shop.id, party_id), actor=actor
        ),
    }
    for step in steps:
        verbs[step](party.id, actor=shop.person())
    with pytest.raises(WrongStep):
        verbs[last](party.id, actor=shop.person())


def test_the_wait_follows_from_the_tables_that_turn(shop: Shop, clock: FixedClock) -> None:
    party = take(shop)
    assert queries.place_of(party).wait == 0
    for table in shop.tables:
        tables_service.open_table(table.id, actor=shop.actor)
        clock.move(minutes=10)
    # The first of four tables was opened 40 minutes ago; guests are thought to stay 75.
    assert queries.place_of(party).wait == 35
    for _ in range(10):
        tables_service.clear_table(shop.tables[0].id, actor=shop.actor)
        tables_service.open_table(shop.tables[0].id, actor=shop.actor)
        clock.move(minutes=20)
    tables_service.clear_table(shop.tables[0].id, actor=shop.actor)
    tables_service.open_table(shop.tables[0].id, actor=shop.actor)
    # Measured stays are short: the others have long stayed over them.
    assert queries.place_of(party).wait == 5


def test_no_other_store_sees_or_calls_a_number(shop: Shop) -> None:
    party, other = take(shop), make_shop("别家", prefix="other-")
    with pytest.raises(NotFound):
        service.call_party(party.id, actor=other.person())
    assert queries.list_parties(other.id) == []
