"""Suppliers: the list and the form of one."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.inventory import queries
from app.inventory import service as inventory
from app.inventory.inputs import SupplierInput
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, read_whole, typed_text

_TEXTS = ("name", "name_en", "contact", "phone", "note", "lead_days")


@bp.get("/backoffice/stock/suppliers")
@staff_only(Right.STOCK)
def suppliers() -> ResponseReturnValue:
    """All suppliers."""
    found = queries.list_suppliers(require_staff().store_id)
    return page("backoffice/stock/suppliers.html", suppliers=found)


@bp.get("/backoffice/stock/suppliers/new")
@staff_only(Right.STOCK)
def new_supplier() -> ResponseReturnValue:
    """An empty form for a supplier."""
    return _form(Typed(dict.fromkeys(_TEXTS, "") | {"lead_days": "1"}))


@bp.post("/backoffice/stock/suppliers/new")
@staff_only(Right.STOCK)
def add_supplier() -> ResponseReturnValue:
    """Add a supplier."""
    typed = Typed(typed_text(request.form, *_TEXTS))
    with problems_into(typed):
        inventory.add_supplier(_read(typed), actor=current_actor())
        flash(gettext("Supplier added."), "success")
        return redirect(url_for(".suppliers"))
    return _form(typed), 422


@bp.get("/backoffice/stock/suppliers/<supplier_id>")
@staff_only(Right.STOCK)
def supplier(supplier_id: str) -> ResponseReturnValue:
    """The form of a supplier."""
    found = queries.get_supplier(require_staff().store_id, supplier_id)
    values = {name: getattr(found, name) for name in _TEXTS}
    return _form(Typed(values), supplier_id)


@bp.post("/backoffice/stock/suppliers/<supplier_id>")
@staff_only(Right.STOCK)
def change_supplier(supplier_id: str) -> ResponseReturnValue:
    """Change a supplier."""
    queries.get_supplier(require_staff().store_id, supplier_id)
    typed = Typed(typed_text(request.form, *_TEXTS))
    with problems_into(typed):
        inventory.change_supplier(supplier_id, _read(typed), actor=current_actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for(".suppliers"))
    return _form(typed, supplier_id), 422


@bp.post("/backoffice/stock/suppliers/<supplier_id>/remove")
@staff_only(Right.STOCK)
def remove_supplier(supplier_id: str) -> ResponseReturnValue:
    """Remove a supplier."""
    inventory.remove_supplier(supplier_id, actor=current_actor())
    flash(gettext("Supplier removed. What was bought there is kept."), "success")
    return redirect(url_for(".suppliers"))


def _read(typed: Typed) -> SupplierInput:
    days = read_whole(typed.values["lead_days"], "lead_days", default=1)
    return SupplierInput(**{**typed.values, "lead_days": days})


def _form(typed: Typed, supplier_id: str = "") -> str:
    return page("backoffice/stock/supplier.html", typed=typed, supplier_id=supplier_id)
