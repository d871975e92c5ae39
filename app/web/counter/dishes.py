"""86 a dish, or say how many are left, from the counter."""

from typing import Annotated

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, Field

from app.catalog import queries as catalog
from app.catalog import service as catalog_service
from app.catalog.service.availability import MAX_REMAINING
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp


class LeftForm(BaseModel):
    """How many portions are left; nothing when nobody counts."""

    remaining: Annotated[int, Field(ge=0, le=MAX_REMAINING)] | None = None


@bp.get("/dishes")
@staff_only(Right.SOLD_OUT)
def dishes() -> ResponseReturnValue:
    """All dishes with what is left of them."""
    menu = catalog.get_menu(require_staff().store_id)
    return render_template("counter/dishes/page.html", menu=menu)


@bp.get("/dishes/now")
@staff_only(Right.SOLD_OUT)
def dishes_now() -> ResponseReturnValue:
    """The changing part of the page."""
    menu = catalog.get_menu(require_staff().store_id)
    return render_template("counter/dishes/_dishes.html", menu=menu)


@bp.post("/dishes/<dish_id>/sold-out")
@staff_only(Right.SOLD_OUT)
def sell_out(dish_id: str) -> Response:
    """86 a dish."""
    dish = catalog_service.set_availability(dish_id, actor=current_actor(), available=False)
    return acted(gettext("%(dish)s is sold out now.", dish=dish.name))


@bp.post("/dishes/<dish_id>/sold-out-today")
@staff_only(Right.SOLD_OUT)
def sell_out_today(dish_id: str) -> Response:
    """86 a dish until the next business day."""
    dish = catalog_service.sell_out_today(dish_id, actor=current_actor())
    return acted(gettext("%(dish)s is sold out for today.", dish=dish.name))


@bp.post("/dishes/<dish_id>/back")
@staff_only(Right.SOLD_OUT)
def bring_back(dish_id: str) -> Response:
    """Bring a dish back, uncounted."""
    dish = catalog_service.set_availability(
        dish_id, actor=current_actor(), available=True, remaining=None
    )
    return acted(gettext("%(dish)s can be ordered again.", dish=dish.name))


@bp.post("/dishes/<dish_id>/left")
@staff_only(Right.SOLD_OUT)
def set_left(dish_id: str) -> Response:
    """Say how many portions are left."""
    given = LeftForm.model_validate({k: v for k, v in request.form.items() if v.strip()})
    catalog_service.set_availability(
        dish_id, actor=current_actor(), available=True, remaining=given.remaining
    )
    return acted(gettext("Saved."))
