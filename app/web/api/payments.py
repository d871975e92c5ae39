"""A phone pays: the mini-program and other clients begin a payment and ask how it stands."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from app.core import idempotency
from app.core.extensions import limiter
from app.core.money import MAX_FEN
from app.payments.attempts import queries
from app.payments.attempts import service as attempts
from app.payments.attempts.models import PaymentAttempt
from app.payments.models import Channel
from app.payments.providers.base import Method
from app.web import limits
from app.web.api.answers import AttemptShape, answer
from app.web.auth import current_presence, diner_only

bp = APIBlueprint("api_payments", __name__)


class AttemptInput(BaseModel):
    """What a phone wants to pay of its table's bill; `payer_id` is an openid or a buyer's id."""

    model_config = ConfigDict(frozen=True)

    channel: Channel
    method: Method
    amount_fen: Annotated[int, Field(strict=True, ge=1, le=MAX_FEN)]
    expected_due_fen: Annotated[int, Field(strict=True, ge=1, le=MAX_FEN)] | None = None
    payer_id: Annotated[str, Field(max_length=128)] = ""


@bp.post("/payment-attempts")
@diner_only
@limiter.limit(limits.PAY, key_func=limits.phone_key)
@bp.input(AttemptInput, arg_name="given")
@bp.output(AttemptShape, 201)
@bp.doc(tags=["orders"], security="table")
def begin_attempt(given: AttemptInput) -> Response:
    """Begin to pay, once per Idempotency-Key; `shows` opens the channel's pay sheet."""
    presence = current_presence()
    wish = attempts.Wish(
        **given.model_dump(),
        payer=presence.actor.id,
        session_id=presence.session_id,
        payer_ip=request.remote_addr or "",
    )
    key = idempotency.checked_key(request.headers.get("Idempotency-Key"))
    attempt = attempts.open_attempt(wish, key=f"api:{key}"[:255], actor=presence.actor)
    return answer(_json(attempt), 201)


@bp.get("/payment-attempts/<attempt_id>")
@diner_only
@limiter.limit(limits.PAY_LOOK, key_func=limits.phone_key)
@bp.output(AttemptShape)
@bp.doc(tags=["orders"], security="table")
def show_attempt(attempt_id: str) -> Response:
    """How a payment stands; the channel is asked when it was not asked lately."""
    presence = current_presence()
    found = queries.get_session_attempt(presence.store_id, presence.session_id, attempt_id)
    return answer(_json(attempts.look_again(found)))


def _json(attempt: PaymentAttempt) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "status": attempt.status.value,
        "channel": attempt.channel.value,
        "method": attempt.method.value,
        "amount_fen": attempt.amount_fen,
        "expires_at": attempt.expires_at.isoformat(timespec="milliseconds"),
        "shows": attempt.shows,
        "why": attempt.why,
    }
