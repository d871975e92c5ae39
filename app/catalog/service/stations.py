"""Kitchen stations 档口: adding, naming, ordering and retiring them, and which dish goes where."""

from flask_babel import lazy_gettext
from sqlalchemy import select

from app.catalog import queries
from app.catalog.errors import StationInUse
from app.catalog.events import StationRetired
from app.catalog.inputs import StationInput
from app.catalog.models import Category, Dish, Station
from app.catalog.service.history import recorded
from app.catalog.service.versions import touch_menu
from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid
from app.core.sequences import next_value


@atomic
def add_station(given: StationInput, *, actor: Actor) -> Station:
    """Add a station at the end. Raises Conflict when the name is in use."""
    _refuse_same_name(actor.store_id, given.name)
    station = Station(store_id=actor.store_id, **given.model_dump())
    station.position = next_value(actor.store_id, "station_position")
    db.session.add(station)
    db.session.flush()
    audit.log("station.added", actor=actor, target=("station", station.id), name=station.name)
    return station


@atomic
def change_station(station_id: str, given: StationInput, *, actor: Actor) -> Station:
    """Rename a station. Raises NotFound, Conflict when the name is in use."""
    station = queries.get_station(actor.store_id, station_id)
    _refuse_same_name(actor.store_id, given.name, except_id=station_id)
    station.name, station.name_en = given.name, given.name_en
    audit.log("station.changed", actor=actor, target=("station", station.id), name=station.name)
    return station


@atomic
def move_station(station_id: str, *, up: bool, actor: Actor) -> None:
    """Change places with the station before or after; nothing at the end. Raises NotFound."""
    queries.get_station(actor.store_id, station_id)
    stations = queries.list_stations(actor.store_id)
    place = next(n for n, station in enumerate(stations) if station.id == station_id)
    other = place - 1 if up else place + 1
    if 0 <= other < len(stations):
        stations[place], stations[other] = stations[other], stations[place]
        for position, station in enumerate(stations):
            station.position = position
        audit.log("station.moved", actor=actor, target=("station", station_id))


@atomic
def retire_station(station_id: str, *, actor: Actor, move_to: str | None = None) -> int:
    """Use a station no more; its dishes go to `move_to`. Return how many dishes moved.

    Raises NotFound, StationInUse without `move_to` while dishes or categories go to it, Invalid
    when `move_to` is the station itself, and what the floors above object to.
    """
    station = queries.get_station(actor.store_id, station_id)
    if move_to == station_id:
        raise Invalid({"move_to": lazy_gettext("Choose another station.")})
    if move_to is not None:
        queries.get_station(actor.store_id, move_to)
    routed = [d for d in queries.list_dishes(actor.store_id) if d.route_id == station_id]
    categories = [c for c in queries.list_categories(actor.store_id) if c.station_id == station_id]
    if (routed or categories) and move_to is None:
        raise StationInUse(dishes=len(routed))
    for category in categories:
        category.station_id = move_to
    for dish in _dishes_naming(actor.store_id, station_id):
        dish.station_id = move_to
    station.removed_at = clock.now()
    target = ("station", station.id)
    audit.log("station.retired", actor=actor, target=target, name=station.name, moved_to=move_to)
    # Its name becomes free for another one.
    station.name = f"{station.name[:30]} #{station.id[-6:]}"
    db.session.flush()
    touch_menu(actor.store_id)
    events.publish(StationRetired(actor.store_id, station_id, move_to))
    return len(routed)


@atomic
def route_category(category_id: str, station_id: str | None, *, actor: Actor) -> Category:
    """Let a station make the category's dishes that name none themselves. Raises NotFound."""
    category = queries.get_category(actor.store_id, category_id)
    if station_id is not None:
        queries.get_station(actor.store_id, station_id)
    if category.station_id != station_id:
        with recorded("category.routed", actor=actor, name=category.name):
            category.station_id = station_id
        target = ("category", category.id)
        audit.log("category.routed", actor=actor, target=target, station=station_id)
        touch_menu(actor.store_id)
    return category


@atomic
def route_dish(dish_id: str, station_id: str | None, *, actor: Actor) -> Dish:
    """Let a station make a dish; None leaves it to its category. Raises NotFound."""
    dish = queries.get_dish(actor.store_id, dish_id)
    if station_id is not None:
        queries.get_station(actor.store_id, station_id)
    if dish.station_id != station_id:
        with recorded("dish.routed", actor=actor, name=dish.name):
            dish.station_id = station_id
        audit.log("dish.routed", actor=actor, target=("dish", dish.id), station=station_id)
        touch_menu(actor.store_id)
    return dish


def _dishes_naming(store_id: str, station_id: str) -> list[Dish]:
    """Also those removed from the menu, which keep a station for the sake of the reference."""
    query = select(Dish).where(Dish.store_id == store_id, Dish.station_id == station_id)
    return list(db.session.scalars(query))


def _refuse_same_name(store_id: str, name: str, except_id: str | None = None) -> None:
    same = select(Station.id).where(Station.store_id == store_id, Station.name == name)
    found = db.session.scalar(same)
    if found is not None and found != except_id:
        raise Conflict(lazy_gettext("Another station has this name."), code="name_taken")
