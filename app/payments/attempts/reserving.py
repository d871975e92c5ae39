"""How much of a bill is being paid by somebody right now."""

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.ordering.models import Order
from app.payments.attempts.models import LIVE, PaymentAttempt


def bill_of(order: Order) -> str:
    """What stands for the bill that an order belongs to: its table session, else itself."""
    return order.table_session_id or order.id


def list_live(store_id: str, bill: str) -> list[PaymentAttempt]:
    """The attempts on a bill by which money may still come, the oldest first."""
    query = (
        select(PaymentAttempt)
        .where(
            PaymentAttempt.store_id == store_id,
            PaymentAttempt.bill == bill,
            PaymentAttempt.status.in_(LIVE),
        )
        .order_by(PaymentAttempt.created_at, PaymentAttempt.id)
    )
    return list(db.session.scalars(query))


def free_fen(store_id: str, payable: list[Order], *, payer: str = "") -> int:
    """What is due of these orders and not being paid by anybody but `payer`."""
    if not payable:
        return 0
    due = sum(order.due_fen for order in payable)
    others = [each for each in _list_on(store_id, payable) if each.payer != payer]
    return max(due - sum(each.amount_fen for each in others), 0)


def _list_on(store_id: str, payable: list[Order]) -> list[PaymentAttempt]:
    """The live attempts on the bill of these orders, and on any of them under another bill."""
    ids, bill = {order.id for order in payable}, bill_of(payable[0])
    query = select(PaymentAttempt).where(
        PaymentAttempt.store_id == store_id, PaymentAttempt.status.in_(LIVE)
    )
    return [
        each
        for each in db.session.scalars(query)
        if each.bill == bill or not ids.isdisjoint(each.order_ids)
    ]


def hurry_superfluous(payable: list[Order]) -> None:
    """After money was taken: attempts for which nothing is left to pay are closed at once."""
    for bill in {bill_of(order) for order in payable}:
        left = sum(order.due_fen for order in payable if bill_of(order) == bill)
        for attempt in list_live(payable[0].store_id, bill):
            left -= attempt.amount_fen
            if left < 0:
                attempt.is_closing, attempt.ask_at = True, clock.now()
