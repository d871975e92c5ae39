"""What the table has ordered, live."""

from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.ordering import queries, rules
from app.ordering.cart import guests
from app.ordering.models import LineStatus, Order, OrderStatus
from app.ordering.present import number_text, order_name
from app.ordering.settings import ScheduleSettings
from app.payments.invoices import queries as invoices
from app.payments.invoices.settings import InvoiceSettings
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables.queries import Presence
from app.web import pay_ways
from app.web.auth import current_presence, diner_only
from app.web.diner.blueprint import bp


@bp.get("/orders")
@diner_only
def orders() -> ResponseReturnValue:
    """All orders of the table session, with how far each dish is."""
    return render_template("diner/ordering/orders.html", **_shown(current_presence()))


@bp.get("/orders/live")
@diner_only
def orders_live() -> ResponseReturnValue:
    """The same orders as a fragment, for a page that is already open."""
    return render_template("diner/ordering/_live.html", **_shown(current_presence()))


def _is_price_open(order: Order) -> bool:
    """Whether a dish of it waits for its weight or its price."""
    return any(
        line.is_price_open and line.status is not LineStatus.CANCELLED for line in order.lines
    )


def _shown(presence: Presence) -> dict[str, Any]:
    store = stores.get_facts(presence.store_id)
    placed = queries.list_session_orders(store.id, presence.session_id)
    standing = [order for order in placed if order.status is not OrderStatus.CANCELLED]
    return {
        "store": store,
        "presence": presence,
        "pays_first": any(order.is_pay_first for order in standing),
        "orders": list(reversed(placed)),
        "total_fen": sum(order.total_fen for order in standing),
        "due_fen": sum(order.due_fen for order in standing),
        "is_owed": any(o.due_fen and o.status is not OrderStatus.WAITING for o in standing),
        "open_ids": {order.id for order in standing if _is_price_open(order)},
        "now": clock.now(),
        "lead": timedelta(minutes=settings.get(store.id, ScheduleSettings).lead_minutes),
        "can_pay": bool(pay_ways.for_browser(store.id, request.headers.get("User-Agent", ""))),
        "offers_invoice": settings.get(store.id, InvoiceSettings).is_offered,
        "invoice": invoices.find_request(store.id, presence.session_id),
        "cancellable": rules.CANCELLABLE,
        "called": rules.IN_KITCHEN,
        "number_text": number_text,
        "guest_name": guests.name_of,
        "colour_of": guests.colour_of,
        "order_name": order_name,
    }
