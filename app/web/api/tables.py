"""Opening and clearing tables."""

from apiflask import APIBlueprint
from flask import Response

from app.staff.rights import Right
from app.tables import queries
from app.tables import service as tables
from app.tables.present import table_state
from app.web.api.answers import TableShape, answer
from app.web.auth import current_actor, require_staff, staff_only

bp = APIBlueprint("api_tables", __name__)


@bp.post("/tables/<table_id>/open")
@staff_only(Right.TABLES)
@bp.output(TableShape)
@bp.doc(tags=["tables"], security="staff")
def open_table(table_id: str) -> Response:
    """Open a table."""
    session = tables.open_table(table_id, actor=current_actor())
    table = queries.get_table(require_staff().store_id, table_id)
    return answer(table_state(table, session.status))


@bp.post("/tables/<table_id>/clear")
@staff_only(Right.TABLES)
@bp.output(TableShape)
@bp.doc(tags=["tables"], security="staff")
def clear_table(table_id: str) -> Response:
    """End the session at a table, for all its phones at once."""
    table = tables.clear_table(table_id, actor=current_actor())
    return answer(table_state(table, None))
