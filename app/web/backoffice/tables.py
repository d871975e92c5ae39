"""Areas and tables: adding many at once, changing, removing, replacing their codes."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext

from app.core.db import atomic
from app.core.errors import Conflict, Invalid
from app.ordering import service as ordering
from app.ordering.settings import OrderingSettings, PayMode
from app.settings import queries as settings
from app.staff.rights import Right
from app.tables import queries, rules, service
from app.tables.errors import NameTaken
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, read_whole, typed_text
from app.web.backoffice.undoing import flash_name_taken, flash_removed

_SERIES = ("prefix", "first", "last", "area_id", "seats")
_TABLE = ("name", "area_id", "seats")
_AREA = ("name", "name_en", "pay_mode")


@bp.get("/backoffice/tables")
@staff_only(Right.TABLE_SETUP)
def tables() -> ResponseReturnValue:
    """All areas with their tables."""
    return _list()


@bp.post("/backoffice/tables/series")
@staff_only(Right.TABLE_SETUP)
def add_tables() -> ResponseReturnValue:
    """Add tables with one prefix and running numbers: all of them or none."""
    typed = Typed(typed_text(request.form, *_SERIES))
    with problems_into(typed):
        names, seats = _read_series(typed)
        area_id = typed.values["area_id"] or None
        service.add_tables(names, actor=current_actor(), area_id=area_id, seats=seats)
        added = ngettext("%(num)d table added.", "%(num)d tables added.", len(names))
        flash(added, "success")
        return redirect(url_for(".tables"))
    if "name" in typed.errors:
        typed.errors["first"] = typed.errors.pop("name")
    return _list(series=typed), 422


@bp.get("/backoffice/tables/<table_id>")
@staff_only(Right.TABLE_SETUP)
def table(table_id: str) -> ResponseReturnValue:
    """The form of a table."""
    found = queries.get_table(require_staff().store_id, table_id)
    values = {"name": found.name, "area_id": found.area_id or "", "seats": str(found.seats)}
    return _table_form(Typed(values), table_id)


@bp.post("/backoffice/tables/<table_id>")
@staff_only(Right.TABLE_SETUP)
def change_table(table_id: str) -> ResponseReturnValue:
    """Rename, move or resize a table."""
    typed = Typed(typed_text(request.form, *_TABLE))
    with problems_into(typed):
        values = typed.values
        seats = read_whole(values["seats"], "seats")
        service.change_table(
            table_id,
            values["name"],
            actor=current_actor(),
            area_id=values["area_id"] or None,
            seats=seats,
        )
        flash(gettext("Saved."), "success")
        return redirect(url_for(".tables"))
    return _table_form(typed, table_id), 422


@bp.post("/backoffice/tables/<table_id>/remove")
@staff_only(Right.TABLE_SETUP)
def remove_table(table_id: str) -> ResponseReturnValue:
    """Remove a table at which nobody sits."""
    try:
        service.remove_table(table_id, actor=current_actor())
    except Conflict as error:
        flash(str(error.message), "danger")
        return redirect(url_for(".table", table_id=table_id))
    back = url_for(".restore_table", table_id=table_id)
    flash_removed(gettext("Table removed. Old orders keep its name."), back)
    return redirect(url_for(".tables"))


@bp.post("/backoffice/tables/<table_id>/restore")
@staff_only(Right.TABLE_SETUP)
def restore_table(table_id: str) -> ResponseReturnValue:
    """Take a removed table back; its printed card counts again."""
    try:
        name = service.restore_table(table_id, actor=current_actor()).name
    except NameTaken:
        flash_name_taken(request.path)
        return redirect(url_for(".tables"))
    flash(gettext("Table %(name)s is back, and its card works again.", name=name), "success")
    return redirect(url_for(".tables"))


@bp.post("/backoffice/tables/<table_id>/rotate")
@staff_only(Right.TABLE_SETUP)
def rotate_code(table_id: str) -> ResponseReturnValue:
    """Replace a table's code; the printed card is worthless from now on."""
    found = service.rotate_code(table_id, actor=current_actor())
    flash(gettext("Table %(name)s has a new code. Print its card now.", name=found.name), "warning")
    return redirect(url_for(".cards", table=table_id))


