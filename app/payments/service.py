"""Taking money by hand, for an order, for a whole table, or for a part of a bill."""

from typing import Any

from app.core import idempotency
from app.core.actors import Actor
from app.core.db import atomic
from app.core.errors import Invalid
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import Order
from app.ordering.parts import service as parts
from app.payments import booking, present
from app.payments.attempts import reserving
from app.payments.errors import AskedChannel, BillChanged, NothingDue, TooLittleTendered
from app.payments.inputs import PaymentInput
from app.payments.models import MANUAL, Channel, Payment
from app.tables import queries as tables


@atomic
def pay_order(order_id: str, given: PaymentInput, *, key: str, actor: Actor) -> dict[str, Any]:
    """Take money for one order, once per key; the answer says when it was a replay.

    One that was not paid in time is taken up again first. Raises NotFound, PriceOpen, NothingDue,
    BillChanged, TooLittleTendered, AskedChannel, KeyReused, SoldOut, UnpaidExpired.
    """
    order = ordering.reopen_expired(order_id, actor=actor)
    return _pay([order], given, key=key, actor=actor, scope=f"pay:{order_id}")


@atomic
def pay_session(session_id: str, given: PaymentInput, *, key: str, actor: Actor) -> dict[str, Any]:
    """Take money for everything a table has ordered, the oldest order first.

    Raises NotFound, PriceOpen, NothingDue, BillChanged, BillIsSplit, TooLittleTendered,
    AskedChannel, KeyReused.
    """
    tables.get_session(actor.store_id, session_id)
    due = orders.list_session_orders(actor.store_id, session_id)
    return _pay(due, given, key=key, actor=actor, scope=f"pay:{session_id}")


@atomic
def pay_part(part_id: str, given: PaymentInput, *, key: str, actor: Actor) -> dict[str, Any]:
    """Take money for one part of a bill.

    Raises NotFound, PartPaid, NothingDue, BillChanged, TooLittleTendered, AskedChannel, KeyReused.
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
    _refuse_unfit(given)
    if part_id is not None:
        owed = parts.part_owed(part_id, actor=actor)
    else:
        owed = [(order, order.due_fen) for order in booking.payable_of(actor.store_id, due)]
    payment = _take(owed, given, actor, part_id)
    answer = present.payment_json(payment)
    idempotency.keep_answer(actor.store_id, scope, key, hashed, answer)
    return {**answer, "replayed": False}


def _refuse_unfit(given: PaymentInput) -> None:
    if given.channel not in MANUAL:
        raise AskedChannel
    if given.channel is Channel.ON_ACCOUNT and not given.account_name.strip():
        raise Invalid({"account_name": AskedChannel.who})
    if given.tendered_fen is not None and given.tendered_fen < given.amount_fen:
        raise TooLittleTendered


def _take(
    owed: list[booking.Owed], given: PaymentInput, actor: Actor, part_id: str | None
) -> Payment:
    total_due = sum(fen for _order, fen in owed)
    if given.amount_fen > total_due:
        raise NothingDue(due_fen=total_due)
    if given.expected_due_fen not in (None, total_due):
        raise BillChanged(due_fen=total_due)
    tendered, is_cash = given.tendered_fen, given.channel is Channel.CASH
    money = booking.Money(
        given.channel,
        given.amount_fen,
        owed[0][0].table_session_id,
        part_id=part_id,
        tendered_fen=tendered,
        change_fen=tendered - given.amount_fen if tendered and is_cash else 0,
        account_name=given.account_name.strip() if given.channel is Channel.ON_ACCOUNT else "",
    )
    payment = booking.book(money, owed, actor=actor)
    reserving.hurry_superfluous([order for order, _fen in owed])
    return payment
