"""Table cards on receipt paper: at hand at once, until the sturdy ones are printed."""

from collections.abc import Sequence
from datetime import timedelta

from app.core import audit, idempotency
from app.core.actors import Actor
from app.core.db import atomic
from app.printing import queries
from app.printing.service.queueing import job_row, store_jobs
from printer.cards import TableCard

# Whoever asks for them stands beside the printer.
_LAST = timedelta(hours=1)


@atomic
def print_table_cards(
    cards: Sequence[TableCard], printer_id: str, *, key: str, actor: Actor
) -> int:
    """Queue the cards in their order, once per `key`; how many. Raises NotFound, KeyReused."""
    scope, asked = f"table_cards:{actor.id}", {"printer": printer_id, "count": len(cards)}
    hashed = idempotency.body_hash(asked)
    if idempotency.find_answer(actor.store_id, scope, key, hashed) is not None:
        return len(cards)
    printer = queries.get_printer(actor.store_id, printer_id)
    store_jobs(
        [{**job_row(printer, card, _LAST), "key": None, "ticket_id": None} for card in cards]
    )
    audit.log("table_cards.printed", actor=actor, target=("printer", printer.id), count=len(cards))
    idempotency.keep_answer(actor.store_id, scope, key, hashed, asked)
    return len(cards)
