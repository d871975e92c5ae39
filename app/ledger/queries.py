"""Reading the books: balances, entries, and whether the chain holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.ledger import rules
from app.ledger.models import LedgerEntry, LedgerPosting

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that does not fit: its number, and "seal", "chain", "gap" or "sum"."""

    seq: int
    what: str


def balances(
    store_id: str, *, day: date | None = None, after_seq: int = 0, until_seq: int | None = None
) -> dict[str, int]:
    """Each account's balance in fen: of all time, of a business day, or of a span of entries."""
    query = (
        select(LedgerPosting.account, func.sum(LedgerPosting.amount_fen))
        .join(LedgerEntry)
        .where(LedgerEntry.store_id == store_id, LedgerEntry.seq > after_seq)
        .group_by(LedgerPosting.account)
    )
    if day is not None:
        query = query.where(LedgerEntry.business_date == day)
    if until_seq is not None:
        query = query.where(LedgerEntry.seq <= until_seq)
    return {str(name): int(fen) for name, fen in db.session.execute(query)}


def by_kind(store_id: str, account: str, *, after_seq: int, until_seq: int) -> dict[str, int]:
    """What each kind of entry did to an account within a span of entries."""
    query = (
        select(LedgerEntry.kind, func.sum(LedgerPosting.amount_fen))
        .join(LedgerPosting)
        .where(
            LedgerEntry.store_id == store_id,
            LedgerPosting.account == account,
            LedgerEntry.seq > after_seq,
            LedgerEntry.seq <= until_seq,
        )
        .group_by(LedgerEntry.kind)
    )
    return {str(kind): int(fen) for kind, fen in db.session.execute(query)}


def by_account_and_kind(store_id: str, day: date) -> dict[str, dict[str, int]]:
    """What each kind of entry of a business day did to each account."""
    query = (
        select(LedgerPosting.account, LedgerEntry.kind, func.sum(LedgerPosting.amount_fen))
        .join(LedgerEntry)
        .where(LedgerEntry.store_id == store_id, LedgerEntry.business_date == day)
        .group_by(LedgerPosting.account, LedgerEntry.kind)
    )
    found: dict[str, dict[str, int]] = {}
    for account, kind, fen in db.session.execute(query):
        found.setdefault(str(account), {})[str(kind)] = int(fen)
    return found


def sum_outside(
    store_id: str,
    account: str,
    day: date,
    *,
    kinds: Sequence[str],
    spans: Iterable[tuple[int, int | None]],
) -> int:
    """What entries of these kinds did to an account on a business day, outside spans of entries.

    A span is after one entry and until another; one without its end is still going on.
    """
    query = (
        select(func.coalesce(func.sum(LedgerPosting.amount_fen), 0))
        .join(LedgerEntry)
        .where(
            LedgerEntry.store_id == store_id,
            LedgerEntry.business_date == day,
            LedgerEntry.kind.in_(kinds),
            LedgerPosting.account == account,
        )
    )
    for after, until in spans:
        is_before = LedgerEntry.seq <= after
        query = query.where(is_before if until is None else is_before | (LedgerEntry.seq > until))
    return int(db.session.scalar(query) or 0)


def last_seq(store_id: str) -> int:
    """The number of the newest entry, 0 when there is none."""
    query = select(func.max(LedgerEntry.seq)).where(LedgerEntry.store_id == store_id)
    return int(db.session.scalar(query) or 0)


def list_entries(
    store_id: str, *, day: date | None = None, account: str = "", limit: int = 100, offset: int = 0
) -> list[LedgerEntry]:
    """Entries with their postings, the newest first."""
    query = select(LedgerEntry).where(LedgerEntry.store_id == store_id)
    if day is not None:
        query = query.where(LedgerEntry.business_date == day)
    if account:
        touching = select(LedgerPosting.entry_id).where(LedgerPosting.account == account)
        query = query.where(LedgerEntry.id.in_(touching))
    query = query.options(selectinload(LedgerEntry.postings)).order_by(LedgerEntry.seq.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def find_faults(store_id: str, *, limit: int = 20) -> list[Fault]:
    """What is wrong with the store's books: empty when every seal, number and sum is right."""
    found: list[Fault] = []
    previous, expected = rules.FIRST_SEAL, 1
    for entry in _in_order(store_id):
        postings = {each.account: each.amount_fen for each in entry.postings}
        if entry.seq != expected:
            found.append(Fault(expected, "gap"))
        if entry.previous_seal != previous:
            found.append(Fault(entry.seq, "chain"))
        if sum(postings.values()) != 0 or not postings:
            found.append(Fault(entry.seq, "sum"))
        if entry.seal != _seal_again(entry, postings):
            found.append(Fault(entry.seq, "seal"))
        if len(found) >= limit:
            break
        previous, expected = entry.seal, entry.seq + 1
    return found


def _seal_again(entry: LedgerEntry, postings: dict[str, int]) -> str:
    names = ("store_id", "seq", "at", "business_date", "kind", "ref", "by", "note")
    content = {name: getattr(entry, name) for name in names}
    return rules.seal_of(entry.previous_seal, content, postings)


def _in_order(store_id: str) -> Iterator[LedgerEntry]:
    after = 0
    while True:
        query = (
            select(LedgerEntry)
            .where(LedgerEntry.store_id == store_id, LedgerEntry.seq > after)
            .options(selectinload(LedgerEntry.postings))
            .order_by(LedgerEntry.seq)
            .limit(_CHUNK)
            .execution_options(populate_existing=True)
        )
        chunk = db.session.scalars(query).all()
        if not chunk:
            return
        yield from chunk
        after = chunk[-1].seq
