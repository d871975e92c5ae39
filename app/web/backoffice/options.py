"""Option groups 规格/做法/口味/加料: the questions that dishes ask."""

from itertools import zip_longest
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext
from werkzeug.datastructures import MultiDict

from app.catalog import queries
from app.catalog import service as catalog
from app.catalog.inputs import OptionGroupInput
from app.catalog.models import GroupKind, OptionGroup
from app.core import money
from app.core.errors import Invalid
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, read_difference, read_whole, typed_text
from app.web.backoffice.undoing import flash_undoable

_FIELDS = ("name", "name_en", "min_choices", "max_choices", "kind")
_COLUMNS = ("id", "name", "name_en", "price", "is_available", "remaining", "dish_id", "portions")
_KINDS: tuple[tuple[str, LazyString], ...] = (
    (GroupKind.OPTIONS.value, lazy_gettext("Options that add to the price")),
    (GroupKind.SIZE.value, lazy_gettext("Sizes with their own price")),
    (GroupKind.SET.value, lazy_gettext("Set meal: dishes to choose from")),
    (GroupKind.INCLUDED.value, lazy_gettext("Set meal: dishes always included")),
)
_EMPTY_ROWS = 3


@bp.get("/backoffice/options")
@staff_only(Right.MENU)
def option_groups() -> ResponseReturnValue:
    """All option groups with their options and how many dishes use them."""
    store_id = require_staff().store_id
    used: dict[str, int] = {}
    for dish in queries.list_dishes(store_id):
        for link in dish.group_links:
            used[link.group_id] = used.get(link.group_id, 0) + 1
    groups = queries.list_option_groups(store_id)
    return page("backoffice/menu/options.html", groups=groups, used=used)


@bp.get("/backoffice/options/new")
@staff_only(Right.MENU)
def new_option_group() -> ResponseReturnValue:
    """An empty form for an option group."""
    values: dict[str, Any] = {"name": "", "name_en": "", "min_choices": "1", "max_choices": "1"}
    values |= {"kind": GroupKind.OPTIONS.value, "may_repeat": False}
    rows = [_empty_row() for _ in range(_EMPTY_ROWS)]
    return _form(Typed(values | {"options": rows}))


@bp.post("/backoffice/options/new")
@staff_only(Right.MENU)
def add_option_group() -> ResponseReturnValue:
    """Add an option group."""
    typed = _typed(request.form)
    with problems_into(typed):
        added = catalog.add_option_group(_read(typed), actor=current_actor())
        flash_undoable(gettext("Choices added. Now tick the dishes that offer them."))
        return redirect(url_for(".option_group", group_id=added.id, _anchor="dishes"))
    return _form(typed), 422


@bp.get("/backoffice/options/<group_id>")
@staff_only(Right.MENU)
def option_group(group_id: str) -> ResponseReturnValue:
    """The form of an option group."""
    found = queries.get_option_group(require_staff().store_id, group_id)
    return _form(Typed(_values_of(found)), group_id)


@bp.post("/backoffice/options/<group_id>")
@staff_only(Right.MENU)
def change_option_group(group_id: str) -> ResponseReturnValue:
    """Change an option group for every dish that uses it."""
    typed = _typed(request.form)
    with problems_into(typed):
        catalog.change_option_group(group_id, _read(typed), actor=current_actor())
        flash_undoable(gettext("Saved."))
        return redirect(url_for(".option_groups"))
    return _form(typed, group_id), 422


@bp.post("/backoffice/options/<group_id>/remove")
@staff_only(Right.MENU)
def remove_option_group(group_id: str) -> ResponseReturnValue:
    """Remove an option group from all dishes."""
    catalog.remove_option_group(group_id, actor=current_actor())
    flash_undoable(gettext("Choices removed."))
    return redirect(url_for(".option_groups"))


@bp.post("/backoffice/options/<group_id>/dishes")
@staff_only(Right.MENU)
def offer_option_group(group_id: str) -> ResponseReturnValue:
    """Say which dishes offer these choices."""
    catalog.offer_option_group(group_id, request.form.getlist("dishes"), actor=current_actor())
    flash_undoable(gettext("Saved."))
    return redirect(url_for(".option_group", group_id=group_id, _anchor="dishes"))


