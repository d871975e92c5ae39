"""The people of the store and their roles."""

from flask.typing import ResponseReturnValue

from app.staff import queries
from app.staff.rights import Right
from app.web.auth import require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page


@bp.get("/backoffice/staff")
@staff_only(Right.SETTINGS)
def people() -> ResponseReturnValue:
    """Who works here, in which role."""
    members = queries.list_members(require_staff().store_id)
    return page("backoffice/people/list.html", members=members, words=words)
