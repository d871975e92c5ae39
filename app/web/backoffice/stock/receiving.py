"""Receiving goods, by phone too: against a purchase, or just what the driver brought."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.inventory import papers, queries
from app.inventory import service as inventory
from app.inventory.inputs import ReceiptInput
from app.inventory.words import named
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.forms import Typed, problems_into, typed_text
from app.web.backoffice.stock import rows

_IDS = ("purchase_id", "supplier_id", "place_id")
_TEXTS = (*_IDS, "note")


@bp.get("/backoffice/stock/receive")
@staff_only(Right.STOCK)
def receive_form() -> ResponseReturnValue:
    """The form for goods that came; filled in when they were ordered."""
    store_id = require_staff().store_id
    purchase_id = request.args.get("purchase", "")
    values = dict.fromkeys(_TEXTS, "") | {"rows": [rows.EMPTY]}
    if purchase_id:
        purchase = papers.get_purchase(store_id, purchase_id)
        values |= {"purchase_id": purchase.id, "supplier_id": purchase.supplier_id or ""}
        values["rows"] = rows.rows_of_purchase(purchase) or [rows.EMPTY]
    return _form(Typed(values))


@bp.post("/backoffice/stock/receive")
@staff_only(Right.STOCK)
def receive_goods() -> ResponseReturnValue:
    """Take the goods in, or send them back."""
    store_id, actor = require_staff().store_id, current_actor()
    typed = Typed(typed_text(request.form, *_TEXTS) | {"rows": rows.typed_rows()})
    is_return = request.form.get("act") == "return"
    with problems_into(typed):
        today = stores.get_facts(store_id).business_date()
        lines = tuple(rows.received_of(store_id, typed.values["rows"], today))
        values = {name: typed.values[name] or None for name in _IDS}
        given = ReceiptInput(**values, note=typed.values["note"], lines=lines)
        if is_return:
            inventory.return_goods(given, actor=actor)
            flash(gettext("Sent back."), "success")
        else:
            inventory.receive_goods(given, actor=actor)
            said = gettext("Received. Dishes that were short of it are on the menu again.")
            flash(said, "success")
        return redirect(url_for(".stock"))
    return _form(typed), 422


def _form(typed: Typed) -> str:
    store_id = require_staff().store_id
    known = queries.list_ingredients(store_id)
    suppliers = [(each.id, named(each)) for each in queries.list_suppliers(store_id)]
    waiting = papers.list_purchases(store_id, only_waiting=True)
    return page(
        "backoffice/stock/receive.html",
        typed=typed,
        known=known,
        units=rows.unit_choices(known),
        suppliers=[("", gettext("Not named")), *suppliers],
        waiting=waiting,
        places=rows.place_choices(store_id),
        empty_row=rows.EMPTY,
    )
