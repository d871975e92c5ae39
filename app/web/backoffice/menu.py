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
from app.web.backoffice.forms import read_whole
from app.web.backoffice.paging import page_of

_DISHES_PER_PAGE = 60


@bp.get("/backoffice/menu")
@staff_only(Right.MENU)
def menu() -> ResponseReturnValue:
    """The categories, and the dishes of the chosen one or those that a search finds."""
    store_id = require_staff().store_id
    dishes = queries.list_dishes(store_id)
    counts: dict[str, int] = {}
    for dish in dishes:
        counts[dish.category_id] = counts.get(dish.category_id, 0) + 1
    chosen = request.args.get("category", "")
    search = request.args.get("q", "").strip().lower()
    found = [dish for dish in dishes if _is_wanted(dish, chosen, search)]
    return page(
        "backoffice/menu/list.html",
        categories=queries.list_categories(store_id),
        counts=counts,
        total=len(dishes),
        chosen=chosen,
        search=request.args.get("q", "").strip(),
        listed=page_of(found, _DISHES_PER_PAGE),
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
        return page("backoffice/menu/_dish_row.html", dish=dish, typed=typed, error=error)
    return redirect(url_for(".menu", category=dish.category_id))


def _is_wanted(dish: Dish, category_id: str, search: str) -> bool:
    if category_id and dish.category_id != category_id:
        return False
    texts = (dish.name, dish.name_en, dish.code, dish.pinyin, dish.initials)
    return not search or any(search in text.lower() for text in texts)
