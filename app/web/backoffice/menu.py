"""The menu's list of dishes, with the switches that are turned many times a day."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog import queries
from app.catalog import service as catalog
from app.catalog.models import Dish
from app.core.errors import Invalid
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.dish_filter import SHOWS, DishFilter
from app.web.backoffice.forms import read_whole
from app.web.backoffice.paging import page_of
from app.web.backoffice.undoing import with_undo

_DISHES_PER_PAGE = 60


@bp.get("/backoffice/menu")
@staff_only(Right.MENU)
def menu() -> ResponseReturnValue:
    """The categories, and the dishes of the chosen one or those that a search finds."""
    store_id = require_staff().store_id
    dishes = queries.list_dishes(store_id)
    wanted = DishFilter.of(request.args)
    counts: dict[str, int] = {}
    for dish in dishes:
        counts[dish.category_id] = counts.get(dish.category_id, 0) + 1
    return page(
        "backoffice/menu/list.html",
        categories=queries.list_categories(store_id),
        counts=counts,
        total=len(dishes),
        wanted=wanted,
        shows=SHOWS,
        shown=wanted.count_shows(dishes),
        listed=page_of(wanted.of_dishes(dishes), _DISHES_PER_PAGE),
    )


@bp.post("/backoffice/dishes/<dish_id>/shelf")
@staff_only(Right.MENU)
def put_on_shelf(dish_id: str) -> ResponseReturnValue:
    """Show a dish on the menu 上架 or take it off 下架."""
    is_on_shelf = request.form.get("on") == "1"
    return _row(catalog.set_on_shelf(dish_id, is_on_shelf, actor=current_actor()))


@bp.post("/backoffice/dishes/<dish_id>/availability")
@staff_only(Right.MENU)
def set_availability(dish_id: str) -> ResponseReturnValue:
    """86 a dish 沽清 or bring it back."""
    is_available = request.form.get("available") == "1"
    return _row(catalog.set_availability(dish_id, actor=current_actor(), available=is_available))


@bp.post("/backoffice/dishes/<dish_id>/remaining")
@staff_only(Right.MENU)
def set_remaining(dish_id: str) -> ResponseReturnValue:
    """Say how many portions are left; empty: nobody counts."""
    text = request.form.get("remaining", "").strip()
    try:
        remaining = read_whole(text, "remaining") if text else None
        dish = catalog.set_availability(dish_id, actor=current_actor(), remaining=remaining)
    except Invalid as wrong:
        dish = queries.get_dish(require_staff().store_id, dish_id)
        return _row(dish, typed=text, error=wrong.extra["fields"]["remaining"])
    return _row(dish)


def _row(dish: Dish, *, typed: str = "", error: object = "") -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        row = page("backoffice/menu/_dish_row.html", dish=dish, typed=typed, error=error)
        return with_undo(row)
    return redirect(url_for(".menu", category=dish.category_id))
