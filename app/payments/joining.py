"""What is paid, and being paid, goes along when parties are joined 并台 and part again."""

from sqlalchemy import select, update

from app.core import clock
from app.core.db import atomic, db
from app.payments.attempts.models import LIVE, PaymentAttempt
from app.payments.invoices.models import InvoiceRequest
from app.payments.models import Payment, PaymentAllocation


@atomic
def follow_merge(store_id: str, left_id: str, kept_id: str) -> None:
    """The joint party has the payments of the one that came, and what its phones are paying.

    Its wish for an invoice is the joint party's, unless that has one of its own.
    """
    for table in (PaymentAttempt, Payment):
        _move(table, store_id, left_id, kept_id)
    db.session.execute(
        update(PaymentAttempt)
        .where(PaymentAttempt.store_id == store_id, PaymentAttempt.bill == left_id)
        .values(bill=kept_id)
    )
    if _find_wish(store_id, kept_id) is None:
        _move(InvoiceRequest, store_id, left_id, kept_id)


@atomic
def follow_parting(store_id: str, kept_id: str, parted_id: str, order_ids: tuple[str, ...]) -> None:
    """A party is on its own again: what pays for its orders alone goes with it.

    An attempt that pays for both parties is closed; what it brings all the same goes to the orders
    that were meant.
    """
    mine = set(order_ids)
    query = select(PaymentAttempt).where(
        PaymentAttempt.store_id == store_id, PaymentAttempt.bill == kept_id
    )
    for attempt in db.session.scalars(query):
        theirs = mine.intersection(attempt.order_ids)
        if theirs and mine.issuperset(attempt.order_ids):
            attempt.bill = attempt.table_session_id = parted_id
        elif theirs and attempt.status in LIVE:
            attempt.is_closing, attempt.ask_at = True, clock.now()
    settles = select(PaymentAllocation.payment_id).where(PaymentAllocation.order_id.in_(mine))
    others = select(PaymentAllocation.payment_id).where(PaymentAllocation.order_id.not_in(mine))
    db.session.execute(
        update(Payment)
        .where(
            Payment.store_id == store_id,
            Payment.table_session_id == kept_id,
            Payment.id.in_(settles),
            Payment.id.not_in(others),
        )
        .values(table_session_id=parted_id)
    )


def _move(
    table: type[PaymentAttempt | Payment | InvoiceRequest],
    store_id: str,
    left_id: str,
    kept_id: str,
) -> None:
    db.session.execute(
        update(table)
        .where(table.store_id == store_id, table.table_session_id == left_id)
        .values(table_session_id=kept_id)
    )


def _find_wish(store_id: str, session_id: str) -> InvoiceRequest | None:
    query = select(InvoiceRequest).where(
        InvoiceRequest.store_id == store_id, InvoiceRequest.table_session_id == session_id
    )
    return db.session.scalars(query).one_or_none()
