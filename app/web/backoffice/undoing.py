"""Undoing: the offer after a change or a removal, and the list of the menu's recent changes."""

import json

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.catalog import queries, snapshots
from app.catalog import service as catalog
from app.core.errors import Conflict
from app.staff.rights import Right
from app.web.auth import current_actor, own_path, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.paging import Paged, paged

_PAGE_SIZE = 40


@bp.get("/backoffice/menu/changes")
@staff_only(Right.MENU)
def menu_changes() -> ResponseReturnValue:
    """Who changed what of the menu, the latest first, and which of it can be undone."""
    store_id = require_staff().store_id
    total = queries.count_menu_changes(store_id)
    offset, number, count = paged(total, _PAGE_SIZE)
    items = queries.list_menu_changes(store_id, limit=_PAGE_SIZE, offset=offset)
    return page(
        "backoffice/menu/changes.html",
        listed=Paged(items, number, count, total),
        is_as_left=snapshots.is_as_left(items),
        words=words,
    )


@bp.post("/backoffice/menu/changes/<change_id>/undo")
@staff_only(Right.MENU)
def undo_menu_change(change_id: str) -> ResponseReturnValue:
    """Undo a change; then back to where one was."""
    back = own_path(request.form.get("next", "")) or url_for(".menu_changes")
    try:
        undone = catalog.undo_change(change_id, actor=current_actor())
    except Conflict as error:
        flash(str(error.message), "danger")
        return redirect(back)
    flash_undoable(gettext("Undone: %(what)s", what=_said(undone.action, undone.name)))
    return redirect(back)


def flash_undoable(sentence: str) -> None:
    """Say on the next page what was done, with a button that undoes it."""
    change = catalog.find_latest_change()
    again = "redo" if change and change.action == "menu.undone" else ""
    flash(sentence, f"success:{change.id}:{again}" if change else "success")


def flash_removed(sentence: str, path: str, kind: str = "success") -> None:
    """Say on the next page what was removed, with a button that sends a form to take it back."""
    flash(sentence, f"{kind}:{path}")


def flash_name_taken(path: str) -> None:
    """Say why what was removed cannot be taken back yet, and offer it again."""
    sentence = gettext("Another one has its name by now. Rename that one, then take this one back.")
    flash_removed(sentence, path, "danger")


def with_undo(fragment: str) -> Response:
    """A part of the page for htmx, which then offers to undo what was just changed."""
    response = make_response(fragment)
    offer = undo_offer()
    if offer is not None:
        response.headers["HX-Trigger"] = json.dumps({"undoable": offer})
    return response


def undo_offer() -> dict[str, str] | None:
    """What was changed in this request: {"change": id, "words": …}; None when nothing was."""
    change = catalog.find_latest_change()
    if change is None:
        return None
    return {"change": change.id, "words": _said(change.action, change.name)}


def _said(action: str, name: str) -> str:
    return f"{words.menu_change(action)} · {name}"
