"""The floor plan that the owner drags: one area at a time, every move saved at once."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.staff.rights import Right
from app.tables import queries, service
from app.tables.inputs import Placing
from app.web import plans
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page


@bp.get("/backoffice/tables/plan")
@staff_only(Right.TABLE_SETUP)
def floor_plan() -> ResponseReturnValue:
    """The plan of the chosen area, of the first one when none is chosen."""
    return page("backoffice/tables/plan.html", **_facts())


@bp.get("/backoffice/tables/plan/drawing")
@staff_only(Right.TABLE_SETUP)
def plan_drawing() -> ResponseReturnValue:
    """The drawing alone, as it is now."""
    return render_template("backoffice/tables/_plan.html", **_facts())


@bp.post("/backoffice/tables/<table_id>/place")
@staff_only(Right.TABLE_SETUP)
def place_table(table_id: str) -> ResponseReturnValue:
    """Put a table somewhere; the answer is where it stands now."""
    queries.get_table(require_staff().store_id, table_id)
    wanted = Placing.model_validate(request.get_json(silent=True) or {})
    found = service.place_table(table_id, wanted, actor=current_actor())
    return {"x": found.x, "y": found.y, "shape": found.shape, "is_turned": found.is_turned}


@bp.post("/backoffice/tables/plan/arrange")
@staff_only(Right.TABLE_SETUP)
def arrange_tables() -> ResponseReturnValue:
    """Put the tables of an area into rows."""
    area_id = request.form.get("area", "")
    service.arrange_tables(area_id or None, actor=current_actor())
    return redirect(url_for(".floor_plan", area=area_id))


def _facts() -> dict[str, object]:
    store_id = require_staff().store_id
    areas, tables = queries.list_areas(store_id), queries.list_tables(store_id)
    known = {area.id for area in areas}
    asked = request.args.get("area")
    has_outside = any(table.area_id is None for table in tables)
    first = areas[0].id if areas else ""
    area_id = asked if asked in known or (asked == "" and has_outside) else first
    inside = [table for table in tables if (table.area_id or "") == area_id]
    return {
        "areas": areas,
        "area_id": area_id,
        "has_outside": has_outside,
        "plan": plans.draw(inside),
    }
