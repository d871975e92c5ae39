"""Who opens a table: a party's first order that staff confirm, or the staff before it."""

import pytest

from app.ordering.errors import TableNotOpen
from app.ordering.models import OrderStatus
from app.ordering.settings import OrderingSettings, TableOpening
from app.settings import service as settings
from app.tables import queries as tables
from app.tables import service as tables_service
from tests.factories.ordering import place, place_at_counter
from tests.factories.shop import Shop
from tests.factories.tables import presence_at, sit_down


@pytest.fixture
def strict(shop: Shop) -> Shop:
    """A shop whose staff open tables themselves."""
    chosen = OrderingSettings(opens_tables=TableOpening.STAFF)
    settings.save(chosen, actor=shop.person())
    return shop


def test_a_first_order_waits_for_the_staff_where_nothing_was_chosen(shop: Shop) -> None:
    order = place(presence_at(shop.tables[0]), shop.dish["rice"])
    assert order.status is OrderStatus.WAITING


def test_an_unopened_table_orders_nothing_until_staff_open_it(strict: Shop) -> None:
    token = sit_down(strict.tables[0])
    with pytest.raises(TableNotOpen):
        place(tables.get_presence(token), strict.dish["rice"])
    tables_service.open_table(strict.tables[0].id, actor=strict.actor)
    order = place(tables.get_presence(token), strict.dish["rice"])
    assert order.status is OrderStatus.PLACED


def test_the_counter_orders_at_any_table(strict: Shop) -> None:
    order = place_at_counter(strict.actor, strict.dish["rice"], table=strict.tables[1])
    assert order.status is OrderStatus.PLACED
