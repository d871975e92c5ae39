"""Buying: what is suggested, what was ordered, and the order as text for the supplier."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.core.errors import Conflict
from app.core.tabular import csv_bytes, xlsx_bytes
from app.inventory import buying, papers, queries
from app.inventory import service as inventory
from app.inventory.buying import Suggestion
from app.inventory.inputs import PurchaseInput
from app.inventory.paper_models import Purchase
from app.inventory.rules import plain_number
from app.inventory.words import named
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.backoffice.stock import rows
from app.web.backoffice.stock.reading import ordered_unit, read_day, sizes_of, suggested_unit
from app.web.backoffice.stock.tables import purchase_table

STATUS = {
    "open": (lazy_gettext("Ordered"), "info"),
    "partly": (lazy_gettext("Came in part"), "warn"),
    "received": (lazy_gettext("All came"), "success"),
    "cancelled": (lazy_gettext("Cancelled"), "muted"),
}
_TEXTS = ("supplier_id", "note", "expected_on")


@bp.get("/backoffice/stock/purchases")
@staff_only(Right.STOCK)
def purchases() -> ResponseReturnValue:
    """What should be bought now, by supplier, and what was ordered."""
    store_id = require_staff().store_id
    by_supplier: dict[str, list[Suggestion]] = {}
    units = {}
    for each in buying.suggest(store_id):
        units[each.ingredient.id] = suggested_unit(each)
        by_supplier.setdefault(each.ingredient.supplier_id or "", []).append(each)
    return page(
        "backoffice/stock/purchases.html",
        suggested=by_supplier,
        units=units,
        suppliers={each.id: each for each in queries.list_suppliers(store_id)},
        purchases=papers.list_purchases(store_id),
        status=STATUS,
    )


@bp.get("/backoffice/stock/purchases/new")
@staff_only(Right.STOCK)
def new_purchase() -> ResponseReturnValue:
    """The form of a purchase; filled in with what is suggested for a supplier."""
    store_id = require_staff().store_id
    supplier_id = request.args.get("supplier", "")
    suggested = [
        _row(each)
        for each in buying.suggest(store_id)
        if "supplier" in request.args and (each.ingredient.supplier_id or "") == supplier_id
    ]
    values = dict.fromkeys(_TEXTS, "") | {"supplier_id": supplier_id}
    return _form(Typed(values | {"rows": suggested or [rows.EMPTY]}))


@bp.post("/backoffice/stock/purchases/new")
@staff_only(Right.STOCK)
def add_purchase() -> ResponseReturnValue:
    """Write the purchase down."""
    store_id = require_staff().store_id
    typed = Typed(typed_text(request.form, *_TEXTS) | {"rows": rows.typed_rows()})
    with problems_into(typed):
        given = PurchaseInput(
            supplier_id=typed.values["supplier_id"] or None,
            note=typed.values["note"],
            expected_on=read_day(typed.values["expected_on"], "expected_on"),
            lines=tuple(rows.wanted_of(store_id, typed.values["rows"])),
        )
        made = inventory.order_goods(given, actor=current_actor())
        flash(gettext("Ordered. Copy the text for the supplier."), "success")
        return redirect(url_for(".purchase", purchase_id=made.id))
    return _form(typed), 422


@bp.get("/backoffice/stock/purchases/<purchase_id>")
@staff_only(Right.STOCK)
def purchase(purchase_id: str) -> ResponseReturnValue:
    """One purchase: what was wanted, what came, and its text."""
    found = papers.get_purchase(require_staff().store_id, purchase_id)
    return page(
        "backoffice/stock/purchase.html",
        purchase=found,
        status=STATUS,
        text=_text(found),
        units={line.position: ordered_unit(line) for line in found.lines},
        receipts=papers.list_receipts(found.store_id, found.id),
    )


@bp.get("/backoffice/stock/purchases/<purchase_id>.csv")
@staff_only(Right.EXPORT)
def purchase_csv(purchase_id: str) -> Response:
    """One purchase as CSV."""
    found = papers.get_purchase(require_staff().store_id, purchase_id)
    table = purchase_table(found)
    name = f"kaifan-purchase-{found.number}.csv"
    return download(csv_bytes(table.headings, table.rows), name, "text/csv")


@bp.get("/backoffice/stock/purchases/<purchase_id>.xlsx")
@staff_only(Right.EXPORT)
def purchase_xlsx(purchase_id: str) -> Response:
    """One purchase as a workbook."""
    found = papers.get_purchase(require_staff().store_id, purchase_id)
    table = purchase_table(found)
    content = xlsx_bytes(table.title, table.headings, table.rows, table.widths)
    return download(content, f"kaifan-purchase-{found.number}.xlsx", XLSX)


@bp.post("/backoffice/stock/purchases/<purchase_id>/cancel")
@staff_only(Right.STOCK)
def cancel_purchase(purchase_id: str) -> ResponseReturnValue:
    """Nothing more will come."""
    try:
        inventory.cancel_purchase(purchase_id, actor=current_actor())
    except Conflict as error:
        flash(str(error.message), "danger")
    return redirect(url_for(".purchase", purchase_id=purchase_id))


def _form(typed: Typed) -> str:
    store_id = require_staff().store_id
    known = queries.list_ingredients(store_id)
    suppliers = [(each.id, named(each)) for each in queries.list_suppliers(store_id)]
    return page(
        "backoffice/stock/new_purchase.html",
        typed=typed,
        known=known,
        units=rows.unit_choices(known),
        suppliers=[("", gettext("Not named")), *suppliers],
        empty_row=rows.EMPTY,
    )


def _row(each: Suggestion) -> dict[str, str]:
    keys = {size: key for key, (_words, size) in reversed(sizes_of(each.ingredient).items())}
    units = str(each.units) if each.unit_name else plain_number(each.wanted, each.unit_size)
    return {
        **rows.EMPTY,
        "ingredient_id": each.ingredient.id,
        "count": units,
        "unit": keys.get(each.unit_size, ""),
    }


def _text(found: Purchase) -> str:
    """The order as it is sent to the supplier by any messenger."""
    store = stores.get_facts(require_staff().store_id)
    head = gettext("%(shop)s orders (no. %(number)d):", shop=named(store), number=found.number)
    lines = [
        f"{named(line.ingredient)} {plain_number(line.wanted, line.unit_size)} {ordered_unit(line)}"
        for line in found.lines
    ]
    tail = [found.note] if found.note else []
    if found.expected_on is not None:
        tail.append(gettext("Deliver on %(day)s.", day=found.expected_on.isoformat()))
    return "\n".join([head, *lines, *tail])
