"""Floors, and phones that sit at tables."""

from app.core.actors import Actor
from app.tables import codes, queries, service
from app.tables.models import Area, Table
from app.tables.queries import Presence


def make_area(actor: Actor, name: str = "大厅") -> Area:
    """An area."""
    return service.add_area(name, actor=actor)


def make_table(actor: Actor, name: str = "A01", area: Area | None = None) -> Table:
    """A free table."""
    return service.add_table(name, actor=actor, area_id=area.id if area else None)


def sit_down(table: Table, actor: Actor | None = None) -> str:
    """The token of a phone that scanned the table's code; with an `actor` the table is opened."""
    if actor is not None:
        service.open_table(table.id, actor=actor)
    return service.scan(codes.code_of(table)).token


def presence_at(table: Table, actor: Actor | None = None) -> Presence:
    """The part in the table's session of a phone that has just scanned."""
    return queries.get_presence(sit_down(table, actor))
