"""Orders at the counter: confirm, refuse, cancel, and take them for guests without a phone."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.catalog import queries as catalog
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering import slots
from app.ordering.cart.required import required_json
from app.ordering.inputs import CancelInput
from app.ordering.models import OrderStatus
from app.payments.attempts import service as attempts
from app.staff.rights import Right
from app.tables import queries as tables
from app.web.auth import current_actor, require_staff, staff_only
from app.web.counter import tiles
from app.web.counter.answers import acted
from app.web.counter.blueprint import bp
from app.web.counter.chips import chips_of


@bp.post("/sessions/<session_id>/confirm")
@staff_only(Right.TABLES)
def confirm(session_id: str) -> Response:
    """Let a waiting party in; its orders go to the kitchen."""
    confirmed = ordering.confirm_session_orders(session_id, actor=current_actor())
    if any(order.status is OrderStatus.SCHEDULED for order in confirmed):
        return acted(gettext("Confirmed: the kitchen gets it in time."))
    return acted(gettext("Confirmed: the kitchen has it."))


@bp.get("/orders/<order_id>/cancel")
@staff_only(Right.CANCEL)
def ask_cancel(order_id: str) -> ResponseReturnValue:
    """Ask why an order is refused or cancelled."""
    order = orders.get_order(require_staff().store_id, order_id)
    return render_template("counter/orders/_cancel.html", order=order)


@bp.post("/orders/<order_id>/cancel")
@staff_only(Right.CANCEL)
def cancel(order_id: str) -> Response:
    """Cancel an order that the kitchen has not started."""
    given = CancelInput.model_validate(request.form.to_dict())
    order = orders.get_order(require_staff().store_id, order_id)
    attempts.cancel_order(order, actor=current_actor(), reason=given.reason)
    return acted(gettext("The order is cancelled."))


@bp.get("/tables/<table_id>/order")
@staff_only(Right.ORDER)
def order_at_table(table_id: str) -> ResponseReturnValue:
    """The order screen for the guests at a table."""
    table = tables.get_table(require_staff().store_id, table_id)
    tile = tiles.tile_of(table, request.args.get("party"))
    return _screen(tile)


@bp.get("/pickup/order")
@staff_only(Right.ORDER)
def order_pickup() -> ResponseReturnValue:
    """The order screen for a guest who picks the food up."""
    return _screen(None)


@bp.get("/order/keys")
@staff_only(Right.ORDER)
def order_keys() -> ResponseReturnValue:
    """Which keys do what on the order screen."""
    return render_template("counter/orders/_keys.html")


@bp.get("/menu")
@staff_only(Right.ORDER)
def menu_now() -> ResponseReturnValue:
    """The dishes of the order screen as they are now."""
    menu = catalog.get_menu(require_staff().store_id)
    return render_template("counter/orders/_menu.html", menu=menu)


def _screen(tile: tiles.Tile | None) -> str:
    store_id = require_staff().store_id
    menu = catalog.get_menu(store_id)
    is_first = tile is not None and tile.bill.orders == 0
    return render_template(
        "counter/orders/screen.html",
        menu=menu,
        house_dishes=required_json(menu) if is_first else [],
        tile=tile,
        chips=chips_of(store_id),
        stations=catalog.list_stations(store_id),
        days=[] if tile else slots.list_days(store_id, 0),
    )
