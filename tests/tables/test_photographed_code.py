"""A table's code that was photographed yesterday orders nothing today."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.kitchen.models import KitchenEvent, Ticket
from app.ordering.errors import TableNotOpen
from app.ordering.models import OrderStatus
from app.ordering.settings import OrderingSettings, TableOpening
from app.settings import service as settings
from app.tables import codes, queries, service
from app.tables.errors import CodeRotated, SessionOver
from app.tables.queries import Presence
from tests.factories.ordering import place
from tests.factories.shop import Shop
from tests.factories.tables import presence_at

End = Callable[[Shop, FixedClock], object]


def cleared(shop: Shop, clock: FixedClock) -> None:
    clock.move(hours=1)
    service.clear_table(shop.tables[0].id, actor=shop.actor)


def forgotten(_shop: Shop, clock: FixedClock) -> None:
    clock.move(hours=25)
    service.expire_sessions()


def only_late(_shop: Shop, clock: FixedClock) -> None:
    clock.move(hours=25)


@pytest.fixture
def yesterday(shop: Shop) -> tuple[Presence, str]:
    """A phone that ate here yesterday, and the photograph that it took of the code."""
    phone = presence_at(shop.tables[0], shop.actor)
    place(phone, shop.dish["tofu"])
    return phone, codes.code_of(shop.tables[0])


def cooked() -> int:
    return len(db.session.scalars(select(Ticket)).all())


@pytest.mark.parametrize("end", [cleared, forgotten, only_late])
def test_the_phone_of_yesterday_orders_nothing(
    shop: Shop, clock: FixedClock, yesterday: tuple[Presence, str], end: End
) -> None:
    end(shop, clock)
    with pytest.raises(SessionOver):
        place(yesterday[0], shop.dish["beer"])
    assert cooked() == 1


@pytest.mark.parametrize("end", [cleared, forgotten])
def test_the_photograph_opens_nothing_by_itself(
    shop: Shop, clock: FixedClock, yesterday: tuple[Presence, str], end: End
) -> None:
    """From home it can only ask: the staff see that nobody sits there, and the kitchen nothing."""
    end(shop, clock)
    at_home = queries.get_presence(service.scan(yesterday[1]).token)
    order = place(at_home, shop.dish["beer"])
    assert order.status is OrderStatus.WAITING
    heard = db.session.scalars(select(KitchenEvent.ticket_id)).all()
    assert cooked() == 1 and len(set(heard)) == 1


def test_where_staff_open_the_tables_it_does_not_even_ask(
    shop: Shop, clock: FixedClock, yesterday: tuple[Presence, str]
) -> None:
    settings.save(OrderingSettings(opens_tables=TableOpening.STAFF), actor=shop.actor)
    cleared(shop, clock)
    at_home = queries.get_presence(service.scan(yesterday[1]).token)
    with pytest.raises(TableNotOpen):
        place(at_home, shop.dish["beer"])


def test_a_code_that_was_replaced_leads_nowhere(
    shop: Shop, yesterday: tuple[Presence, str]
) -> None:
    service.rotate_code(shop.tables[0].id, actor=shop.actor)
    with pytest.raises(CodeRotated):
        service.scan(yesterday[1])


def test_at_an_occupied_table_it_joins_in_the_open(
    shop: Shop, clock: FixedClock, yesterday: tuple[Presence, str]
) -> None:
    """Today's guests sit there: what comes from home is in their cart and on their phones.

    It is one more guest of theirs, whom they see; the rounds and totals of a party are limited.
    """
    cleared(shop, clock)
    guests = presence_at(shop.tables[0], shop.actor)
    at_home = queries.get_presence(service.scan(yesterday[1]).token)
    assert at_home.session_id == guests.session_id
