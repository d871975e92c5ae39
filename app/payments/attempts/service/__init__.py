"""The verbs of paying by a channel that is asked."""

from app.payments.attempts.service.asking import ask, ask_due, look_again
from app.payments.attempts.service.capturing import capture
from app.payments.attempts.service.closing import cancel_order, expire_unpaid, retire
from app.payments.attempts.service.hearing import hear
from app.payments.attempts.service.opening import Wish, open_attempt
from app.payments.attempts.service.settling import settle_dispute
from app.payments.attempts.service.switching import switch
from app.payments.attempts.service.trying import open_trial

__all__ = [
    "Wish",
    "ask",
    "ask_due",
    "cancel_order",
    "capture",
    "expire_unpaid",
    "hear",
    "look_again",
    "open_attempt",
    "open_trial",
    "retire",
    "settle_dispute",
    "switch",
]
