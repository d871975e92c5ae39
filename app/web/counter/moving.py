"""A party changes its table: choose a free one, and go there."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.staff.rights import Right
from app.tables import queries as tables
from app.tables import service as tables_service
from app.tables.models import Area, Table
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import tiles
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp
from app.web.counter.queue import reserved_soon


@bp.get("/sessions/<session_id>/move")
@staff_only(Right.TABLES)
def ask_move(session_id: str) -> ResponseReturnValue:
    """The free tables, area by area."""
    store_id = require_staff().store_id
    session = tables.get_session(store_id, session_id)
    return render_template(
        "counter/tables/_move.html",
        session=session,
        free=list_free(store_id),
        reserved=reserved_soon(store_id),
    )


def list_free(store_id: str) -> list[tuple[Area | None, list[Table]]]:
    """The tables at which nobody sits, area by area."""
    return [
        (area, [tile.table for tile in found if tile.session is None])
        for area, found in tiles.list_floor(store_id)
    ]


@bp.post("/sessions/<session_id>/move/<table_id>")
@staff_only(Right.TABLES)
def move(session_id: str, table_id: str) -> Response:
    """Take the party to a table."""
    session = tables_service.move_session(session_id, table_id, actor=current_actor())
    name = session.table.name
    return acted(
        gettext("Moved to %(table)s.", table=name), go=url_for(".table", table_id=table_id)
    )
