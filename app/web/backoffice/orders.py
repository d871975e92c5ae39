"""The orders of a day and the whole story of one order."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import audit
from app.core.errors import Conflict
from app.ordering import queries
from app.payments import queries as payments
from app.printing import service as printing
from app.staff.rights import Right
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.overview import neighbours, wanted_day
from app.web.backoffice.paging import Paged, paged

_ORDERS_PER_PAGE = 50
_MAX_SEARCH = 40


@bp.get("/backoffice/orders")
@staff_only(Right.REPORTS)
def orders() -> ResponseReturnValue:
    """The orders of a business day, newest first, also those of one number or table."""
    store_id = require_staff().store_id
    day, today = wanted_day()
    search = request.args.get("q", "").strip()[:_MAX_SEARCH]
    total = queries.count_day_orders(store_id, day, search)
    offset, number, count = paged(total, _ORDERS_PER_PAGE)
    found = queries.list_day_orders(
        store_id, day, limit=_ORDERS_PER_PAGE, offset=offset, search=search
    )
    listed = Paged(found, number, count, total)
    return page(
        "backoffice/orders/list.html",
        listed=listed,
        search=search,
        words=words,
        **neighbours(day, today),
    )


@bp.get("/backoffice/orders/<order_id>")
@staff_only(Right.REPORTS)
def order(order_id: str) -> ResponseReturnValue:
    """One order: lines, payments, and everything that was done to it."""
    store_id = require_staff().store_id
    found = queries.get_order(store_id, order_id)
    paid = payments.list_payments_of_orders(store_id, [order_id])
    targets = [("order", order_id)]
    targets += [("order_line", line.id) for line in found.lines]
    targets += [("payment", payment.id) for payment in paid]
    return page(
        "backoffice/orders/order.html",
        order=found,
        payments=paid,
        history=audit.list_entries(store_id, targets),
        line_names={line.id: line.name for line in found.lines},
        words=words,
    )


@bp.post("/backoffice/orders/<order_id>/receipt")
@staff_only(Right.PRINT)
def reprint_receipt(order_id: str) -> ResponseReturnValue:
    """Print the receipt again, marked as a reprint."""
    try:
        printing.print_receipt([order_id], actor=current_actor(), is_reprint=True)
    except Conflict as error:
        flash(str(error.message), "danger")
    else:
        flash(gettext("The receipt is being printed, marked as a reprint."), "success")
    return redirect(url_for(".order", order_id=order_id))
