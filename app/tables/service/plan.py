"""Where the tables stand on the floor plan."""

from app.core import events
from app.core.actors import Actor
from app.core.db import atomic
from app.tables import queries, rules
from app.tables.events import FloorChanged
from app.tables.inputs import KeptPlace, Placing
from app.tables.models import Table
from app.tables.rules import Place


@atomic
def place_table(table_id: str, wanted: Placing, *, actor: Actor) -> Place:
    """Put a table somewhere in its area; on top of another one it goes to the nearest free place.

    The other tables of the area stay where they are seen from now on. Raises NotFound.
    """
    table = queries.get_table(actor.store_id, table_id)
    around = queries.list_tables_in(actor.store_id, table.area_id)
    places = rules.lay_out(around)
    for other in around:
        _keep(other, places[other.id])
    others = [places[other.id] for other in around if other.id != table.id]
    asked = rules.place_at(
        wanted.x, wanted.y, wanted.shape, table.seats, is_turned=wanted.is_turned
    )
    found = rules.nearest_free(asked, others)
    _keep(table, found)
    table.shape, table.is_turned = found.shape.value, found.is_turned
    events.publish(FloorChanged(actor.store_id))
    return found


@atomic
def restore_place(table_id: str, kept: KeptPlace, *, actor: Actor) -> None:
    """Put a table exactly where another shop's plan had it. Raises NotFound."""
    table = queries.get_table(actor.store_id, table_id)
    table.plan_x, table.plan_y, table.is_turned = kept.plan_x, kept.plan_y, kept.is_turned
    table.shape = kept.shape.value if kept.shape else None
    events.publish(FloorChanged(actor.store_id))


@atomic
def arrange_tables(area_id: str | None, *, actor: Actor) -> None:
    """Put the tables of an area into rows again, in the order of their list. Raises NotFound."""
    if area_id is not None:
        queries.get_area(actor.store_id, area_id)
    for table in queries.list_tables_in(actor.store_id, area_id):
        table.plan_x = table.plan_y = None
    events.publish(FloorChanged(actor.store_id))


def _keep(table: Table, place: Place) -> None:
    table.plan_x, table.plan_y = place.x, place.y
