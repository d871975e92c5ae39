"""The calls from the tables, on every page of the counter."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.calls import queries
from app.calls import service as calls
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import tiles
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp


@bp.get("/calls")
@staff_only(Right.TABLES)
def calls_now() -> ResponseReturnValue:
    """The calls that nobody has answered."""
    return render_template(
        "counter/calls/_calls.html",
        calls=queries.list_open_calls(require_staff().store_id),
        minutes_since=tiles.minutes_since,
    )


@bp.post("/calls/<call_id>/answer")
@staff_only(Right.TABLES)
def answer_call(call_id: str) -> Response:
    """Somebody goes to the table."""
    answered = calls.answer_call(call_id, actor=current_actor())
    return acted(gettext("Answered: %(table)s", table=answered.table_name))
