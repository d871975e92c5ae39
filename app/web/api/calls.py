"""A phone calls the staff."""

from apiflask import APIBlueprint
from flask import Response

from app.calls import queries
from app.calls import service as calls
from app.calls.inputs import CallInput
from app.core.extensions import limiter
from app.web import limits
from app.web.api.answers import CallShape, answer
from app.web.auth import current_presence, diner_only

bp = APIBlueprint("api_calls", __name__)


@bp.post("/calls")
@diner_only
@limiter.limit(limits.CALL, key_func=limits.phone_key)
@bp.input(CallInput, arg_name="given")
@bp.output(CallShape, 201)
@bp.doc(tags=["diner"], security="table")
def call(given: CallInput) -> Response:
    """Call the waiter, ask for the bill, or chase an order; 429 within the cool-down."""
    made = calls.call(current_presence(), given)
    body = {
        "id": made.id,
        "kind": made.kind.value,
        "order_id": made.order_id,
        "times": made.times,
        "again_in_s": queries.seconds_until(made),
    }
    return answer(body, 201)
