"""The seventh step: the stations of the kitchen, what each makes, and where its slips come out."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.catalog import queries as catalog
from app.catalog import service
from app.catalog.inputs import StationInput
from app.core.db import atomic
from app.printing import queries as printing
from app.printing import service as printing_service
from app.setup import routing
from app.setup import service as setup
from app.setup.settings import Step
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.forms import Typed, problems_into
from app.web.setup.blueprint import bp
from app.web.setup.frame import after, step_page, while_running

_MAX_LINES = 12


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the form: a station's names; without an id it is a new one."""

    id: str
    name: str
    name_en: str

    @property
    def is_left_empty(self) -> bool:
        """Whether the line asks for nothing."""
        return not self.id and not self.name.strip() and not self.name_en.strip()


@bp.get("/setup/stations")
@staff_only(Right.PRINTERS)
@while_running
def stations() -> ResponseReturnValue:
    """The stations, and what goes to each; three to begin with when there are none."""
    known = catalog.list_stations(require_staff().store_id)
    lines = [_Line(each.id, each.name, each.name_en) for each in known]
    suggested = [_Line("", each.name, each.name_en) for each in routing.suggest_stations()]
    return _page(lines or suggested, Typed({}))


@bp.post("/setup/stations")
@staff_only(Right.PRINTERS)
@while_running
def save_stations() -> ResponseReturnValue:
    """Keep names and routes; with a new station, come back to say what it makes."""
    lines = [line for line in _typed(request.form) if not line.is_left_empty]
    typed = Typed({})
    with problems_into(typed):
        if _save(lines, request.form):
            flash(gettext("The stations are there. Now see that each gets its dishes."))
            return redirect(url_for(".stations", _anchor="routes"))
        return redirect(after(Step.STATIONS))
    return _page(lines, typed), 422


def _page(lines: list[_Line], typed: Typed) -> str:
    store_id = require_staff().store_id
    known = catalog.list_stations(store_id)
    categories = catalog.list_categories(store_id)
    printers = printing.list_printers_by_station(store_id, (each.id for each in known))
    return step_page(
        "setup/stations.html",
        Step.STATIONS,
        typed=typed,
        lines=lines,
        empty=_Line("", "", ""),
        stations=known,
        routes=[(each, routing.guess_station(each, known)) for each in categories],
        printers=printing.list_printers(store_id),
        printing={
            station_id: {printer.id for printer in able} for station_id, able in printers.items()
        },
    )


def _typed(form: MultiDict[str, str]) -> list[_Line]:
    columns = [form.getlist(name)[:_MAX_LINES] for name in ("station_id", "name", "name_en")]
    return [_Line(*cells) for cells in zip(*columns, strict=False)]


@atomic
def _save(lines: list[_Line], form: MultiDict[str, str]) -> bool:
    """Whether there are new stations, which have no dishes yet."""
    actor = current_actor()
    for line in lines:
        given = StationInput(name=line.name, name_en=line.name_en)
        if line.id:
            service.change_station(line.id, given, actor=actor)
        else:
            service.add_station(given, actor=actor)
    for category in catalog.list_categories(actor.store_id):
        if (chosen := form.get(f"category-{category.id}")) is not None:
            service.route_category(category.id, chosen or None, actor=actor)
    for station_id in form.getlist("routed_id"):
        wanted = set(form.getlist(f"printers-{station_id}"))
        printing_service.route_station(station_id, wanted, actor=actor)
    is_more_to_say = any(not line.id for line in lines)
    if not is_more_to_say:
        setup.note_done(Step.STATIONS, actor=actor)
    return is_more_to_say
