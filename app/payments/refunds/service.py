"""Giving money back: written down once, then carried out until the channel says that it is done."""

import logging
from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.core import audit, clock, events, outgoing
from app.core.actors import Actor, system
from app.core.db import atomic, db, release
from app.core.errors import Invalid
from app.ledger import rules as books
from app.ledger import service as ledger
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.payments import booking
from app.payments import queries as payments
from app.payments.channels import queries as channels
from app.payments.errors import NotOverYet, RefundsHeld, TooMuchRefunded
from app.payments.events import RefundMade
from app.payments.models import ONLINE, Payment
from app.payments.providers.base import Refunded, RefundOrder, RefundPhase, Verdict
from app.payments.refunds import queries
from app.payments.refunds.inputs import RefundInput
from app.payments.refunds.models import RUNNING, Refund, RefundStatus
from app.payments.refunds.pricing import priced_lines
from app.stores import queries as stores

log = logging.getLogger(__name__)

_DELAYS_S = (3, 15, 60, 300, 600, 1800, 3600)


@atomic
def ask_refund(payment_id: str, given: RefundInput, *, actor: Actor) -> Refund:
    """Write down that money goes back; by hand it is gone with this, by a channel it will be.

    Raises NotFound, Invalid, TooMuchRefunded, BillIsSplit, RefundsHeld.
    """
    payment = payments.get_payment(actor.store_id, payment_id)
    by_hand = given.as_cash or payment.channel not in ONLINE
    if not by_hand:
        _refuse_while_held()
    left = payment.amount_fen - payment.refunded_fen
    if given.expected_left_fen not in (None, left):
        raise TooMuchRefunded(left_fen=left)
    lines = priced_lines(payment, given.lines)
    amount = sum(line["amount_fen"] for line in lines) if lines else given.amount_fen
    if not amount:
        raise Invalid({"amount_fen": TooMuchRefunded.message})
    refund = _write(payment, amount, actor, reason=given.reason)
    refund.lines = lines
    _take_off_orders(
        payment, amount, actor, meant=_by_order(lines, actor), owes_again=given.owes_again
    )
    if by_hand:
        asset = (
            books.DRAWER
            if given.as_cash
            else booking.asset_of(payment.channel, payment.account_name)
        )
        against = books.SALES if given.owes_again else books.REFUNDS
        _finish(refund, asset, actor, against=against)
    elif given.owes_again:
        refund.why = books.SALES
    return refund


@atomic
def return_superfluous(payment: Payment, amount_fen: int, *, reason: str, actor: Actor) -> Refund:
    """Give back what came and was owed for nothing; within the transaction that booked it."""
    refund = _write(payment, amount_fen, actor, reason=reason)
    refund.is_automatic = True
    if payment.channel not in ONLINE:
        _finish(refund, booking.asset_of(payment.channel), actor, against=books.TO_RETURN)
    return refund


def carry_out_due() -> int:
    """Send, or ask about, every refund whose time has come; return how many. Run by a job."""
    if outgoing.find_hold() is not None:
        return 0
    ids = queries.list_due()
    for refund_id in ids:
        try:
            carry_out(refund_id)
        except Exception:
            # One that cannot be settled must not keep the others waiting.
            log.exception("refund %s could not be carried out", refund_id)
    return len(ids)


def carry_out(refund_id: str) -> Refund:
    """Send a refund to its channel, or ask what became of it. Called outside transactions.

    It is the same refund, however often it is sent: it has one number. Raises RefundsHeld.
    """
    refund = _claim(refund_id)
    if refund is None:
        return db.session.get_one(Refund, refund_id, populate_existing=True)
    payment = db.session.get_one(Payment, refund.payment_id)
    provider = channels.find_provider(refund.store_id, payment.channel)
    if provider is None or payment.attempt_id is None:
        return refund
    account = channels.find_account(refund.store_id, payment.channel)
    wanted = RefundOrder(
        number=refund.id,
        trade_number=payment.attempt_id,
        amount_fen=refund.amount_fen,
        total_fen=payment.amount_fen,
        reason=refund.reason,
        notify_url=channels.notify_url(account),
    )
    is_sent = refund.asks > 1
    release()
    if is_sent:
        known = provider.query_refund(wanted.number, wanted.trade_number)
        if known.verdict is not Verdict.YES or known.phase is not RefundPhase.NONE:
            return note(refund_id, known)
    return note(refund_id, provider.refund(wanted))


@atomic
def note(refund_id: str, told: Refunded) -> Refund:
    """Write down what a channel says of a refund, in whatever order it says it."""
    refund = _lock(refund_id)
    if refund.status not in RUNNING and refund.status is not RefundStatus.FAILED:
        return refund
    if told.verdict is Verdict.YES and told.phase is RefundPhase.DONE:
        payment = db.session.get_one(Payment, refund.payment_id)
        refund.ref = told.ref
        actor = system(refund.store_id, refund.asked_by)
        _finish(refund, booking.asset_of(payment.channel), actor, against=_against(refund))
    elif told.verdict is Verdict.NO or told.phase is RefundPhase.FAILED:
        refund.status, refund.ask_at = RefundStatus.FAILED, None
        refund.words = f"{told.why.code} {told.why.words}".strip()[:200]
        target = ("payment_refund", refund.id)
        audit.log("refund.failed", actor=system(refund.store_id), target=target, why=refund.words)
    elif told.verdict is Verdict.YES and told.phase is RefundPhase.PROCESSING:
        refund.status, refund.ref = RefundStatus.PROCESSING, told.ref
    return refund


