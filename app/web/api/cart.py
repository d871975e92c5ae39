"""The phone's calls on the table's shared cart: see it, change it, order it."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from app.core import idempotency
from app.core.extensions import limiter
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.cart import queries, service
from app.ordering.cart.inputs import OperationsInput, PlaceCartInput
from app.ordering.cart.present import cart_json
from app.ordering.settings import OrderingSettings
from app.ordering.settings_covers import CoverSettings
from app.settings import queries as settings
from app.tables.errors import SessionOver
from app.tables.queries import Presence
from app.web import limits
from app.web.api.answers import CartShape, ChangedCartShape, OrderShape, answer, raise_met
from app.web.auth import current_presence, diner_only

bp = APIBlueprint("api_cart", __name__)

SESSION_HEADER = "X-Table-Session"


@bp.get("/cart")
@diner_only
@bp.output(CartShape)
@bp.doc(tags=["cart"], security="table")
def show() -> BaseResponse:
    """The cart of the table, with who added what."""
    shown = make_response(answer(_cart()))
    shown.headers["Cache-Control"] = "no-store"
    return shown


@bp.post("/cart/operations")
@diner_only
@limiter.limit(limits.CART, key_func=limits.phone_key)
@bp.input(OperationsInput, arg_name="given")
@bp.output(ChangedCartShape)
@bp.doc(tags=["cart"], security="table")
def change(given: OperationsInput) -> Response:
    """Apply operations to the cart, each once by its id; what each came to, and the cart."""
    results = service.change_cart(_phone(), given.operations)
    return answer({"results": results, "cart": _cart()})


@bp.post("/cart/orders")
@diner_only
@limiter.limit(limits.PLACE_ORDER, key_func=limits.phone_key, exempt_when=limits.is_counted)
@limiter.limit(limits.PLACE_ORDER_FROM_ONE, exempt_when=limits.is_near_or_counted)
@bp.input(PlaceCartInput, arg_name="given")
@bp.output(OrderShape, 201)
@bp.doc(tags=["cart"], security="table")
def place(given: PlaceCartInput) -> Response:
    """Order the cart as this phone saw it, once per Idempotency-Key."""
    raise_met()
    key = idempotency.checked_key(request.headers.get("Idempotency-Key"))
    placed = place_for_phone(_phone(), given, key)
    headers = {"Idempotency_Replayed": "true"} if placed.replayed else {}
    return answer(placed.order, 201, **headers)


def place_for_phone(phone: Presence, given: PlaceCartInput, key: str) -> ordering.Placed:
    """Order the cart as a phone saw it. Raises whatever `ordering.place_cart` does."""
    limited = current_app.config["KAIFAN"].limits_enabled
    return ordering.place_cart(phone, given, key=key, limited=limited)


def _phone() -> Presence:
    return refuse_other_table(current_presence(), request.headers.get(SESSION_HEADER))


def refuse_other_table(phone: Presence, named: str | None) -> Presence:
    """The phone, at the table session that its page names. Raises SessionOver.

    A page of the last table may still be open when its phone has scanned another one, and then
    sends the new cookie: what was meant for one table must not reach the other.
    """
    if named is not None and named not in (phone.session_id, phone.origin_id):
        raise SessionOver
    return phone


def _cart() -> dict[str, Any]:
    phone = _phone()
    placed, _total = orders.session_tally(phone.session_id)
    chosen = settings.get(phone.store_id, OrderingSettings)
    cart = cart_json(queries.find_cart(phone.session_id), phone.device_id, placed + 1, chosen)
    return {**cart, **_cover_charge(phone)}


def _cover_charge(phone: Presence) -> dict[str, Any]:
    """What each guest's seat costs, and what the party was charged for seats already."""
    seats = settings.get(phone.store_id, CoverSettings)
    if phone.is_pickup or not seats.per_head_fen:
        return {}
    charged = ordering.charged_fen(phone.session_id)
    told = {"per_head_fen": seats.per_head_fen, "charged_fen": charged, "name": seats.shown_name}
    return {"cover_charge": told}
