"""Taking what was put on account."""

from app.core import audit
from app.core.actors import Actor
from app.core.db import atomic
from app.ledger import rules as books
from app.ledger import service as ledger
from app.payments import booking
from app.payments.accounts import queries
from app.payments.accounts.errors import OwesLess
from app.payments.accounts.inputs import SettlementInput


@atomic
def settle(given: SettlementInput, *, key: str, actor: Actor) -> int:
    """Take money for an account, once per key; return what is still owed. Raises OwesLess."""
    if ledger.is_posted(queries.SETTLED, key, actor.store_id):
        return queries.owed_by(actor.store_id, given.name)
    owed = books.account(books.RECEIVABLE, given.name)
    postings = {booking.asset_of(given.channel): given.amount_fen, owed: -given.amount_fen}
    # Writing takes the lock of the books: what they say after it includes everybody's entries.
    ledger.post(queries.SETTLED, key, postings, actor=actor, note=given.note)
    left = queries.owed_by(actor.store_id, given.name)
    if left < 0:
        raise OwesLess(owed_fen=left + given.amount_fen)
    audit.log(
        "account.settled",
        actor=actor,
        target=("account", given.name),
        amount_fen=given.amount_fen,
        channel=given.channel.value,
    )
    return left
