"""Areas, tables and their codes."""

from flask_babel import lazy_gettext
from sqlalchemy import select, update

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.sequences import next_value
from app.tables import queries
from app.tables.errors import NameTaken, TableInUse
from app.tables.events import FloorChanged
from app.tables.models import Area, Table

MAX_SEATS = 99


@atomic
def add_area(name: str, *, actor: Actor, name_en: str = "") -> Area:
    """Add an area at the end. Raises Invalid, NameTaken."""
    area = Area(store_id=actor.store_id, name=_area_name(name, actor), name_en=name_en)
    area.position = next_value(actor.store_id, "area_position")
    db.session.add(area)
    db.session.flush()
    audit.log("area.added", actor=actor, target=("area", area.id), name=area.name)
    events.publish(FloorChanged(actor.store_id))
    return area


@atomic
def change_area(area_id: str, name: str, *, actor: Actor, name_en: str = "") -> Area:
    """Rename an area. Raises NotFound, Invalid, NameTaken."""
    area = queries.get_area(actor.store_id, area_id)
    area.name, area.name_en = _area_name(name, actor, except_id=area_id), name_en
    audit.log("area.changed", actor=actor, target=("area", area.id), name=area.name)
    events.publish(FloorChanged(actor.store_id))
    return area


@atomic
def remove_area(area_id: str, *, actor: Actor) -> None:
    """Remove an area without tables. Raises NotFound, Conflict."""
    area = queries.get_area(actor.store_id, area_id)
    if any(table.removed_at is None for table in area.tables):
        raise Conflict(lazy_gettext("Move or remove the tables of this area first."))
    for table in area.tables:
        table.area_id = None
    db.session.flush()
    db.session.delete(area)
    audit.log("area.removed", actor=actor, target=("area", area_id), name=area.name)
    events.publish(FloorChanged(actor.store_id))


@atomic
def add_table(name: str, *, actor: Actor, area_id: str | None = None, seats: int = 4) -> Table:
    """Add a table at the end of its area. Raises NotFound, Invalid, NameTaken."""
    if area_id is not None:
        queries.get_area(actor.store_id, area_id)
    table = Table(store_id=actor.store_id, area_id=area_id, name=_table_name(name, actor))
    table.seats = _seats(seats)
    table.position = next_value(actor.store_id, "table_position")
    db.session.add(table)
    db.session.flush()
    audit.log("table.added", actor=actor, target=("table", table.id), name=table.name)
    events.publish(FloorChanged(actor.store_id))
    return table


@atomic
def add_tables(
    names: list[str], *, actor: Actor, area_id: str | None = None, seats: int = 4
) -> list[Table]:
    """Add several tables, all or none. Raises NotFound, Invalid, NameTaken naming the table."""
    added = []
    for name in names:
        try:
            added.append(add_table(name, actor=actor, area_id=area_id, seats=seats))
        except NameTaken:
            message = lazy_gettext("There is a table %(name)s already.", name=name)
            raise NameTaken(message) from None
    return added


@atomic
def add_pickup_point(name: str, *, actor: Actor) -> Table:
    """Add the store's pick-up point, whose code is the store code 门店码."""
    table = Table(store_id=actor.store_id, name=_table_name(name, actor), is_pickup=True, seats=0)
    db.session.add(table)
    db.session.flush()
    audit.log("table.added", actor=actor, target=("table", table.id), name=table.name)
    return table


@atomic
def change_table(
    table_id: str, name: str, *, actor: Actor, area_id: str | None, seats: int
) -> Table:
    """Rename, move or resize a table. Raises NotFound, Invalid, NameTaken."""
    table = queries.get_table(actor.store_id, table_id)
    if area_id is not None:
        queries.get_area(actor.store_id, area_id)
    table.name = _table_name(name, actor, except_id=table_id)
    if table.area_id != area_id:
        table.plan_x = table.plan_y = None
    table.area_id, table.seats = area_id, _seats(seats)
    audit.log("table.changed", actor=actor, target=("table", table.id), name=table.name)
    events.publish(FloorChanged(actor.store_id))
    return table


@atomic
def remove_table(table_id: str, *, actor: Actor) -> None:
    """Remove a free table; old orders keep its name. Raises NotFound, TableInUse."""
    table = queries.get_table(actor.store_id, table_id)
    if queries.find_session_at(table_id) is not None:
        raise TableInUse
    audit.log("table.removed", actor=actor, target=("table", table.id), name=table.name)
    table.removed_at = clock.now()
    table.name += _mark(table)
    events.publish(FloorChanged(actor.store_id))


@atomic
def restore_table(table_id: str, *, actor: Actor) -> Table:
    """Take a removed table back with its place and its code.

    Raises NotFound; NameTaken when another table has its name by now.
    """
    table = db.session.get(Table, table_id)
    if table is None or table.store_id != actor.store_id:
        raise NotFound
    if table.removed_at is None:
        return table
    table.name = _table_name(table.name.removesuffix(_mark(table)), actor)
    table.removed_at = None
    audit.log("table.restored", actor=actor, target=("table", table.id), name=table.name)
    events.publish(FloorChanged(actor.store_id))
    return table


@atomic
def rotate_code(table_id: str, *, actor: Actor) -> Table:
    """Make the table's printed code worthless; a new one has to be printed. Raises NotFound."""
    table = queries.get_table(actor.store_id, table_id)
    table.code_version += 1
    table.code_rotated_at = clock.now()
    audit.log("table.code_rotated", actor=actor, target=("table", table.id))
    return table


@atomic
def rotate_codes(*, actor: Actor) -> int:
    """Rotate the codes of all tables, and of those that may be taken back; return how many."""
    tables = queries.list_tables(actor.store_id)
    for table in tables:
        rotate_code(table.id, actor=actor)
    db.session.execute(
        update(Table)
        .where(Table.store_id == actor.store_id, Table.removed_at.is_not(None))
        .values(code_version=Table.code_version + 1, code_rotated_at=clock.now())
    )
    return len(tables)


def _area_name(name: str, actor: Actor, except_id: str | None = None) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 30:
        raise Invalid({"name": lazy_gettext("1 to 30 characters, please.")})
    same = select(Area.id).where(Area.store_id == actor.store_id, Area.name == name)
    found = db.session.scalar(same)
    if found is not None and found != except_id:
        raise NameTaken
    return name


def _mark(table: Table) -> str:
    """What a removed table's name ends in, so that another may have its name."""
    return f"#{table.id[-6:]}"


def _table_name(name: str, actor: Actor, except_id: str | None = None) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 12:
        raise Invalid({"name": lazy_gettext("1 to 12 characters, please.")})
    same = select(Table.id).where(Table.store_id == actor.store_id, Table.name == name)
    found = db.session.scalar(same)
    if found is not None and found != except_id:
        raise NameTaken
    return name


def _seats(seats: int) -> int:
    if not 1 <= seats <= MAX_SEATS:
        raise Invalid({"seats": lazy_gettext("Between 1 and 99 seats, please.")})
    return seats
