"""Placing, reading, cancelling and paying orders."""

from apiflask import APIBlueprint
from flask import Response, current_app, request

from app.core import idempotency
from app.core.extensions import limiter
from app.ordering import queries
from app.ordering import service as ordering
from app.ordering.inputs import (
    CancelInput,
    PlaceOrderInput,
    RescheduleInput,
    StaffOrderInput,
)
from app.ordering.models import Order
from app.ordering.present import order_json
from app.payments import service as payments
from app.payments.attempts import service as attempts
from app.payments.inputs import PaymentInput
from app.staff.rights import Right
from app.tables.queries import Presence
from app.web import limits
from app.web.api.answers import OrderShape, PaymentShape, answer, raise_met
from app.web.auth import (
    current_actor,
    current_presence,
    diner_only,
    find_staff,
    public,
    staff_only,
)

bp = APIBlueprint("api_orders", __name__)


@bp.post("/orders")
@diner_only
@limiter.limit(limits.PLACE_ORDER, key_func=limits.phone_key, exempt_when=limits.is_counted)
@limiter.limit(limits.PLACE_ORDER_FROM_ONE, exempt_when=limits.is_near_or_counted)
@bp.input(PlaceOrderInput, arg_name="given")
@bp.output(OrderShape, 201)
@bp.doc(tags=["orders"], security="table")
def place(given: PlaceOrderInput) -> Response:
    """Place an order, once per Idempotency-Key."""
    raise_met()
    return _placed(place_for_phone(current_presence(), given, _key()))


def place_for_phone(phone: Presence, given: PlaceOrderInput, key: str) -> ordering.Placed:
    """Place what the guests of a phone order. Raises whatever `ordering.place_order` does."""
    limited = current_app.config["KAIFAN"].limits_enabled
    return ordering.place_order(phone, given, key=key, limited=limited)


@bp.post("/staff/orders")
@staff_only(Right.ORDER)
@bp.input(StaffOrderInput, arg_name="given")
@bp.output(OrderShape, 201)
@bp.doc(tags=["orders"], security="staff")
def place_for_guests(given: StaffOrderInput) -> Response:
    """Place an order for guests without a phone."""
    actor = current_actor()
    return _placed(ordering.place_staff_order(given, key=_key(), actor=actor))


@bp.get("/orders/<order_id>")
@bp.output(OrderShape)
@bp.doc(tags=["orders"], security=["table", "staff"])
@public
def show(order_id: str) -> Response:
    """An order: a diner sees those of the own table session, staff those of their store."""
    person = find_staff()
    if person is not None:
        return answer(order_json(queries.read_order(person.store_id, order_id)))
    phone = current_presence()
    return answer(order_json(queries.read_order(phone.store_id, order_id, phone.session_id)))


@bp.post("/orders/<order_id>/cancel")
@bp.input(CancelInput, arg_name="given")
@bp.output(OrderShape)
@bp.doc(tags=["orders"], security=["table", "staff"])
@public
def cancel(order_id: str, given: CancelInput) -> Response:
    """Cancel an order that the kitchen has not started."""
    order = _visible_order(order_id)
    actor = current_actor(Right.CANCEL) if find_staff() else current_presence().actor
    return answer(order_json(attempts.cancel_order(order, actor=actor, reason=given.reason)))


@bp.post("/orders/<order_id>/reschedule")
@bp.input(RescheduleInput, arg_name="given")
@bp.output(OrderShape)
@bp.doc(tags=["orders"], security=["table", "staff"])
@public
def reschedule(order_id: str, given: RescheduleInput) -> Response:
    """Collect a pre-order at another time; 409 `slot_gone` when that one cannot be had."""
    order = _visible_order(order_id)
    actor = current_actor(Right.ORDER) if find_staff() else current_presence().actor
    return answer(order_json(ordering.reschedule_order(order.id, given.due_at, actor=actor)))


@bp.post("/orders/<order_id>/payments")
@staff_only(Right.TAKE_PAYMENT)
@bp.input(PaymentInput, arg_name="given")
@bp.output(PaymentShape, 201)
@bp.doc(tags=["orders"], security="staff")
def pay(order_id: str, given: PaymentInput) -> Response:
    """Take money for an order, once per Idempotency-Key."""
    taken = payments.pay_order(order_id, given, key=_key(), actor=current_actor())
    replayed = taken.pop("replayed")
    return answer(taken, 201, **({"Idempotency_Replayed": "true"} if replayed else {}))


def _key() -> str:
    return idempotency.checked_key(request.headers.get("Idempotency-Key"))


def _placed(placed: ordering.Placed) -> Response:
    headers = {"Idempotency_Replayed": "true"} if placed.replayed else {}
    return answer(placed.order, 201, **headers)


def _visible_order(order_id: str) -> Order:
    person = find_staff()
    if person is not None:
        return queries.get_order(person.store_id, order_id)
    presence = current_presence()
    return queries.get_session_order(presence.store_id, presence.session_id, order_id)
