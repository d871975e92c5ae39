"""Beginning to pay: the attempt is written down, then the channel is asked, then the answer is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core import audit, clock
from app.core.actors import Actor, system
from app.core.db import atomic, db
from app.core.ids import new_id
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import Order, OrderType
from app.ordering.settings import OrderingSettings
from app.payments import booking
from app.payments.attempts import queries, reserving
from app.payments.attempts.models import AttemptStatus, PaymentAttempt
from app.payments.attempts.rules import SHORTEST, next_ask
from app.payments.attempts.service.capturing import capture, end, lock
from app.payments.attempts.service.closing import retire
from app.payments.channels import queries as channels
from app.payments.errors import BillChanged, ChannelOff, NothingDue, PartBeingPaid, StillAsking
from app.payments.models import Channel
from app.payments.providers.base import Method, Opened, Phase, Provider, TradeOrder, Verdict
from app.settings import queries as settings
from app.stores import queries as stores
from app.tables import queries as tables

_TAKEN = (Phase.PAID, Phase.REFUNDED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to pay: a table's bill or one order, by a channel, some of it or all.

    `payer` tells phones apart; `order_ids` narrows a table's bill to what the payer had.
    """

    channel: Channel
    method: Method
    amount_fen: int
    payer: str
    session_id: str | None = None
    order_id: str | None = None
    order_ids: tuple[str, ...] = ()
    expected_due_fen: int | None = None
    return_url: str = ""
    payer_ip: str = ""
    payer_id: str = ""
    auth_code: str = ""
    after_id: str | None = None


def open_attempt(wish: Wish, *, key: str, actor: Actor) -> PaymentAttempt:
    """Begin to pay, once per key; the payer's earlier attempt on the bill is closed first.

    Called outside transactions. Raises NotFound, PriceOpen, NothingDue, BillChanged,
    PartBeingPaid, StillAsking, ChannelOff, SoldOut, UnpaidExpired.
    """
    earlier = queries.find_by_key(actor.store_id, key)
    if earlier is not None:
        return earlier
    provider = channels.find_provider(actor.store_id, wish.channel)
    account = channels.find_account(actor.store_id, wish.channel)
    if provider is None or account is None or not account.is_on:
        raise ChannelOff
    if wish.method not in provider.methods:
        raise ChannelOff
    _end_former(wish, actor)
    attempt = _write(wish, key, actor)
    return send(attempt, wish, provider, channels.notify_url(account))


def send(
    attempt: PaymentAttempt, wish: Wish, provider: Provider, notify_url: str
) -> PaymentAttempt:
    """Tell the channel of an attempt that was written down, and write down its answer."""
    wanted = TradeOrder(
        number=attempt.id,
        amount_fen=attempt.amount_fen,
        subject=_subject(attempt.store_id),
        method=wish.method,
        expires_at=attempt.expires_at,
        notify_url=notify_url,
        return_url=wish.return_url.replace("NUMBER", attempt.id),
        payer_ip=wish.payer_ip,
        payer_id=wish.payer_id,
        auth_code=wish.auth_code,
    )
    opened = provider.create(wanted)
    if opened.trade is not None and opened.trade.phase in _TAKEN:
        return capture(attempt.id, opened.trade)
    return _note_opened(attempt.id, opened)


def _end_former(wish: Wish, actor: Actor) -> None:
    bill = wish.session_id or _bill_of_order(wish, actor)
    for attempt in reserving.list_live(actor.store_id, bill):
        if attempt.payer != wish.payer:
            continue
        former = retire(attempt.id)
        # What a silent channel never answered led nobody there: another one need not wait for it.
        is_harmless = not former.is_out and former.channel is not wish.channel
        if former.is_live and not is_harmless:
            raise StillAsking(attempt_id=attempt.id)


def _bill_of_order(wish: Wish, actor: Actor) -> str:
    return reserving.bill_of(orders.get_order(actor.store_id, wish.order_id or ""))


@atomic
def _write(wish: Wish, key: str, actor: Actor) -> PaymentAttempt:
    payable = booking.payable_of(actor.store_id, _wanted_orders(wish, actor))
    due = sum(order.due_fen for order in payable)
    if wish.amount_fen > due or not payable:
        raise NothingDue(due_fen=due)
    if wish.expected_due_fen not in (None, due):
        raise BillChanged(due_fen=due)
    free = reserving.free_fen(actor.store_id, payable, payer=wish.payer)
    if wish.amount_fen > free:
        raise PartBeingPaid(free_fen=free)
    attempt = record(wish, key, actor, payable=payable, until=_until(payable, clock.now()))
    ordering.count_pending(actor.store_id, attempt.order_ids, 1)
    audit.log(
        "attempt.begun",
        actor=actor,
        target=("payment_attempt", attempt.id),
        channel=wish.channel.value,
        amount_fen=wish.amount_fen,
    )
    return attempt


def record(
    wish: Wish, key: str, actor: Actor, *, payable: Sequence[Order], until: datetime
) -> PaymentAttempt:
    """Write an attempt down before its channel hears of it, within a transaction.

    Without orders it only tries the channel, and is a bill of its own.
    """
    now, number = clock.now(), new_id()
    attempt = PaymentAttempt(
        id=number,
        store_id=actor.store_id,
        key=key,
        bill=reserving.bill_of(payable[0]) if payable else number,
        table_session_id=payable[0].table_session_id if payable else None,
        order_ids=[order.id for order in payable],
        channel=wish.channel,
        method=wish.method,
        status=AttemptStatus.ASKED,
        amount_fen=wish.amount_fen,
        payer=wish.payer[:64],
        by=actor.name[:80],
        created_at=now,
        expires_at=until,
        ask_at=next_ask(now, 0, wish.method),
        after_id=wish.after_id,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def _wanted_orders(wish: Wish, actor: Actor) -> list[Order]:
    if wish.session_id is None:
        return [ordering.reopen_expired(wish.order_id or "", actor=actor)]
    tables.get_session(actor.store_id, wish.session_id)
    bill = orders.list_session_orders(actor.store_id, wish.session_id)
    if not wish.order_ids:
        return bill
    return [order for order in bill if order.id in wish.order_ids]


def _until(payable: list[Order], now: datetime) -> datetime:
    """The end of the pay window: the store's minutes, and not beyond what an order is held for."""
    chosen = settings.get(payable[0].store_id, OrderingSettings)
    is_pickup = all(order.order_type is OrderType.PICKUP for order in payable)
    window = now + timedelta(minutes=chosen.pay_minutes(is_pickup=is_pickup))
    held = [order.pay_until for order in payable if order.pay_until is not None]
    return max(min([window, *held]), now + SHORTEST)


def _subject(store_id: str) -> str:
    return stores.get_facts(store_id).name


@atomic
def _note_opened(attempt_id: str, opened: Opened) -> PaymentAttempt:
    attempt = lock(attempt_id)
    if not attempt.is_live:
        return attempt
    if opened.verdict is Verdict.NO:
        actor = system(attempt.store_id, attempt.by)
        end(attempt, AttemptStatus.REFUSED, actor, why=opened.why.code, words=opened.why.words)
        return attempt
    if opened.verdict is Verdict.YES:
        attempt.status, attempt.shows = AttemptStatus.OPEN, dict(opened.data)
        return attempt
    # Nobody knows whether the channel has it: asked again, and nothing is shown that may not work.
    attempt.why, attempt.words = (opened.why.code or "no_answer")[:80], opened.why.words[:200]
    return attempt
