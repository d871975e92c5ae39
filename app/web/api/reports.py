"""The figures of a day."""

import re
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

# Python reads other writings of a day as well, such as that of a week.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@bp.get("/reports/days/<day>")
@staff_only(Right.REPORTS)
@bp.output(DayReportShape)
@bp.doc(tags=["reports"], security="staff")
def show_day(day: str) -> Response:
    """The figures of a business day."""
    try:
        wanted = date.fromisoformat(day if _DAY.fullmatch(day) else "")
    except ValueError:
        raise Invalid({"day": lazy_gettext("Write the day like 2026-11-22.")}) from None
    return answer(queries.day_report(require_staff().store_id, wanted))