def _form(typed: Typed, group_id: str = "") -> str:
    store_id = require_staff().store_id
    if "options" in typed.errors and not any(map(_is_used, typed.values["options"])):
        typed.errors["options"] = gettext("Write at least one answer.")
    dishes = queries.list_dishes(store_id) if group_id else []
    return page(
        "backoffice/menu/option_group.html",
        typed=typed,
        group_id=group_id,
        empty_row=_empty_row(),
        kinds=_KINDS,
        parts=_parts(store_id),
        categories=queries.list_categories(store_id),
        dishes=dishes,
        using={d.id for d in dishes if any(link.group_id == group_id for link in d.group_links)},
    )


def _typed(form: MultiDict[str, str]) -> Typed:
    columns = [form.getlist(f"option_{name}") for name in _COLUMNS]
    rows = [
        dict(zip(_COLUMNS, cells, strict=True)) for cells in zip_longest(*columns, fillvalue="")
    ]
    # Those left empty stand last, for those in use to be counted from the first.
    rows.sort(key=lambda row: not _is_used(row))
    values = typed_text(form, *_FIELDS) | {"may_repeat": bool(form.get("may_repeat"))}
    return Typed(values | {"options": rows})


def _is_used(row: dict[str, str]) -> bool:
    """Whether a row has any words; one without is one that was not needed."""
    return any(row[name].strip() for name in ("name", "name_en", "price", "dish_id"))


def _parts(store_id: str) -> list[tuple[str, str]]:
    """The dishes that a set meal can be made of."""
    dishes = [(dish.id, dish.name) for dish in queries.list_dishes(store_id)]
    return [("", gettext("No dish")), *dishes]


def _values_of(found: OptionGroup) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(found, name) for name in _FIELDS}
    values |= {"kind": found.kind.value, "may_repeat": found.may_repeat}
    values["options"] = [
        {
            "id": option.id,
            "name": option.name,
            "name_en": option.name_en,
            "price": money.short(option.price_fen) if option.price_fen else "",
            "is_available": "1" if option.is_available else "0",
            "remaining": "" if option.remaining is None else str(option.remaining),
            "dish_id": option.dish_id or "",
            "portions": str(option.portions),
        }
        for option in found.options
    ]
    return values


def _read(typed: Typed) -> OptionGroupInput:
    values, used = typed.values, [row for row in typed.values["options"] if _is_used(row)]
    names = dict(_parts(require_staff().store_id))
    options = [
        {
            "id": row["id"] or None,
            "name": row["name"].strip() or names.get(row["dish_id"], "")[:40],
            "name_en": row["name_en"],
            "price_fen": read_difference(row["price"], f"options.{place}.price"),
            "is_available": row["is_available"] != "0",
            "remaining": _count(row["remaining"], f"options.{place}.remaining"),
            "dish_id": row["dish_id"] or None,
            "portions": read_whole(row["portions"], f"options.{place}.portions", default=1),
        }
        for place, row in enumerate(used)
    ]
    if values["kind"] in (GroupKind.SET, GroupKind.INCLUDED):
        if not all(row["dish_id"] for row in used):
            raise Invalid({"options": lazy_gettext("Choose a dish in every row of a set meal.")})
    elif any(row["dish_id"] for row in used):
        raise Invalid({"options": lazy_gettext("Only a set meal has dishes as its answers.")})
    return OptionGroupInput.model_validate(
        {
            "name": values["name"],
            "name_en": values["name_en"],
            "min_choices": read_whole(values["min_choices"], "min_choices", default=0),
            "max_choices": read_whole(values["max_choices"], "max_choices", default=1),
            "kind": values["kind"] or GroupKind.OPTIONS.value,
            "may_repeat": values["may_repeat"],
            "options": options,
        }
    )


def _count(text: str, name: str) -> int | None:
    return read_whole(text, name, default=0) if text.strip() else None


def _empty_row() -> dict[str, str]:
    return dict.fromkeys(_COLUMNS, "") | {"is_available": "1", "portions": "1"}
