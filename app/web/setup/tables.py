"""The fourth step: the tables of each area, many at once."""

from dataclasses import dataclass, field
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.core.db import atomic
from app.core.errors import Conflict, Invalid
from app.setup import service as setup
from app.setup.settings import Step
from app.staff.rights import Right
from app.tables import queries, rules, service
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.forms import read_whole
from app.web.setup.blueprint import bp
from app.web.setup.frame import after, step_page, while_running

_COLUMNS = ("area", "prefix", "first", "last", "seats")
MAX_ROWS = 8


@dataclass
class _Row:
    """One line of the form: an area, its tables' numbers and seats, and what is wrong with it."""

    values: dict[str, str]
    errors: dict[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the line asks for no table."""
        return not self.values["first"].strip() and not self.values["last"].strip()


@bp.get("/setup/tables")
@staff_only(Right.TABLE_SETUP)
@while_running
def tables() -> ResponseReturnValue:
    """A line for each area; what is there already stands above."""
    return _form(_suggested() if not queries.list_tables(require_staff().store_id) else [])


@bp.post("/setup/tables")
@staff_only(Right.TABLE_SETUP)
@while_running
def save_tables() -> ResponseReturnValue:
    """Add the tables of all lines, or none when a line is wrong."""
    rows = [row for row in _typed(request.form) if not row.is_empty]
    if not rows and not queries.list_tables(require_staff().store_id):
        message = gettext("Write from which number to which, or skip this step.")
        return _form(_typed(request.form) or _suggested(), message), 422
    try:
        _add(rows)
    except Invalid:
        return _form(rows), 422
    return redirect(after(Step.TABLES))


def _form(rows: list[_Row], message: str = "") -> str:
    store_id = require_staff().store_id
    return step_page(
        "setup/tables.html",
        Step.TABLES,
        rows=rows,
        message=message,
        areas=queries.list_areas(store_id),
        tables=queries.list_tables(store_id),
        empty=_Row(dict.fromkeys(_COLUMNS, "") | {"seats": "4"}),
        max_rows=MAX_ROWS,
    )


def _suggested() -> list[_Row]:
    hall, rooms = gettext("Main hall"), gettext("Private rooms")
    return [
        _Row({"area": hall, "prefix": "", "first": "1", "last": "12", "seats": "4"}),
        _Row({"area": rooms, "prefix": gettext("Room "), "first": "1", "last": "3", "seats": "8"}),
    ]


def _typed(form: MultiDict[str, str]) -> list[_Row]:
    columns = [form.getlist(name)[:MAX_ROWS] for name in _COLUMNS]
    rows = zip(*columns, strict=False)
    return [_Row(dict(zip(_COLUMNS, cells, strict=True))) for cells in rows]


@atomic
def _add(rows: list[_Row]) -> None:
    actor = current_actor()
    areas = {area.name: area.id for area in queries.list_areas(actor.store_id)}
    for row in rows:
        try:
            names, seats = _read(row)
            name = row.values["area"].strip()
            if name and name not in areas:
                areas[name] = service.add_area(name, actor=actor).id
            service.add_tables(names, actor=actor, area_id=areas.get(name), seats=seats)
        except Invalid as wrong:
            fields = wrong.extra["fields"]
            row.errors = {"area" if key == "name" else key: text for key, text in fields.items()}
            raise
        except Conflict as clash:
            row.errors = {"prefix": clash.message}
            raise Invalid(row.errors) from None
    setup.note_done(Step.TABLES, actor=actor)


def _read(row: _Row) -> tuple[list[str], int]:
    first = read_whole(row.values["first"], "first", default=1)
    last = read_whole(row.values["last"], "last", default=first)
    seats = read_whole(row.values["seats"], "seats", default=4)
    return rules.series_names(row.values["prefix"], first, last), seats
