"""Adding, renaming and removing categories."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.catalog import queries
from app.catalog import service as catalog
from app.catalog.inputs import CategoryInput
from app.core.errors import Conflict
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.backoffice.undoing import flash_undoable

_FIELDS = ("name", "name_en", "icon")

# The pictograms of static/img/icons.svg that stand for kinds of food.
ICONS = ("star", "cold-dish", "wok", "leaf", "soup", "rice", "dumpling", "drink", "chili", "bag")


@bp.get("/backoffice/categories/new")
@staff_only(Right.MENU)
def new_category() -> ResponseReturnValue:
    """An empty form for a category."""
    return _form(Typed(dict.fromkeys(_FIELDS, "")))


@bp.post("/backoffice/categories/new")
@staff_only(Right.MENU)
def add_category() -> ResponseReturnValue:
    """Add a category at the end of the menu."""
    typed = Typed(typed_text(request.form, *_FIELDS))
    with problems_into(typed):
        added = catalog.add_category(CategoryInput(**typed.values), actor=current_actor())
        flash_undoable(gettext("Category added."))
        return redirect(url_for(".menu", category=added.id))
    return _form(typed), 422


@bp.get("/backoffice/categories/<category_id>")
@staff_only(Right.MENU)
def category(category_id: str) -> ResponseReturnValue:
    """The form of a category."""
    found = queries.get_category(require_staff().store_id, category_id)
    return _form(Typed({name: getattr(found, name) for name in _FIELDS}), category_id)


@bp.post("/backoffice/categories/<category_id>")
@staff_only(Right.MENU)
def change_category(category_id: str) -> ResponseReturnValue:
    """Change a category's words and picture."""
    typed = Typed(typed_text(request.form, *_FIELDS))
    with problems_into(typed):
        given = CategoryInput(**typed.values)
        catalog.change_category(category_id, given, actor=current_actor())
        flash_undoable(gettext("Saved."))
        return redirect(url_for(".menu", category=category_id))
    return _form(typed, category_id), 422


@bp.post("/backoffice/categories/<category_id>/remove")
@staff_only(Right.MENU)
def remove_category(category_id: str) -> ResponseReturnValue:
    """Remove a category that holds no dishes."""
    try:
        catalog.remove_category(category_id, actor=current_actor())
    except Conflict as error:
        flash(str(error.message), "danger")
        return redirect(url_for(".category", category_id=category_id))
    flash_undoable(gettext("Category removed."))
    return redirect(url_for(".menu"))


def _form(typed: Typed, category_id: str = "") -> str:
    return page("backoffice/menu/category.html", typed=typed, category_id=category_id, icons=ICONS)
