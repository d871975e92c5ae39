"""The figures of a day."""

from datetime import date

from apiflask import APIBlueprint
from flask import Response
from flask_babel import lazy_gettext

from app.core.errors import Invalid
from app.reports import queries
from app.staff.rights import Right
from app.web.api.answers import DayReportShape, answer
from app.web.auth import require_staff, staff_only

bp = APIBlueprint("api_reports", __name__)


@bp.get("/reports/days/<day>")
@staff_only(Right.REPORTS)
@bp.output(DayReportShape)
@bp.doc(tags=["reports"], security="staff")
def show_day(day: str) -> Response:
    """The figures of a business day."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Invalid({"day": lazy_gettext("Write the day like 2026-11-22.")}) from None
    return answer(queries.day_report(require_staff().store_id, wanted))
