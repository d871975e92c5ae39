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


def _pickup_facts() -> dict[str, object]:
    store_id = require_staff().store_id
    today = stores.get_facts(store_id).business_date()
    found = orders.list_pickup_orders(store_id, today)
    return {
        "ready": [o for o in reversed(found) if o.status is OrderStatus.READY],
        "coming": [o for o in reversed(found) if o.status not in (*_OVER, OrderStatus.READY)],
        "over": [o for o in found if o.status in _OVER],
        "minutes_since": tiles.minutes_since,
    }
