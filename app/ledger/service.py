"""Writing entries."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from app.core import clock, sequences
from app.core.actors import Actor
from app.core.db import atomic, execute, insert_rows
from app.core.ids import new_id
from app.ledger import rules
from app.ledger.models import LedgerEntry, LedgerPosting
from app.stores import queries as stores

SEQUENCE = "ledger"
_SEAL_OF = select(LedgerEntry.seal).where(
    LedgerEntry.store_id == bindparam("store"), LedgerEntry.seq == bindparam("number")
)

_POSTED = select(LedgerEntry.seq).where(
    LedgerEntry.store_id == bindparam("store"),
    LedgerEntry.kind == bindparam("kind_of"),
    LedgerEntry.ref == bindparam("about"),
)


def is_posted(kind: str, ref: str, store_id: str) -> bool:
    """Whether there is an entry for (kind, ref)."""
    row = execute(_POSTED, {"store": store_id, "kind_of": kind, "about": ref})
    return row.scalar_one_or_none() is not None


@atomic
def post(kind: str, ref: str, postings: Mapping[str, int], *, actor: Actor, note: str = "") -> int:
    """Write an entry of the actor's store; return its number.

    `postings` maps accounts to fen, debit positive, and sums to zero. Raises ValueError when it
    does not; a second entry for the same (kind, ref) clashes.
    """
    kept = rules.balanced(postings)
    store_id = actor.store_id
    # Taking the number locks the counter: entries of a store are chained one after the other.
    seq = sequences.next_value(store_id, SEQUENCE)
    before = execute(_SEAL_OF, {"store": store_id, "number": seq - 1}).scalar_one_or_none()
    entry: dict[str, Any] = {
        "store_id": store_id,
        "seq": seq,
        "at": clock.now(),
        "business_date": stores.get_facts(store_id).business_date(),
        "kind": kind,
        "ref": ref,
        "by": actor.name[:80],
        "note": note[:200],
    }
    previous = before or rules.FIRST_SEAL
    seal = rules.seal_of(previous, entry, kept)
    entry_id = new_id()
    insert_rows(LedgerEntry, {"id": entry_id, **entry, "previous_seal": previous, "seal": seal})
    rows = [{"entry_id": entry_id, "account": a, "amount_fen": fen} for a, fen in kept.items()]
    insert_rows(LedgerPosting, rows)
    return seq
