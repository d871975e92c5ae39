"""Today's pick-up orders: take money, hand over."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import OrderStatus
from app.staff.rights import Right
from app.stores import queries as stores
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import tiles
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp

_OVER = (OrderStatus.COMPLETED, OrderStatus.CANCELLED)


@bp.get("/pickup")
@staff_only(Right.TABLES)
def pickup() -> ResponseReturnValue:
    """Today's pick-up orders."""
    return render_template("counter/pickup/page.html", **_pickup_facts())


@bp.get("/pickup/now")
@staff_only(Right.TABLES)
def pickup_now() -> ResponseReturnValue:
    """The changing part of the page."""
    return render_template("counter/pickup/_orders.html", **_pickup_facts())


@bp.post("/orders/<order_id>/hand-over")
@staff_only(Right.TABLES)
def hand_over(order_id: str) -> Response:
    """Give a pick-up order to its guest."""
    ordering.hand_over(order_id, actor=current_actor())
    return acted(gettext("Handed over."))


@bp.post("/orders/<order_id>/call")
@staff_only(Right.TABLES)
def call(order_id: str) -> Response:
    """Call the number of a pick-up order, or call it again."""
    order = ordering.call_number(order_id, actor=current_actor())
    return acted(gettext("%(no)s is called.", no=order.pickup_code))


@bp.post("/orders/<order_id>/reopen")
@staff_only(Right.TAKE_PAYMENT)
def reopen(order_id: str) -> Response:
    """Take an order up again that was not paid in time: its guest stands at the till now."""
    ordering.reopen_expired(order_id, actor=current_actor())
    return acted(gettext("Taken up again: please take the money."))


def _pickup_facts() -> dict[str, object]:
    store_id = require_staff().store_id
    today = stores.get_facts(store_id).business_date()
    found = orders.list_pickup_orders(store_id, today)
    oldest_first = list(reversed(found))
    early = (OrderStatus.UNPAID, OrderStatus.SCHEDULED, OrderStatus.READY)
    return {
        "unpaid": orders.list_unpaid_orders(store_id),
        "ready": [o for o in oldest_first if o.status is OrderStatus.READY],
        "coming": [o for o in oldest_first if o.status not in (*_OVER, *early)],
        "scheduled": orders.list_scheduled_orders(store_id),
        "expired": [o for o in found if o.expired_at],
        "over": [o for o in found if o.status in _OVER and not o.expired_at],
        "minutes_since": tiles.minutes_since,
    }
