"""Parties are joined and part while their phones pay: nobody pays twice, nothing is lost."""

import pytest

from app.ordering import queries as orders
from app.ordering import service as ordering
from app.ordering.models import OrderStatus
from app.ordering.settings import OrderingSettings, PayMode
from app.payments.attempts import queries, reserving
from app.payments.attempts import service as attempts
from app.payments.attempts.models import AttemptStatus
from app.payments.errors import PartBeingPaid
from app.reactions import moving
from app.settings import service as settings
from app.tables.queries import Presence
from tests.factories.ordering import place
from tests.factories.tables import presence_at
from tests.payments.till import Till


def join(till: Till) -> Presence:
    """The till's party becomes part of the one at the next table."""
    other = presence_at(till.shop.tables[1], till.shop.actor)
    place(other, till.shop.dish["rice"])
    ordering.merge_parties(till.presence.session_id, other.session_id, actor=till.shop.actor)
    return other


def test_what_a_phone_pays_is_not_offered_to_the_joint_party(till: Till) -> None:
    attempt = till.begin()
    kept = join(till)
    with pytest.raises(PartBeingPaid) as refused:
        till.begin(1800 + 200, payer="phone-2", session_id=kept.session_id)
    assert refused.value.extra["free_fen"] == 200
    # The phone still finds what it pays, and may pay it in another way.
    assert queries.get_session_attempt(till.shop.id, kept.session_id, attempt.id) is not None
    again = till.begin(1800 + 200, payer="phone-1", session_id=kept.session_id)
    assert till.attempt(attempt.id).status is AttemptStatus.CLOSED
    till.sim.pay(again.id)
    assert till.hear(again.id)
    till.settle()
    assert (till.fresh().due_fen, till.captured(), till.given_back()) == (0, 2000, 0)


def test_control_without_following_the_joint_party_does_not_know_of_it(
    wechat_till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = wechat_till
    attempt = till.begin()
    monkeypatch.setattr(moving.payments, "follow_merge", lambda *_ids: None)
    monkeypatch.setattr(reserving, "_list_on", lambda store_id, due: reserving.list_live(
        store_id, reserving.bill_of(due[0])))  # fmt: skip
    kept = join(till)
    assert till.begin(2000, payer="phone-2", session_id=kept.session_id).is_live
    assert till.attempt(attempt.id).table_session_id != kept.session_id


def test_money_of_a_joined_phone_pays_the_joint_bill(till: Till) -> None:
    attempt = till.begin()
    kept = join(till)
    till.sim.pay(attempt.id)
    assert till.hear(attempt.id)
    order = till.fresh()
    assert (order.table_session_id, order.due_fen, order.pending_payments) == (
        kept.session_id, 0, 0,
    )  # fmt: skip
    till.money_is_safe()


def test_a_party_that_parts_takes_its_payments_along(wechat_till: Till) -> None:
    till = wechat_till
    own = till.presence.session_id
    mine = till.begin(1800)
    kept = join(till)
    ordering.part_parties(own, actor=till.shop.actor)
    assert till.attempt(mine.id).bill == own
    till.sim.pay(mine.id)
    assert till.hear(mine.id)
    payment = till.payments()[0]
    assert (payment.table_session_id, till.fresh().table_session_id) == (own, own)
    ordering.merge_parties(own, kept.session_id, actor=till.shop.actor)
    assert till.payments()[0].table_session_id == kept.session_id


def test_what_pays_for_both_is_closed_when_they_part(wechat_till: Till) -> None:
    till = wechat_till
    kept = join(till)
    both = till.begin(2000, session_id=kept.session_id)
    ordering.part_parties(till.presence.session_id, actor=till.shop.actor)
    with pytest.raises(PartBeingPaid):
        till.begin(1800, payer="phone-2")
    attempts.ask_due()
    assert till.attempt(both.id).status is AttemptStatus.CLOSED
    assert till.begin(1800, payer="phone-2").is_live


def test_dishes_that_go_while_a_phone_pays_are_not_held_up_by_it(till: Till) -> None:
    settings.save(OrderingSettings(pay_mode=PayMode.AFTER), actor=till.shop.actor)
    order = place(till.presence, till.shop.dish["tofu"], till.shop.dish["beer"])
    attempt = till.begin(2600, order_ids=(order.id,))
    session_id, beer = till.presence.session_id, order.lines[1]
    into = ordering.split_party(session_id, {beer.id: 1}, actor=till.shop.actor)
    (theirs,) = orders.list_session_orders(till.shop.id, into.id)
    assert (theirs.pending_payments, theirs.due_fen) == (0, 800)
    till.sim.pay(attempt.id)
    assert till.hear(attempt.id)
    assert orders.get_order(till.shop.id, order.id).pending_payments == 0
    assert ordering.cancel_order(theirs, actor=till.shop.actor).status is OrderStatus.CANCELLED


@pytest.mark.parametrize("how", ["parted", "given away"])
def test_an_order_whose_table_changed_while_a_phone_pays_is_cancelled_as_any_other(
    wechat_till: Till, how: str
) -> None:
    till, actor = wechat_till, wechat_till.shop.actor
    if how == "parted":
        kept = join(till)
        attempt = till.begin(2000, session_id=kept.session_id)
        ordering.part_parties(till.presence.session_id, actor=actor)
    else:
        settings.save(OrderingSettings(pay_mode=PayMode.AFTER), actor=actor)
        till.order = place(till.presence, till.shop.dish["beer"])
        attempt = till.begin(800, order_ids=(till.order.id,))
        [line] = till.order.lines
        ordering.split_party(till.presence.session_id, {line.id: 1}, actor=actor)
    cancelled = attempts.cancel_order(till.fresh(), actor=actor)
    assert cancelled.status is OrderStatus.CANCELLED
    assert till.attempt(attempt.id).status is AttemptStatus.CLOSED
