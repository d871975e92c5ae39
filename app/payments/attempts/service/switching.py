"""Another channel for the same money 双通道, when one is down or refuses."""

from dataclasses import replace

from app.core.actors import Actor
from app.payments.attempts import queries
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.attempts.service.closing import retire
from app.payments.attempts.service.opening import Wish, open_attempt

_TAKEN = (AttemptStatus.PAID, AttemptStatus.DISPUTED)


def switch(attempt_id: str, wish: Wish, *, key: str, actor: Actor) -> PaymentAttempt:
    """Let the payer of an attempt pay the same by the channel of `wish`, once per key.

    The first is closed first: where it was paid meanwhile, or may still be, it is the answer.
    Called outside transactions. Raises what `open_attempt` does.
    """
    earlier = queries.find_by_key(actor.store_id, key)
    if earlier is not None:
        return earlier
    former = queries.get_attempt(actor.store_id, attempt_id)
    if former.is_live:
        former = retire(former.id)
    if former.status in _TAKEN or (former.is_live and former.is_out):
        return former
    is_single = len(former.order_ids) == 1
    # One that lives on is closed behind the payer, as soon as its channel answers.
    same = replace(
        wish,
        amount_fen=former.amount_fen,
        payer=former.payer,
        session_id=None if is_single else former.table_session_id,
        order_id=former.order_ids[0] if is_single else None,
        order_ids=tuple(former.order_ids),
        after_id=former.id,
    )
    return open_attempt(same, key=key, actor=actor)
