"""The order of categories and dishes: dragged, or moved by keys."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.catalog import queries
from app.catalog import service as catalog
from app.catalog.service.arranging import Elsewhere
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.undoing import undo_offer


@bp.get("/backoffice/menu/arrange")
@staff_only(Right.MENU)
def arrange_menu() -> ResponseReturnValue:
    """The categories, and the dishes of the chosen one, to be put in order."""
    store_id = require_staff().store_id
    categories = queries.list_categories(store_id)
    wanted = request.args.get("category", "")
    chosen = next((each for each in categories if each.id == wanted), None)
    chosen = chosen or next(iter(categories), None)
    return page(
        "backoffice/menu/arrange.html",
        categories=categories,
        chosen=chosen,
        dishes=queries.list_dishes(store_id, chosen.id) if chosen else [],
    )


@bp.post("/backoffice/categories/<category_id>/move")
@staff_only(Right.MENU)
def move_category(category_id: str) -> ResponseReturnValue:
    """Put a category behind another; the order as it is now."""
    order = catalog.move_category(category_id, _after(), actor=current_actor())
    return jsonify(order=order, undoable=undo_offer())


@bp.post("/backoffice/dishes/<dish_id>/move")
@staff_only(Right.MENU)
def move_dish(dish_id: str) -> ResponseReturnValue:
    """Put a dish behind another of its category; the order as it is now."""
    order = catalog.move_dish(dish_id, _after(), actor=current_actor())
    return jsonify(order=order, undoable=undo_offer())


def _after() -> str:
    """The id of what the moved thing is to stand behind, "" to stand first."""
    body = request.get_json(silent=True)
    after = body.get("after", "") if isinstance(body, dict) else ""
    if not isinstance(after, str):
        raise Elsewhere
    return after
