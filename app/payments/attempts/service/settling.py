"""What a person decides about an attempt that cannot end by itself."""

from app.core import audit
from app.core.actors import Actor
from app.core.cards import hidden
from app.core.db import atomic
from app.core.errors import Conflict
from app.payments.attempts import queries
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.attempts.service.capturing import lock


@atomic
def settle_dispute(attempt_id: str, *, actor: Actor, note: str) -> PaymentAttempt:
    """Take a disputed attempt off the list, saying what was done about it by hand.

    Raises NotFound, Conflict when it is not disputed.
    """
    queries.get_attempt(actor.store_id, attempt_id)
    attempt = lock(attempt_id)
    if attempt.status is not AttemptStatus.DISPUTED:
        raise Conflict
    note = hidden(note[:200])
    attempt.status, attempt.words = AttemptStatus.CLOSED, note
    target = ("payment_attempt", attempt.id)
    audit.log("attempt.settled", actor=actor, target=target, note=note)
    return attempt
