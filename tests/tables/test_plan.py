"""The floor plan: every table has a place of its own, and keeps it."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotFound
from app.tables import queries, rules, service
from app.tables.inputs import Placing
from app.tables.models import Table
from app.tables.rules import COLUMNS, Place, TableShape
from tests.factories.shop import Shop, make_shop


@dataclass
class Drawn:
    """A table as the plan sees it."""

    id: str
    seats: int = 4
    shape: str | None = None
    is_turned: bool = False
    plan_x: int | None = None
    plan_y: int | None = None


def where(shop: Shop, table: Table) -> tuple[int, int]:
    """The cell at which a table is seen."""
    place = rules.lay_out(queries.list_tables_in(shop.id, table.area_id))[table.id]
    return place.x, place.y


def put(shop: Shop, table: Table, x: int, y: int, shape: TableShape = TableShape.SQUARE) -> Place:
    """Drag a table to a cell."""
    return service.place_table(table.id, Placing(x=x, y=y, shape=shape), actor=shop.actor)


@given(st.lists(st.integers(1, 16), max_size=30))
def test_new_tables_find_a_place_without_covering_another(seats: list[int]) -> None:
    places = list(rules.lay_out([Drawn(str(n), each) for n, each in enumerate(seats)]).values())
    assert len(places) == len(seats)
    for number, place in enumerate(places):
        assert 0 <= place.x <= COLUMNS - place.width
        assert not any(place.overlaps(other) for other in places[:number])


@given(st.integers(0, 40), st.integers(0, 200), st.sampled_from(TableShape), st.booleans())
def test_no_table_sticks_out_of_the_plan(
    x: int, y: int, shape: TableShape, is_turned: bool
) -> None:
    place = rules.place_at(x, y, shape, 12, is_turned=is_turned)
    assert place.x + place.width <= COLUMNS
    assert place.y + place.height <= rules.MAX_ROWS


def test_a_moved_table_stays_and_so_do_those_around_it(shop: Shop) -> None:
    first, second, third, elsewhere = shop.tables
    before = where(shop, second), where(shop, third), where(shop, elsewhere)
    put(shop, first, 12, 6)
    assert where(shop, first) == (12, 6)
    assert (where(shop, second), where(shop, third), where(shop, elsewhere)) == before
    added = service.add_table("A09", area_id=first.area_id, actor=shop.actor)
    assert where(shop, first) == (12, 6)
    assert where(shop, added) not in {where(shop, each) for each in (first, second, third)}


def test_a_table_dropped_on_another_goes_beside_it(shop: Shop) -> None:
    first, second, *_ = shop.tables
    put(shop, first, 10, 5)
    found = put(shop, second, 10, 5)
    assert not found.overlaps(rules.lay_out([first])[first.id])
    assert abs(found.x - 10) + abs(found.y - 5) == 2


def test_a_table_moved_to_another_area_finds_a_new_place(shop: Shop) -> None:
    table = shop.tables[0]
    put(shop, table, 12, 6)
    service.change_table(
        table.id, table.name, actor=shop.actor, area_id=shop.areas[1].id, seats=table.seats
    )
    assert table.plan_x is None
    assert where(shop, table) != where(shop, shop.tables[3])


def test_all_are_put_into_rows_again(shop: Shop) -> None:
    before = [where(shop, table) for table in shop.tables[:3]]
    put(shop, shop.tables[0], 12, 6)
    service.arrange_tables(shop.areas[0].id, actor=shop.actor)
    assert [where(shop, table) for table in shop.tables[:3]] == before


def test_nobody_moves_the_tables_of_another_store(shop: Shop) -> None:
    other = make_shop("别家", prefix="other-")
    with pytest.raises(NotFound):
        service.place_table(
            other.tables[0].id, Placing(x=1, y=1, shape=TableShape.ROUND), actor=shop.actor
        )
    with pytest.raises(NotFound):
        service.arrange_tables(other.areas[0].id, actor=shop.actor)
