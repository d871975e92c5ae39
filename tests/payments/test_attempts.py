"""Paying by a channel that is asked: whatever comes, and in whatever order, the money is safe.

The real client libraries speak to the simulators; every end state is read from both sides.
"""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.ledger import queries as ledger
from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import OrderStatus
from app.ordering.service import unpaid
from app.ordering.settings import OrderingSettings
from app.ordering.settings_covers import CoverSettings
from app.payments.attempts import queries
from app.payments.attempts import service as attempts
from app.payments.attempts.models import AttemptStatus
from app.payments.attempts.service import closing
from app.payments.channels import service as channels
from app.payments.models import Channel, Payment
from app.payments.providers.base import Method
from app.payments.refunds import service as refunds
from app.payments.refunds.models import Refund
from app.settings import service as settings
from app.tables import service as tables
from tests.factories.ordering import place, place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.factories.tables import presence_at
from tests.payments.till import Till
from tests.simulators.wechat_pay import WeChatPaySimulator


def test_a_message_pays_the_order_and_sends_it_to_the_kitchen_once(till: Till) -> None:
    attempt = till.begin()
    assert (attempt.status, till.fresh().pending_payments) == (AttemptStatus.OPEN, 1)
    till.sim.pay(attempt.id)
    for _ in range(20):
        assert till.hear(attempt.id)
    order = till.fresh()
    assert (order.status, order.paid_fen, order.pending_payments) == (OrderStatus.PLACED, 1800, 0)
    assert len(db.session.scalars(select(Payment)).all()) == 1
    till.money_is_safe()


def test_without_any_message_it_is_found_within_a_minute(till: Till, clock: FixedClock) -> None:
    attempt = till.begin()
    clock.move(seconds=6)
    attempts.ask_due()
    assert till.attempt(attempt.id).status is AttemptStatus.OPEN
    till.sim.pay(attempt.id)
    for _ in range(54):
        clock.move(seconds=1)
        attempts.ask_due()
    assert till.attempt(attempt.id).status is AttemptStatus.PAID
    till.money_is_safe()


def test_retries_are_played_by_the_schedule_until_the_message_is_taken(
    till: Till, clock: FixedClock
) -> None:
    attempt = till.begin()
    till.sim.pay(attempt.id)
    answers = iter([False, False, True])

    def post(headers: dict[str, str], body: bytes) -> Any:
        if not next(answers):
            return 500
        attempts.hear(till.channel, till.hook, headers, body)
        return 204 if till.is_wechat else "success"

    assert till.sim.deliver(attempt.id, post, lambda s: clock.move(seconds=s)) == 3
    assert till.fresh().status is OrderStatus.PLACED


SUCCESS_AT = ["before-query", "before-close", "after-close", "a-day-later", "never"]