@bp.post("/backoffice/tables/rotate")
@staff_only(Right.TABLE_SETUP)
def rotate_codes() -> ResponseReturnValue:
    """Replace the codes of all tables."""
    count = service.rotate_codes(actor=current_actor())
    flash(gettext("%(count)d codes replaced. Print all cards now.", count=count), "warning")
    return redirect(url_for(".cards"))


@bp.get("/backoffice/areas/new")
@staff_only(Right.TABLE_SETUP)
def new_area() -> ResponseReturnValue:
    """An empty form for an area."""
    return _area_form(Typed(dict.fromkeys(_AREA, "")))


@bp.post("/backoffice/areas/new")
@staff_only(Right.TABLE_SETUP)
def add_area() -> ResponseReturnValue:
    """Add an area."""
    typed = Typed(typed_text(request.form, *_AREA))
    with problems_into(typed):
        _save_area(typed)
        flash(gettext("Area added."), "success")
        return redirect(url_for(".tables"))
    return _area_form(typed), 422


@bp.get("/backoffice/areas/<area_id>")
@staff_only(Right.TABLE_SETUP)
def area(area_id: str) -> ResponseReturnValue:
    """The form of an area."""
    found = queries.get_area(require_staff().store_id, area_id)
    own = settings.get(found.store_id, OrderingSettings).area_pay_modes.get(area_id, "")
    words = {"name": found.name, "name_en": found.name_en, "pay_mode": own}
    return _area_form(Typed(words), area_id)


@bp.post("/backoffice/areas/<area_id>")
@staff_only(Right.TABLE_SETUP)
def change_area(area_id: str) -> ResponseReturnValue:
    """Change an area: its name, and when its guests pay."""
    typed = Typed(typed_text(request.form, *_AREA))
    with problems_into(typed):
        _save_area(typed, area_id)
        flash(gettext("Saved."), "success")
        return redirect(url_for(".tables"))
    return _area_form(typed, area_id), 422


@bp.post("/backoffice/areas/<area_id>/remove")
@staff_only(Right.TABLE_SETUP)
def remove_area(area_id: str) -> ResponseReturnValue:
    """Remove an area without tables."""
    try:
        service.remove_area(area_id, actor=current_actor())
    except Conflict as error:
        flash(str(error.message), "danger")
        return redirect(url_for(".area", area_id=area_id))
    flash(gettext("Area removed."), "success")
    return redirect(url_for(".tables"))


def _list(series: Typed | None = None) -> str:
    store_id = require_staff().store_id
    empty = {"prefix": "", "first": "1", "last": "", "area_id": "", "seats": "4"}
    return page(
        "backoffice/tables/list.html",
        areas=queries.list_areas(store_id),
        tables=queries.list_tables(store_id),
        in_use=set(queries.list_parties(store_id)),
        series=series or Typed(empty),
    )


def _table_form(typed: Typed, table_id: str) -> str:
    store_id = require_staff().store_id
    found = queries.get_table(store_id, table_id)
    areas = queries.list_areas(store_id)
    return page("backoffice/tables/table.html", typed=typed, table=found, areas=areas)


def _area_form(typed: Typed, area_id: str = "") -> str:
    shown = OrderingSettings.SHOWN["pay_mode"].choices
    modes = [("", gettext("As everywhere in the shop")), *shown.items()]
    return page("backoffice/tables/area.html", typed=typed, area_id=area_id, pay_modes=modes)


@atomic
def _save_area(typed: Typed, area_id: str = "") -> None:
    """Keep the form of an area. Raises Invalid, NotFound, NameTaken."""
    actor, name = current_actor(), typed.values["name"]
    name_en = typed.values["name_en"].strip()
    if len(name_en) > 40:
        raise Invalid({"name_en": lazy_gettext("This is too long.")})
    if area_id:
        service.change_area(area_id, name=name, name_en=name_en, actor=actor)
    else:
        area_id = service.add_area(name=name, name_en=name_en, actor=actor).id
    if require_staff().may(Right.SETTINGS):
        asked = typed.values["pay_mode"]
        mode = PayMode(asked) if asked in [*PayMode] else None
        ordering.choose_area_pay_mode(area_id, mode, actor=actor)


def _read_series(typed: Typed) -> tuple[list[str], int]:
    values = typed.values
    first = read_whole(values["first"], "first")
    last = read_whole(values["last"], "last", default=first)
    names = rules.series_names(values["prefix"], first, last)
    return names, read_whole(values["seats"], "seats")
