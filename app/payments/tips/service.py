"""Writing tips down, and giving them back."""

from flask_babel import lazy_gettext
from sqlalchemy import update

from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic, db
from app.core.errors import Conflict, Invalid
from app.core.money import MAX_FEN
from app.ledger import rules as books
from app.ledger import service as ledger
from app.payments import booking, queries
from app.payments.models import Channel, Payment
from app.payments.tips.settings import TipSettings
from app.settings import queries as settings

TAKEN, GIVEN_BACK = "tip", "tip_back"
# Who pays by another channel leaves what the channel asks for, and no more.
CHANNELS = (Channel.CASH, Channel.STATIC_CODE)


class NoTips(Conflict):
    """The shop takes none, or none by this channel."""

    code = "no_tips"
    message = lazy_gettext("No tip is taken here.")


def is_taken(payment: Payment) -> bool:
    """Whether a tip may be left with a payment."""
    chosen = settings.get(payment.store_id, TipSettings)
    return chosen.is_taken and payment.channel in CHANNELS


@atomic
def take_tip(payment_id: str, amount_fen: int, *, key: str, actor: Actor) -> Payment:
    """Write down what the guest of a payment left beyond the bill, once per key.

    It is in the drawer, or came by the static code. Raises NotFound, NoTips, Invalid.
    """
    payment = queries.get_payment(actor.store_id, payment_id)
    if not is_taken(payment):
        raise NoTips
    if not 0 < amount_fen <= MAX_FEN:
        raise Invalid({"amount": NoTips.message})
    if ledger.is_posted(TAKEN, key[:80], actor.store_id):
        return payment
    asset = booking.asset_of(payment.channel)
    ledger.post(TAKEN, key[:80], {asset: amount_fen, books.TIPS: -amount_fen}, actor=actor)
    return _changed(payment, amount_fen, "tip.taken", actor)


@atomic
def give_tip_back(payment_id: str, *, actor: Actor) -> Payment:
    """The tip of a payment goes back, all of it. Raises NotFound, NoTips when there is none."""
    payment = queries.get_payment(actor.store_id, payment_id)
    fen = payment.tip_fen
    if not fen:
        raise NoTips
    gone = _changed(payment, -fen, "tip.given_back", actor)
    asset = booking.asset_of(payment.channel)
    # A tip may be left again: the entry is numbered by what the books hold already.
    ledger.post(GIVEN_BACK, _next_ref(payment), {asset: -fen, books.TIPS: fen}, actor=actor)
    return gone


def _next_ref(payment: Payment) -> str:
    n = 1
    while ledger.is_posted(GIVEN_BACK, f"{payment.id}-{n}", payment.store_id):
        n += 1
    return f"{payment.id}-{n}"


def _changed(payment: Payment, step: int, what: str, actor: Actor) -> Payment:
    db.session.execute(
        update(Payment)
        .where(Payment.id == payment.id, Payment.tip_fen + step >= 0)
        .values(tip_fen=Payment.tip_fen + step)
    )
    db.session.refresh(payment, ["tip_fen"])
    audit.log(what, actor=actor, target=("payment", payment.id), amount_fen=abs(step))
    return payment
