"""Changing the menu: availability and import."""

from typing import Annotated, Literal

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from app.catalog import service as catalog
from app.catalog.present import dish_state
from app.catalog.service.availability import MAX_REMAINING, UNCHANGED
from app.staff.rights import Right
from app.web.api.answers import DishStateShape, ImportShape, answer
from app.web.auth import current_actor, staff_only

bp = APIBlueprint("api_menu", __name__)


class AvailabilityInput(BaseModel):
    """What to change; a member that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    available: StrictBool | None = None
    until: Literal["tomorrow"] | None = None
    remaining: Annotated[int, Field(strict=True, ge=0, le=MAX_REMAINING)] | None = None


class ImportQuery(BaseModel):
    """How to import."""

    dry_run: bool = False


@bp.patch("/dishes/<dish_id>")
@staff_only(Right.SOLD_OUT)
@bp.input(AvailabilityInput, arg_name="given")
@bp.output(DishStateShape)
@bp.doc(tags=["menu"], security="staff")
def change_availability(dish_id: str, given: AvailabilityInput) -> Response:
    """86 a dish (until tomorrow, if asked), bring it back, or say how many are left.

    `remaining` is null when nobody counts.
    """
    if given.until is not None and given.available is False:
        return answer(dish_state(catalog.sell_out_today(dish_id, actor=current_actor())))
    is_counted = "remaining" in given.model_fields_set
    dish = catalog.set_availability(
        dish_id,
        actor=current_actor(),
        available=given.available,
        remaining=given.remaining if is_counted else UNCHANGED,
    )
    return answer(dish_state(dish))


@bp.post("/menu/import")
@staff_only(Right.MENU)
@bp.input(ImportQuery, location="query", arg_name="query")
@bp.output(ImportShape)
@bp.doc(tags=["menu"], security="staff")
def import_menu(query: ImportQuery) -> Response:
    """Import a menu from CSV or XLSX, as the body or as the form's `file`."""
    is_form = request.mimetype == "multipart/form-data"
    upload = request.files.get("file") if is_form else None
    # Many programs call any body a form's: read before it is taken for one, it is still there.
    content = upload.read() if upload else request.get_data()
    report = catalog.import_menu(content, actor=current_actor(), dry_run=query.dry_run)
    errors = [{"row": e.row, "field": e.field, "message": e.message} for e in report.errors]
    return answer({"created": report.created, "updated": report.updated, "errors": errors})
