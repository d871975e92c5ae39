"""A dish's pictures: pasted, dropped, chosen or taken, each shown at once."""

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.catalog import pictures, queries
from app.catalog import service as catalog
from app.core.errors import Gone, Invalid
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import uploads
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import read_whole
from app.web.backoffice.undoing import with_undo


@bp.post("/backoffice/dishes/<dish_id>/pictures")
@staff_only(Right.MENU)
def add_pictures(dish_id: str) -> ResponseReturnValue:
    """Add the pictures that were brought; what is wrong with one is said above them."""
    queries.get_dish(require_staff().store_id, dish_id)
    error: object = ""
    try:
        for name in uploaded_pictures():
            catalog.add_picture(dish_id, name, actor=current_actor())
    except Invalid as wrong:
        error = wrong.extra["fields"]["picture"]
    return _shown(dish_id, error)


@bp.post("/backoffice/dishes/<dish_id>/pictures/<picture_id>/remove")
@staff_only(Right.MENU)
def remove_picture(dish_id: str, picture_id: str) -> ResponseReturnValue:
    """Show a picture no longer."""
    catalog.remove_picture(dish_id, picture_id, actor=current_actor())
    return _shown(dish_id)


@bp.post("/backoffice/dishes/<dish_id>/pictures/<picture_id>/move")
@staff_only(Right.MENU)
def move_picture(dish_id: str, picture_id: str) -> ResponseReturnValue:
    """Put a picture at another place, 0 being the cover."""
    place = read_whole(request.form.get("place", ""), "place", default=0)
    catalog.move_picture(dish_id, picture_id, place, actor=current_actor())
    return _shown(dish_id)


def uploaded_pictures() -> list[str]:
    """Keep the pictures of this request; their names. Raises Invalid for what is none."""
    return store_pictures(_uploaded())


def brought_pictures() -> list[bytes]:
    """The pictures of this request, else those kept when it was refused. Raises Invalid."""
    staff_id = require_staff().staff_id
    try:
        kept = [uploads.read(token, staff_id) for token in request.form.getlist("kept_picture")]
    except Gone:
        kept = []
        if not any(upload.filename for upload in request.files.getlist("picture")):
            raise Invalid({"picture": lazy_gettext("Please choose the pictures again.")}) from None
    return _uploaded() or kept


def store_pictures(contents: list[bytes]) -> list[str]:
    """Store these pictures; their names. Raises Invalid for what is none."""
    folder = current_app.config["KAIFAN"].media_dir
    return [pictures.store_picture(content, folder) for content in contents]


def keep_pictures(contents: list[bytes]) -> list[str]:
    """Keep the pictures of a refused form for an hour, for this person; their tokens."""
    staff_id = require_staff().staff_id
    return [uploads.keep(content, staff_id) for content in contents]


def _uploaded() -> list[bytes]:
    contents = [upload.read() for upload in request.files.getlist("picture") if upload.filename]
    return [content for content in contents if content]


def _shown(dish_id: str, error: object = "") -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        dish = queries.get_dish(require_staff().store_id, dish_id)
        return with_undo(page("backoffice/menu/_pictures.html", dish=dish, error=error))
    return redirect(url_for(".dish", dish_id=dish_id))
