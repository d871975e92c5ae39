"""Reading who owes what."""

from dataclasses import dataclass

from app.ledger import queries as ledger
from app.ledger import rules as books
from app.ledger.models import LedgerEntry

SETTLED = "settlement"
_PREFIX = books.account(books.RECEIVABLE, "")


@dataclass(frozen=True, slots=True)
class Debtor:
    """Somebody with something on account."""

    name: str
    owes_fen: int


def list_debtors(store_id: str) -> list[Debtor]:
    """Who owes something, the most first."""
    found = [
        Debtor(account.removeprefix(_PREFIX), fen)
        for account, fen in ledger.balances(store_id).items()
        if account.startswith(_PREFIX) and fen
    ]
    return sorted(found, key=lambda debtor: (-debtor.owes_fen, debtor.name))


def owed_by(store_id: str, name: str) -> int:
    """What somebody owes, in fen."""
    return ledger.balances(store_id).get(books.account(books.RECEIVABLE, name), 0)


def list_movements(store_id: str, name: str, *, limit: int = 100) -> list[LedgerEntry]:
    """What was put on an account and taken off it, the newest first."""
    account = books.account(books.RECEIVABLE, name)
    return ledger.list_entries(store_id, account=account, limit=limit)
