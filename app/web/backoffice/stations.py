"""Stations 档口: the list with what reaches each, one station with its printers, retiring one."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.catalog import queries
from app.catalog import service as catalog
from app.catalog.errors import StationInUse
from app.catalog.inputs import StationInput
from app.catalog.models import Category, Dish, Station
from app.core.errors import Conflict
from app.kitchen import queries as kitchen
from app.kitchen.models import Screen
from app.printing import queries as printing
from app.printing import service as printing_service
from app.printing.models import Printer
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text

_FIELDS = ("name", "name_en")


@dataclass(frozen=True, slots=True)
class Route:
    """A station with the dishes it makes, and who tells it of them."""

    station: Station
    dishes: list[Dish]
    printers: list[Printer]
    screens: list[Screen]


@bp.get("/backoffice/stations")
@staff_only(Right.PRINTERS)
def stations() -> ResponseReturnValue:
    """Each station with its dishes, printers and screens; loudly, what goes to no station."""
    return _list(Typed(dict.fromkeys(_FIELDS, "")))


@bp.post("/backoffice/stations")
@staff_only(Right.PRINTERS)
def add_station() -> ResponseReturnValue:
    """Add a station at the end."""
    typed = Typed(typed_text(request.form, *_FIELDS))
    with problems_into(typed):
        added = catalog.add_station(StationInput(**typed.values), actor=current_actor())
        flash(gettext("Station added. Choose what it makes."), "success")
        return redirect(url_for(".routing") + f"#station-{added.id}")
    return _list(typed), 422


@bp.get("/backoffice/stations/<station_id>")
@staff_only(Right.PRINTERS)
def station(station_id: str) -> ResponseReturnValue:
    """One station: its name, its printers, its dishes."""
    found = queries.get_station(require_staff().store_id, station_id)
    return _form(found, Typed({name: getattr(found, name) for name in _FIELDS}))


@bp.post("/backoffice/stations/<station_id>")
@staff_only(Right.PRINTERS)
def change_station(station_id: str) -> ResponseReturnValue:
    """Rename a station and choose the printers of its slips."""
    typed = Typed(typed_text(request.form, *_FIELDS))
    with problems_into(typed):
        actor = current_actor()
        catalog.change_station(station_id, StationInput(**typed.values), actor=actor)
        chosen = set(request.form.getlist("printer_ids"))
        printing_service.route_station(station_id, chosen, actor=actor)
        flash(gettext("Saved."), "success")
        return redirect(url_for(".stations"))
    return _form(queries.get_station(require_staff().store_id, station_id), typed), 422


@bp.post("/backoffice/stations/<station_id>/move")
@staff_only(Right.PRINTERS)
def move_station(station_id: str) -> ResponseReturnValue:
    """Move a station one place up or down."""
    is_up = request.form.get("to") == "up"
    catalog.move_station(station_id, up=is_up, actor=current_actor())
    return redirect(url_for(".stations"))


@bp.post("/backoffice/stations/<station_id>/retire")
@staff_only(Right.PRINTERS)
def retire_station(station_id: str) -> ResponseReturnValue:
    """Use a station no more; its dishes go where the form says."""
    move_to = request.form.get("move_to") or None
    try:
        catalog.retire_station(station_id, actor=current_actor(), move_to=move_to)
    except StationInUse as error:
        flash(str(error.message), "danger")
        return redirect(url_for(".station", station_id=station_id) + "#retire")
    except Conflict as error:
        flash(str(error.message), "danger")
        return redirect(url_for(".station", station_id=station_id))
    flash(gettext("Station retired."), "success")
    return redirect(url_for(".stations"))


@bp.get("/backoffice/routing")
@staff_only(Right.PRINTERS)
def routing() -> ResponseReturnValue:
    """Which station makes which dish: by category, and dish by dish where it differs."""
    store_id = require_staff().store_id
    dishes: dict[str, list[Dish]] = {}
    for dish in queries.list_dishes(store_id):
        dishes.setdefault(dish.category_id, []).append(dish)
    return page(
        "backoffice/stations/routing.html",
        categories=queries.list_categories(store_id),
        dishes=dishes,
        stations=queries.list_stations(store_id),
    )


@bp.post("/backoffice/routing/<category_id>")
@staff_only(Right.PRINTERS)
def route_category(category_id: str) -> ResponseReturnValue:
    """Save the stations of one category and its dishes."""
    store_id, actor = require_staff().store_id, current_actor()
    chosen = request.form.get("station_id", "") or None
    found: Category = catalog.route_category(category_id, chosen, actor=actor)
    for dish in queries.list_dishes(store_id, category_id):
        if (wanted := request.form.get(f"dish-{dish.id}")) is not None:
            catalog.route_dish(dish.id, wanted or None, actor=actor)
    flash(gettext("Saved: %(name)s", name=found.name), "success")
    return redirect(url_for(".routing") + f"#category-{category_id}")


def _list(typed: Typed) -> str:
    store_id = require_staff().store_id
    dishes = [dish for dish in queries.list_dishes(store_id) if dish.is_on_shelf]
    screens = [screen for screen, is_alive in kitchen.list_screens(store_id) if is_alive]
    known = queries.list_stations(store_id)
    printers = printing.list_printers_by_station(store_id, (each.id for each in known))
    routes = [
        Route(
            each,
            [dish for dish in dishes if dish.route_id == each.id],
            printers[each.id],
            [screen for screen in screens if screen.station_id in (None, each.id)],
        )
        for each in known
    ]
    lost = [dish for dish in dishes if dish.route_id is None]
    return page("backoffice/stations/list.html", routes=routes, lost=lost, typed=typed)


def _form(found: Station, typed: Typed) -> str:
    store_id = found.store_id
    return page(
        "backoffice/stations/station.html",
        station=found,
        typed=typed,
        printers=printing.list_printers(store_id),
        printing={p.id for p in printing.list_kitchen_printers(store_id, found.id)},
        dishes=[dish for dish in queries.list_dishes(store_id) if dish.route_id == found.id],
        others=[each for each in queries.list_stations(store_id) if each.id != found.id],
    )
