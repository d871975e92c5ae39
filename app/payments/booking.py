"""Writing money down: the payment, what it settles, and its entry in the books."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core import audit, clock, events
from app.core.actors import Actor
from app.core.db import db
from app.ledger import rules as books
from app.ledger import service as ledger
from app.ordering import service as ordering
from app.ordering.errors import GuestsLeft
from app.ordering.models import Order, OrderStatus
from app.ordering.parts import queries as split_bills
from app.ordering.parts import service as parts
from app.payments.events import PaymentTaken
from app.payments.models import Channel, Payment, PaymentAllocation, PaymentStatus
from app.stores import queries as stores

# What the guest was let off counts in the books when the order is settled, under this kind.
_DISCOUNT = "discount"


# An order, and how much of it is owed here.
Owed = tuple[Order, int]


@dataclass(frozen=True, slots=True)
class Money:
    """Money that came in."""

    channel: Channel
    amount_fen: int
    session_id: str | None
    part_id: str | None = None
    tendered_fen: int | None = None
    change_fen: int = 0
    account_name: str = ""
    attempt_id: str | None = None
    taken_at: datetime | None = None


def book(money: Money, owed: Iterable[Owed], *, actor: Actor) -> Payment:
    """Write a payment down and let it settle what is owed, the first first, in a transaction.

    What it does not settle stands in the books as to be returned.
    """
    owed = list(owed)
    payment = Payment(
        store_id=actor.store_id,
        table_session_id=money.session_id,
        bill_part_id=money.part_id,
        channel=money.channel,
        status=PaymentStatus.PAID,
        amount_fen=money.amount_fen,
        tendered_fen=money.tendered_fen,
        change_fen=money.change_fen,
        account_name=money.account_name,
        attempt_id=money.attempt_id,
        taken_by=actor.name,
        taken_at=money.taken_at or clock.now(),
        business_date=stores.get_facts(actor.store_id).business_date(),
    )
    db.session.add(payment)
    db.session.flush()
    settled = _allocate(payment, owed, actor)
    postings = {
        asset_of(money.channel, money.account_name): money.amount_fen,
        books.SALES: -settled,
        books.TO_RETURN: settled - money.amount_fen,
    }
    ledger.post("payment", payment.id, postings, actor=actor)
    audit.log(
        "payment.taken",
        actor=actor,
        target=("payment", payment.id),
        channel=payment.channel.value,
        amount_fen=payment.amount_fen,
    )
    ids = tuple(order.id for order, _fen in owed)
    events.publish(PaymentTaken(actor.store_id, payment.id, ids, payment.table_session_id, actor))
    return payment


def payable_of(store_id: str, due: list[Order]) -> list[Order]:
    """The orders of a bill that can be paid now. Raises PriceOpen, BillIsSplit, GuestsLeft.

    A waiting order may still be refused, so nobody pays for it yet; nor does anybody pay first for
    what is not cooked any more since its guests have left.
    """
    ordering.refuse_open_prices(each for each in due if each.status is not OrderStatus.WAITING)
    payable = [
        order for order in due if order.due_fen > 0 and order.status is not OrderStatus.WAITING
    ]
    standing = [order for order in payable if not ordering.is_left(order)]
    if payable and not standing:
        raise GuestsLeft
    split_bills.refuse_split(store_id, [order.id for order in standing])
    return standing


def asset_of(channel: Channel, account_name: str = "") -> str:
    """The account that money of a channel goes into."""
    if channel is Channel.CASH:
        return books.DRAWER
    if channel is Channel.COD:
        return books.COURIER
    if channel is Channel.ON_ACCOUNT:
        return books.account(books.RECEIVABLE, account_name)
    return books.account(books.CHANNEL, channel.value)


def _allocate(payment: Payment, owed: list[Owed], actor: Actor) -> int:
    left, settled = payment.amount_fen, {}
    for order, fen in owed:
        part = min(left, fen)
        if part <= 0:
            continue
        db.session.add(PaymentAllocation(payment_id=payment.id, order_id=order.id, amount_fen=part))
        ordering.record_payment(order.id, part, actor=actor)
        settled[order.id] = part
        left -= part
        if order.due_fen == 0:
            _book_discount(order, actor)
    if payment.bill_part_id is not None:
        parts.record_part_payment(payment.bill_part_id, settled, actor=actor)
    return payment.amount_fen - left


def _book_discount(order: Order, actor: Actor) -> None:
    """What was taken off a settled order, once: its sales count at the price of the menu."""
    off_fen = order.subtotal_fen - order.total_fen
    if off_fen > 0 and order.paid_fen and not ledger.is_posted(_DISCOUNT, order.id, actor.store_id):
        postings = {books.DISCOUNTS: off_fen, books.SALES: -off_fen}
        ledger.post(_DISCOUNT, order.id, postings, actor=actor)
