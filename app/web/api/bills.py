"""Splitting bills and paying their parts."""

from apiflask import APIBlueprint
from flask import Response, request

from app.core import idempotency
from app.ordering import queries as orders
from app.ordering.parts import queries, service
from app.ordering.parts.inputs import SplitInput
from app.ordering.parts.models import BillSplit
from app.ordering.parts.present import split_json
from app.ordering.service import BillScope
from app.payments import service as payments
from app.payments.inputs import PaymentInput
from app.staff.rights import Right
from app.web.api.answers import PaymentShape, SplitShape, answer
from app.web.auth import current_actor, require_staff, staff_only

bp = APIBlueprint("api_bills", __name__)


@bp.post("/orders/<order_id>/split")
@staff_only(Right.TAKE_PAYMENT)
@bp.input(SplitInput, arg_name="given")
@bp.output(SplitShape, 201)
@bp.doc(tags=["orders"], security="staff")
def split(order_id: str, given: SplitInput) -> Response:
    """Split the bill that an order is on: its whole party's, or the order's own."""
    order = orders.get_order(require_staff().store_id, order_id)
    scope = BillScope(order.table_session_id, order.id, given.expected_total_fen)
    return answer(split_json(_split(scope, given)), 201)


@bp.get("/splits/<split_id>")
@staff_only(Right.TAKE_PAYMENT)
@bp.output(SplitShape)
@bp.doc(tags=["orders"], security="staff")
def show(split_id: str) -> Response:
    """A bill in parts."""
    return answer(split_json(queries.get_split(require_staff().store_id, split_id)))


@bp.post("/splits/<split_id>/end")
@staff_only(Right.TAKE_PAYMENT)
@bp.output(SplitShape)
@bp.doc(tags=["orders"], security="staff")
def put_together(split_id: str) -> Response:
    """Make one bill of the unpaid parts again."""
    return answer(split_json(service.put_together(split_id, actor=current_actor())))


@bp.post("/parts/<part_id>/payments")
@staff_only(Right.TAKE_PAYMENT)
@bp.input(PaymentInput, arg_name="given")
@bp.output(PaymentShape, 201)
@bp.doc(tags=["orders"], security="staff")
def pay(part_id: str, given: PaymentInput) -> Response:
    """Take money for one part, once per Idempotency-Key."""
    key = idempotency.checked_key(request.headers.get("Idempotency-Key"))
    taken = payments.pay_part(part_id, given, key=key, actor=current_actor())
    replayed = taken.pop("replayed")
    return answer(taken, 201, **({"Idempotency_Replayed": "true"} if replayed else {}))


def _split(scope: BillScope, given: SplitInput) -> BillSplit:
    actor = current_actor()
    if given.persons is not None:
        return service.split_evenly(scope, given.persons, actor=actor)
    if given.amounts_fen is not None:
        return service.split_by_amounts(scope, given.amounts_fen, actor=actor)
    return service.split_by_items(scope, given.items or (), actor=actor)
