"""Taking money for an order or for a whole table."""

from typing import Any

from app.core import audit, clock, events, idempotency
from app.core.actors import Actor
from app.core.db import atomic, db
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import Order, OrderStatus
from app.ordering.parts import queries as split_bills
from app.ordering.parts import service as parts
from app.payments import present
from app.payments.errors import BillChanged, NothingDue, TooLittleTendered
from app.payments.events import PaymentTaken
from app.payments.inputs import PaymentInput
from app.payments.models import Channel, Payment, PaymentAllocation, PaymentStatus
from app.stores import queries as stores
from app.tables import queries as tables


@atomic
def pay_order(order_id: str, given: PaymentInput, *, key: str, actor: Actor) -> dict[str, Any]:
    """Take money for one order, once per key; the answer says when it was a replay.

    One that was not paid in time is taken up again first. Raises NotFound, PriceOpen, NothingDue,
    BillChanged, TooLittleTendered, KeyReused, SoldOut, UnpaidExpired.
    """
    order = ordering.reopen_expired(order_id, actor=actor)
    return _pay([order], given, key=key, actor=actor, scope=f"pay:{order_id}")


@atomic
def pay_session(session_id: str, given: PaymentInput, *, key: str, actor: Actor) -> dict[str, Any]:
    """Take money for everything a table has ordered, the oldest order first.

    Raises NotFound, PriceOpen, NothingDue, BillChanged, BillIsSplit, TooLittleTendered, KeyReused.
    """
    tables.get_session(actor.store_id, session_id)
    due = orders.list_session_orders(actor.store_id, session_id)
    return _pay(due, given, key=key, actor=actor, scope=f"pay:{session_id}")


@atomic
def pay_part(part_id: str, given: PaymentInput, *, key: str, actor: Actor) -> dict[str, Any]:
    """Take money for one part of a bill.

    Raises NotFound, PartPaid, NothingDue, BillChanged, TooLittleTendered, KeyReused.
    """
    return _pay([], given, key=key, actor=actor, scope=f"pay:{part_id}", part_id=part_id)


def _pay(
    due: list[Order],
    given: PaymentInput,
    *,
    key: str,
    actor: Actor,
    scope: str,
    part_id: str | None = None,
) -> dict[str, Any]:
    hashed = idempotency.body_hash(given.command())
    earlier = idempotency.find_answer(actor.store_id, scope, key, hashed)
    if earlier is not None:
        return {**earlier, "replayed": True}
    owed = parts.part_owed(part_id, actor=actor) if part_id else _owed(due, actor)
    payment = _take(owed, given, actor, part_id)
    answer = present.payment_json(payment)
    idempotency.keep_answer(actor.store_id, scope, key, hashed, answer)
    return {**answer, "replayed": False}


def _owed(due: list[Order], actor: Actor) -> list[tuple[Order, int]]:
    """The orders that owe something, each with how much. Raises PriceOpen, BillIsSplit."""
    ordering.refuse_open_prices(each for each in due if each.status is not OrderStatus.WAITING)
    # A waiting order may still be refused, so nobody pays for it yet.
    due = [order for order in due if order.due_fen > 0 and order.status is not OrderStatus.WAITING]
    split_bills.refuse_split(actor.store_id, [order.id for order in due])
    return [(order, order.due_fen) for order in due]


def _take(
    owed: list[tuple[Order, int]], given: PaymentInput, actor: Actor, part_id: str | None
) -> Payment:
    total_due = sum(fen for _order, fen in owed)
    if given.amount_fen > total_due:
        raise NothingDue(due_fen=total_due)
    if given.expected_due_fen not in (None, total_due):
        raise BillChanged(due_fen=total_due)
    tendered, is_cash = given.tendered_fen, given.channel is Channel.CASH
    if tendered is not None and tendered < given.amount_fen:
        raise TooLittleTendered
    payment = Payment(
        store_id=actor.store_id,
        table_session_id=owed[0][0].table_session_id,
        bill_part_id=part_id,
        channel=given.channel,
        status=PaymentStatus.PAID,
        amount_fen=given.amount_fen,
        tendered_fen=tendered,
        change_fen=tendered - given.amount_fen if tendered and is_cash else 0,
        taken_by=actor.name,
        taken_at=clock.now(),
        business_date=stores.get_facts(actor.store_id).business_date(),
    )
    db.session.add(payment)
    db.session.flush()
    _allocate(payment, owed, actor)
    audit.log(
        "payment.taken",
        actor=actor,
        target=("payment", payment.id),
        channel=payment.channel.value,
        amount_fen=payment.amount_fen,
    )
    ids = tuple(order.id for order, _fen in owed)
    events.publish(PaymentTaken(actor.store_id, payment.id, ids, payment.table_session_id))
    return payment


def _allocate(payment: Payment, owed: list[tuple[Order, int]], actor: Actor) -> None:
    left, settled = payment.amount_fen, {}
    for order, fen in owed:
        part = min(left, fen)
        if part == 0:
            break
        db.session.add(PaymentAllocation(payment_id=payment.id, order_id=order.id, amount_fen=part))
        ordering.record_payment(order.id, part, actor=actor)
        settled[order.id] = part
        left -= part
    if payment.bill_part_id is not None:
        parts.record_part_payment(payment.bill_part_id, settled, actor=actor)
