"""The sheet on which a cook says that a dish is sold out, or how many are left."""

from flask import render_template

from app.catalog import queries as catalog
from app.staff.rights import Right
from app.web.auth import require_staff, staff_only
from app.web.kitchen.blueprint import bp


@bp.get("/kitchen/dishes/<dish_id>")
@staff_only(Right.SOLD_OUT)
def dish(dish_id: str) -> str:
    """A dish's present availability and the choices; the change itself goes to the API."""
    found = catalog.get_dish(require_staff().store_id, dish_id)
    return render_template("kitchen/_dish.html", dish=found)
