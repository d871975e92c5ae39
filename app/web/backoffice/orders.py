"""Past orders: searched, taken away as a file, and the whole story of one."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.catalog import queries as catalog
from app.core import audit, clock
from app.core.errors import Conflict
from app.kitchen import queries as kitchen
from app.ordering import queries
from app.ordering.models import Order, OrderStatus
from app.printing import service as printing
from app.printing.errors import in_plain_words
from app.reports import order_search
from app.reports.chain import chains_of
from app.reports.order_history import history_of
from app.staff.rights import Right
from app.stores import queries as stores
from app.tables import queries as tables
from app.web import chain_words
from app.web.auth import current_actor, require_staff, staff_only
from app.web.backoffice import order_files, words
from app.web.backoffice.blueprint import bp, page
from app.web.backoffice.downloads import XLSX, download
from app.web.backoffice.order_filter import days_back, read_filter, read_place
from app.web.formats import named

_ORDERS_PER_PAGE = 50
_OVER = (OrderStatus.COMPLETED, OrderStatus.CANCELLED)


@bp.get("/backoffice/orders")
@staff_only(Right.REPORTS)
def orders() -> ResponseReturnValue:
    """The orders that fit the address, newest first; today's when it asks for nothing."""
    store_id = require_staff().store_id
    chosen = read_filter(stores.get_facts(store_id))
    place = read_place()
    found = order_search.look_through(store_id, chosen.wanted, limit=_ORDERS_PER_PAGE, after=place)
    return page(
        "backoffice/orders/list.html",
        found=found.orders,
        has_more=found.has_more,
        is_later_page=place is not None,
        tally=found.tally,
        filter=chosen,
        spans=days_back(chosen.today),
        words=words,
    )


@bp.get("/backoffice/orders.csv")
@staff_only(Right.EXPORT)
def orders_csv() -> ResponseReturnValue:
    """The orders that fit the address as CSV."""
    return _taken_away("csv")


@bp.get("/backoffice/orders.xlsx")
@staff_only(Right.EXPORT)
def orders_xlsx() -> ResponseReturnValue:
    """The orders that fit the address as an Excel workbook."""
    return _taken_away("xlsx")


@bp.get("/backoffice/orders/<order_id>")
@staff_only(Right.REPORTS)
def order(order_id: str) -> ResponseReturnValue:
    """One order: lines, payments, and everything that was done to it."""
    found = queries.get_order(require_staff().store_id, order_id)
    return page(
        "backoffice/orders/order.html",
        order=found,
        history=history_of(found, named=named),
        counter_url=_counter_url(found),
        chains=chains_of(found.store_id, order_id),
        stations={each.id: each for each in catalog.list_stations(found.store_id)},
        chain_words=chain_words,
        in_plain_words=in_plain_words,
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


@bp.post("/backoffice/tickets/<ticket_id>/slip")
@staff_only(Right.PRINT)
def reprint_slip(ticket_id: str) -> ResponseReturnValue:
    """Print a kitchen slip again, marked as a reprint. Raises NotFound."""
    actor = current_actor()
    order_id = kitchen.get_ticket(actor.store_id, ticket_id).order.id
    try:
        printing.reprint_ticket(ticket_id, actor=actor)
    except Conflict as error:
        flash(str(error.message), "danger")
    else:
        flash(gettext("The kitchen slip is being printed, marked as a reprint."), "success")
    return redirect(url_for(".order", order_id=order_id))


def _counter_url(order: Order) -> str:
    """Where the counter changes an order, takes its money or cancels it; "" once it is over."""
    if not require_staff().may(Right.TABLES) or order.status in _OVER:
        return ""
    if order.table_session_id is None:
        is_later = order.status is OrderStatus.SCHEDULED
        return url_for("counter.ahead" if is_later else "counter.pickup")
    if not tables.is_live(order.table_session_id):
        return ""
    session = tables.get_session(order.store_id, order.table_session_id)
    return url_for("counter.table", table_id=session.table_id)


def _taken_away(kind: str) -> Response:
    """The file, and an entry in the audit of who took what. Raises Denied."""
    store = stores.get_facts(require_staff(Right.REPORTS).store_id)
    chosen = read_filter(store)
    write = order_files.orders_xlsx if kind == "xlsx" else order_files.orders_csv
    content = write(store, chosen.wanted)
    asked = {name: value for name, value in chosen.chosen.items() if value}
    audit.log_alone("orders.exported", actor=current_actor(), target=("orders", kind), asked=asked)
    name = f"kaifan-orders-{store.local(clock.now()):%Y%m%d-%H%M}.{kind}"
    return download(content, name, XLSX if kind == "xlsx" else "text/csv")