@atomic
def hurry(refund_id: str) -> None:
    """Ask about a refund now."""
    refund = _lock(refund_id)
    if refund.status in RUNNING:
        refund.ask_at = clock.now()


@atomic
def try_again(refund_id: str, *, actor: Actor) -> Refund:
    """Send a failed refund once more, under its number.

    Raises NotFound, NotOverYet, RefundsHeld.
    """
    refund = _failed(refund_id, actor)
    _refuse_while_held()
    refund.status, refund.ask_at, refund.asks = RefundStatus.ASKED, clock.now(), 0
    audit.log("refund.retried", actor=actor, target=("payment_refund", refund.id))
    return refund


@atomic
def settle_by_hand(refund_id: str, *, actor: Actor, as_cash: bool) -> Refund:
    """A failed refund was given back in cash, or in the channel's own console.

    Raises NotFound, NotOverYet.
    """
    refund = _failed(refund_id, actor)
    payment = db.session.get_one(Payment, refund.payment_id)
    asset = books.DRAWER if as_cash else booking.asset_of(payment.channel, payment.account_name)
    _finish(refund, asset, actor, against=_against(refund))
    refund.status = RefundStatus.BY_HAND
    return refund


def _refuse_while_held() -> None:
    if outgoing.find_hold() is not None:
        raise RefundsHeld


def _write(payment: Payment, amount_fen: int, actor: Actor, *, reason: str) -> Refund:
    taken = db.session.execute(
        update(Payment)
        .where(Payment.id == payment.id, Payment.amount_fen - Payment.refunded_fen >= amount_fen)
        .values(refunded_fen=Payment.refunded_fen + amount_fen)
    )
    db.session.refresh(payment, ["refunded_fen"])
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise TooMuchRefunded(left_fen=payment.amount_fen - payment.refunded_fen)
    now = clock.now()
    refund = Refund(
        store_id=payment.store_id,
        payment_id=payment.id,
        status=RefundStatus.ASKED,
        amount_fen=amount_fen,
        reason=reason,
        asked_by=actor.name[:80],
        asked_at=now,
        business_date=stores.get_facts(payment.store_id).business_date(),
        ask_at=now,
    )
    db.session.add(refund)
    db.session.flush()
    audit.log(
        "refund.asked",
        actor=actor,
        target=("payment", payment.id),
        amount_fen=amount_fen,
        reason=reason,
        channel=payment.channel.value,
    )
    return refund


def _by_order(lines: list[dict[str, Any]], actor: Actor) -> Counter[str]:
    """What goes back for dishes, by the order that each belongs to."""
    found: Counter[str] = Counter()
    for line in lines:
        found[orders.get_line(actor.store_id, line["line_id"]).order_id] += line["amount_fen"]
    return found


def _take_off_orders(
    payment: Payment, amount_fen: int, actor: Actor, *, meant: Counter[str], owes_again: bool
) -> None:
    """Take a refund off the orders that were paid: off those it is meant for, then off the rest."""
    room = {}
    for part in payment.allocations:
        order = orders.get_order(payment.store_id, part.order_id)
        room[order.id] = max(min(part.amount_fen, order.paid_fen - order.refunded_fen), 0)
    shares = {order_id: min(fen, meant[order_id]) for order_id, fen in room.items()}
    left = amount_fen - sum(shares.values())
    for order_id, fen in room.items():
        more = min(fen - shares[order_id], left)
        shares[order_id] += more
        left -= more
    if left:
        raise TooMuchRefunded(left_fen=amount_fen - left)
    for order_id, fen in shares.items():
        if fen:
            ordering.record_refund(order_id, fen, actor=actor, owes_again=owes_again)


def _against(refund: Refund) -> str:
    """The account that money which a channel is to give back is taken from."""
    if refund.is_automatic:
        return books.TO_RETURN
    return books.SALES if refund.why == books.SALES else books.REFUNDS


def _finish(refund: Refund, asset: str, actor: Actor, *, against: str) -> None:
    refund.status, refund.done_at, refund.ask_at = RefundStatus.DONE, clock.now(), None
    refund.is_cash = asset == books.DRAWER
    refund.why = refund.words = ""
    db.session.flush()
    postings = {against: refund.amount_fen, asset: -refund.amount_fen}
    ledger.post("refund", refund.id, postings, actor=actor, note=refund.reason)
    payment = db.session.get_one(Payment, refund.payment_id)
    target = ("payment_refund", refund.id)
    audit.log("refund.done", actor=actor, target=target, amount_fen=refund.amount_fen)
    events.publish(RefundMade(refund.store_id, refund.id, payment.id, payment.table_session_id))


def _lock(refund_id: str) -> Refund:
    return db.session.get_one(Refund, refund_id, populate_existing=True, with_for_update=True)


def _failed(refund_id: str, actor: Actor) -> Refund:
    queries.get_refund(actor.store_id, refund_id)
    refund = _lock(refund_id)
    if refund.status is not RefundStatus.FAILED:
        raise NotOverYet
    return refund


@atomic
def _claim(refund_id: str) -> Refund | None:
    refund, now = _lock(refund_id), clock.now()
    if refund.status not in RUNNING or refund.ask_at is None or refund.ask_at > now:
        return None
    _refuse_while_held()
    delay_s = _DELAYS_S[min(refund.asks, len(_DELAYS_S) - 1)]
    refund.asks += 1
    refund.ask_at = now + timedelta(seconds=delay_s)
    return refund