@pytest.mark.parametrize("moment", SUCCESS_AT)
def test_success_at_any_step_of_closing_ends_paid_or_given_back(
    till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    attempt = till.begin()
    if not till.is_wechat:
        till.sim.scan(attempt.id)
    _pay_at(till, moment, monkeypatch)
    clock.move(minutes=6)
    attempts.expire_unpaid()
    monkeypatch.undo()
    if moment == "a-day-later":
        assert till.fresh().status is OrderStatus.CANCELLED
        clock.move(hours=20)
        _pay_although_closed(till, attempt.id)
        assert till.hear(attempt.id)
    till.settle()
    till.money_is_safe()
    order = till.fresh()
    if moment == "never":
        assert (order.status, till.captured()) == (OrderStatus.CANCELLED, 0)
    else:
        assert till.captured() == 1800
        # Its guests still sit there and it can be cooked, so it is; else the money went back.
        assert order.paid_fen == 1800 or till.given_back() == 1800


def _pay_at(till: Till, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guest pay exactly then, while the shop closes the attempt."""
    provider = closing.channels.find_provider(till.shop.id, till.channel)
    assert provider is not None
    query, close = provider.query, provider.close
    asked: list[str] = []

    def query_then(number: str) -> Any:
        if moment == "before-query" and not asked:
            till.sim.pay(number)
        asked.append("query")
        answer = query(number)
        if moment == "before-close" and asked == ["query"]:
            till.sim.pay(number)
        return answer

    def close_then(number: str, method: Method) -> Any:
        answer = close(number, method)
        if moment == "after-close":
            _pay_although_closed(till, number)
        return answer

    monkeypatch.setattr(provider, "query", query_then)
    monkeypatch.setattr(provider, "close", close_then)


def _pay_although_closed(till: Till, number: str) -> None:
    till.sim.trades[number].state = "NOTPAY" if till.is_wechat else "WAIT_BUYER_PAY"
    till.sim.pay(number)


def _begin(till: Till) -> None:
    till.begin()


def _pay_a_part(till: Till) -> None:
    pay(till.shop.person(), till.fresh(), 100)


def _cancel(till: Till) -> None:
    ordering.cancel_order(till.fresh(), actor=till.shop.person())


def _end_and_take_up_again(till: Till) -> None:
    unpaid._expire(till.order.id, till.shop.id)
    unpaid.reopen_expired(till.order.id, actor=till.shop.person())


@pytest.mark.parametrize("act", [_begin, _pay_a_part, _cancel, _end_and_take_up_again])
def test_an_order_that_went_on_since_it_was_looked_for_is_not_ended(
    wechat_till: Till,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[Till], None],
) -> None:
    """Between the look for overdue orders and their end somebody was quicker than the job."""
    expire, before = unpaid._expire, list[tuple[object, ...]]()

    def expire_too_late(order_id: str, store_id: str) -> bool:
        with monkeypatch.context() as once:
            once.setattr(unpaid, "_expire", expire)
            act(wechat_till)
        before.append(_state(wechat_till))
        return expire(order_id, store_id)

    clock.move(minutes=5)
    monkeypatch.setattr(unpaid, "_expire", expire_too_late)
    assert unpaid.expire_unpaid() == 0
    assert [_state(wechat_till)] == before


def _state(till: Till) -> tuple[object, ...]:
    order = till.fresh()
    return order.status, order.pending_payments, order.paid_fen, order.expired_at


def test_control_an_order_that_expires_by_time_alone_keeps_the_money(
    wechat_till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the defences off, the order is cancelled and the money kept: the test can see it."""
    attempt = wechat_till.begin()
    wechat_till.sim.pay(attempt.id)
    order = wechat_till.fresh()
    with_atomic = unpaid.atomic(lambda: setattr(wechat_till.fresh(), "pending_payments", 0))
    with_atomic()
    clock.move(minutes=6)
    unpaid.expire_unpaid()
    assert orders.get_order(order.store_id, order.id).status is OrderStatus.CANCELLED
    with pytest.raises(AssertionError):
        wechat_till.money_is_safe()


def test_a_sold_out_order_gives_late_money_back_by_itself(
    wechat_till: Till, clock: FixedClock
) -> None:
    till = wechat_till
    till.order = place(till.presence, (till.shop.dish["fish"], 5))
    attempt = till.begin(5 * 6800, order_ids=(till.order.id,))
    clock.move(minutes=6)
    attempts.expire_unpaid()
    assert till.fresh().status is OrderStatus.CANCELLED
    settings.save(OrderingSettings(), actor=till.shop.actor)
    place_at_counter(till.shop.actor, (till.shop.dish["fish"], 5))
    _pay_although_closed(till, attempt.id)
    assert till.hear(attempt.id)
    refund = db.session.scalars(select(Refund)).one()
    assert (refund.is_automatic, refund.amount_fen) == (True, 5 * 6800)
    refunds.carry_out_due()
    assert till.given_back() == 5 * 6800
    till.money_is_safe()


Event = Callable[[Till, str], None]


def _message(till: Till, number: str) -> None:
    till.hear(number)


def _question(till: Till, number: str) -> None:
    attempts.ask(number, is_due=False)


def _time_up(till: Till, _number: str) -> None:
    till.clock.move(minutes=6)
    attempts.expire_unpaid()


def _phone_stops(_till: Till, number: str) -> None:
    attempts.retire(number)


EVENTS: dict[str, Event] = {
    "message": _message,
    "question": _question,
    "time-up": _time_up,
    "stop": _phone_stops,
    "again": _message,
}


def test_every_order_of_events_leads_to_one_end(
    shop: Shop, clock: FixedClock, wechat: WeChatPaySimulator, request: pytest.FixtureRequest
) -> None:
    ends = set()
    every = list(itertools.permutations(EVENTS))
    # Each event comes first, last and beside each other in these; all 120 with --full.
    some = every if request.config.getoption("--full") else every[::7]
    for table, order in enumerate(some):
        clocks_shop_table = shop.tables[table % 3]
        till = Till.__new__(Till)
        till.shop, till.sim, till.clock, till.is_wechat = shop, wechat, clock, True
        till.channel, till.method = Channel.WECHAT, Method.NATIVE
        if table == 0:
            Till(shop, wechat, clock)
        till.hook = channels.queries.find_account(shop.id, Channel.WECHAT).hook
        till.presence = presence_at(clocks_shop_table, shop.actor)
        till.order = place(till.presence, shop.dish["tofu"])
        attempt = till.begin(1800, order_ids=(till.order.id,), payer=f"p{table}")
        wechat.pay(attempt.id)
        for name in order:
            EVENTS[name](till, attempt.id)
        found = till.fresh()
        paid = db.session.scalars(select(Payment).where(Payment.attempt_id == attempt.id)).all()
        ends.add(
            (found.paid_fen, found.pending_payments, len(paid), till.attempt(attempt.id).status)
        )
    assert ends == {(1800, 0, 1, AttemptStatus.PAID)}
    assert ledger.find_faults(shop.id) == []


def test_money_that_comes_after_the_table_was_cleared_cooks_nothing(till: Till) -> None:
    """A part was paid before, so the order still stands; the rest goes back by itself."""
    pay(till.shop.actor, till.fresh(), 100)
    attempt = till.begin(1700)
    tables.clear_table(till.shop.tables[0].id, actor=till.shop.actor)
    till.sim.pay(attempt.id)
    assert till.hear(attempt.id)
    till.settle()
    order = till.fresh()
    assert (order.status, order.paid_fen) == (OrderStatus.UNPAID, 100)
    assert till.captured() == till.given_back() == 1700


def test_cash_and_phone_at_once_give_the_second_money_back(till: Till) -> None:
    attempt = till.begin()
    till.sim.pay(attempt.id)
    pay(till.shop.person(), till.fresh())
    assert till.attempt(attempt.id).is_closing
    till.settle()
    order = till.fresh()
    assert (order.paid_fen, till.captured(), till.given_back()) == (1800, 1800, 1800)
    assert ledger.balances(till.shop.id)["drawer"] == 1800
    assert ledger.balances(till.shop.id).get("to_return", 0) == 0


def test_another_amount_or_currency_is_never_booked_and_rings(till: Till) -> None:
    attempt = till.begin()
    till.sim.pay(attempt.id)
    if till.is_wechat:
        assert till.hear(attempt.id, amount={"total": 1, "currency": "CNY"})
    else:
        assert till.hear(attempt.id, total_amount="0.01")
    assert till.attempt(attempt.id).status is AttemptStatus.DISPUTED
    assert till.fresh().paid_fen == 0
    assert [each.id for each in queries.list_troubled(till.shop.id)] == [attempt.id]
    attempts.settle_dispute(attempt.id, actor=till.shop.person(), note="在商户平台退款")
    # The bill of that day has it, and is looked at: it was seen to, and nobody is asked for ever.
    seen = attempts.ask(attempt.id, is_due=False)
    assert (seen.status, seen.ask_at) == (AttemptStatus.CLOSED, None)
    assert queries.list_troubled(till.shop.id) == []


def test_the_right_number_of_another_currency_is_never_booked(wechat_till: Till) -> None:
    attempt = wechat_till.begin()
    wechat_till.sim.pay(attempt.id)
    money = {"total": attempt.amount_fen, "currency": "USD"}
    assert wechat_till.hear(attempt.id, amount=money)
    assert wechat_till.attempt(attempt.id).status is AttemptStatus.DISPUTED
    assert wechat_till.fresh().paid_fen == 0


def test_who_pays_late_after_another_round_pays_for_the_seats_once(
    wechat_till: Till, clock: FixedClock
) -> None:
    till = wechat_till
    settings.save(CoverSettings(per_head_fen=200), actor=till.shop.actor)
    till.order = place(till.presence, till.shop.dish["beer"], covers=2)
    attempt = till.begin(1200, order_ids=(till.order.id,))
    clock.move(minutes=6)
    attempts.expire_unpaid()
    assert till.fresh().status is OrderStatus.CANCELLED
    other = place(till.presence, till.shop.dish["rice"], covers=2)
    assert other.total_fen == 600
    _pay_although_closed(till, attempt.id)
    assert till.hear(attempt.id)
    order = till.fresh()
    assert (order.status, order.total_fen, order.paid_fen) == (OrderStatus.PLACED, 800, 800)
    # What it was charged for seats before pays for what the next round was charged.
    assert orders.get_order(till.shop.id, other.id).paid_fen == 400
