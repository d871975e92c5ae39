"""Planted differences between a channel's bill and the shop's books are found, every one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.ledger import queries as ledger
from app.payments.attempts.models import AttemptStatus
from app.payments.checking import queries, rules, service
from app.payments.checking.models import BillCheck, DifferenceKind
from app.payments.models import Payment
from app.payments.providers.alipay_bill import rows_of as alipay_rows
from app.payments.providers.base import Bill, BillRow, Refunded, Verdict, Why
from app.payments.providers.wechat_bill import rows_of as wechat_rows
from app.payments.refunds import service as refunds
from tests.payments.refunding import give_back
from tests.payments.till import Till

DAY, NEXT_DAY = date(2026, 3, 2), date(2026, 3, 3)
MIDNIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
TOMORROW_NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)


def next_noon(clock: FixedClock) -> None:
    clock.move(seconds=(TOMORROW_NOON - clock.now()).total_seconds())


def kinds(till: Till) -> list[tuple[DifferenceKind, int, int]]:
    return sorted(
        (found.kind, found.ours_fen, found.theirs_fen)
        for found, _check in queries.list_open(till.shop.id)
    )


def paid(till: Till) -> str:
    attempt = till.begin()
    till.sim.pay(attempt.id)
    assert till.hear(attempt.id)
    return attempt.id


def test_a_day_that_agrees_has_no_difference_and_books_the_fees(
    till: Till, clock: FixedClock
) -> None:
    paid(till)
    payment = db.session.scalars(select(Payment)).one()
    give_back(till.shop, payment.id, 500)
    till.settle()
    next_noon(clock)
    assert service.check_due() > 0
    check = queries.find_check(till.shop.id, till.channel, DAY)
    assert check is not None
    assert (check.is_done, check.rows, check.theirs_fen, check.ours_fen) == (True, 2, 1300, 1300)
    assert kinds(till) == []
    assert check.fees_fen == 11
    assert ledger.balances(till.shop.id)["fees"] == 11
    service.check_day(till.channel, DAY, actor=till.shop.actor)
    assert ledger.balances(till.shop.id)["fees"] == 11, "fees are booked once"


def test_planted_differences_are_found(till: Till, clock: FixedClock) -> None:
    number = paid(till)
    trade = till.sim.trades[number]
    own = {"number": "stranger0001", "ref": "4200000000000000000000000001", "refunds": {}}
    stranger = type(trade)(**{**vars(trade), **own})
    till.sim.trades["stranger0001"] = stranger
    if till.is_wechat:
        trade.total = 1900
    else:
        trade.total = "19.00"
    next_noon(clock)
    service.check_day(till.channel, DAY, actor=till.shop.actor)
    assert kinds(till) == [
        (DifferenceKind.AMOUNT, 1800, 1900),
        (DifferenceKind.MISSING_HERE, 0, 1800),
    ]
    del till.sim.trades[number]
    service.check_day(till.channel, DAY, actor=till.shop.actor)
    assert kinds(till) == [
        (DifferenceKind.MISSING_HERE, 0, 1800),
        (DifferenceKind.MISSING_THERE, 1800, 0),
    ]
    first = queries.list_open(till.shop.id)[0][0]
    service.settle(first.id, actor=till.shop.person(), note="已在商户平台核对")
    assert len(kinds(till)) == 1


def test_a_payment_that_nobody_told_of_is_booked_by_the_bill(till: Till, clock: FixedClock) -> None:
    attempt = till.begin()
    if not till.is_wechat:
        till.sim.scan(attempt.id)
    till.settle()
    assert till.attempt(attempt.id).status is AttemptStatus.CLOSED
    till.sim.trades[attempt.id].state = "NOTPAY" if till.is_wechat else "WAIT_BUYER_PAY"
    till.sim.pay(attempt.id)
    next_noon(clock)
    service.check_day(till.channel, DAY, actor=till.shop.actor)
    assert till.attempt(attempt.id).status is AttemptStatus.PAID
    assert kinds(till) == []
    till.settle()
    till.money_is_safe()


@pytest.mark.parametrize("days", [(DAY, NEXT_DAY), (NEXT_DAY, DAY)], ids=["in turn", "backwards"])
def test_a_refund_at_midnight_is_no_difference_whichever_day_is_looked_at_first(
    till: Till, clock: FixedClock, days: tuple[date, date]
) -> None:
    """We wrote it down a second before midnight, the channel accepted it a minute after."""
    number = paid(till)
    clock.move(seconds=(MIDNIGHT - clock.now()).total_seconds() - 1)
    payment = db.session.scalars(select(Payment)).one()
    till.sim.break_with(down=True)
    refund = give_back(till.shop, payment.id, 500)
    clock.move(minutes=1)
    till.sim.mend()
    till.settle()
    assert till.given_back() == 500
    bills = {
        DAY: BillRow(False, number, "p", 1800, 11, "2026-03-02 11:30:00", "SUCCESS"),
        NEXT_DAY: BillRow(True, number, "r", 500, 0, "2026-03-03 00:01:00", "SUCCESS", refund.id),
    }
    for day in days:
        service._write(till.channel, day, Bill(Verdict.YES, (bills[day],)), till.shop.actor)
    assert kinds(till) == []
    assert all(each.ours_fen == each.theirs_fen for each in queries.list_checks(till.shop.id))
    wrong = _with(bills[NEXT_DAY], amount_fen=400)
    service._write(till.channel, NEXT_DAY, Bill(Verdict.YES, (wrong,)), till.shop.actor)
    assert kinds(till) == [(DifferenceKind.AMOUNT, 500, 400)]


def test_control_a_refund_that_is_on_no_bill_stays_on_the_list(
    till: Till, clock: FixedClock
) -> None:
    number = paid(till)
    give_back(till.shop, db.session.scalars(select(Payment)).one().id, 500)
    row = BillRow(False, number, "p", 1800, 11, "2026-03-02 11:30:00", "SUCCESS")
    service._write(till.channel, DAY, Bill(Verdict.YES, (row,)), till.shop.actor)
    service._write(till.channel, NEXT_DAY, Bill(Verdict.YES), till.shop.actor)
    assert kinds(till) == [(DifferenceKind.MISSING_THERE, 500, 0)]


@pytest.mark.parametrize("end", ["asked", "failed", "by hand"])
def test_a_refund_that_the_channel_did_not_carry_out_is_not_missed_on_its_bill(
    till: Till, clock: FixedClock, end: str
) -> None:
    number = paid(till)
    till.sim.break_with(down=True)
    refund = give_back(till.shop, db.session.scalars(select(Payment)).one().id, 500)
    if end != "asked":
        refunds.note(refund.id, Refunded(Verdict.NO, why=Why("NOT_ENOUGH")))
    if end == "by hand":
        refunds.settle_by_hand(refund.id, actor=till.shop.person(), as_cash=True)
    row = BillRow(False, number, "p", 1800, 11, "2026-03-02 11:30:00", "SUCCESS")
    service._write(till.channel, DAY, Bill(Verdict.YES, (row,)), till.shop.actor)
    assert kinds(till) == []
    (check,) = queries.list_checks(till.shop.id)
    assert check.ours_fen == check.theirs_fen == 1800
    back = BillRow(True, number, "r", 500, 0, "2026-03-02 11:31:00", "SUCCESS", refund.id)
    service._write(till.channel, DAY, Bill(Verdict.YES, (row, back)), till.shop.actor)
    assert kinds(till) == [(DifferenceKind.MISSING_HERE, 0, 500)], "it left there, and not here"


def test_what_is_listed_and_did_not_move_is_found(wechat_till: Till, clock: FixedClock) -> None:
    till = wechat_till
    number = paid(till)
    payment = db.session.scalars(select(Payment)).one()
    refund = give_back(till.shop, payment.id, 500)
    next_noon(clock)
    till.sim.gives_flows = False
    service.check_due()
    check = queries.find_check(till.shop.id, till.channel, DAY)
    assert check is not None
    assert (check.is_done, check.has_flows) == (True, False)
    till.sim.gives_flows = True
    service.check_due()
    db.session.expire_all()
    assert check.has_flows and kinds(till) == []
    till.sim.unmoved = {number, refund.id}
    service.check_day(till.channel, DAY, actor=till.shop.actor)
    assert kinds(till) == [
        (DifferenceKind.FEE, 11, 0),
        (DifferenceKind.FLOW, 500, 0),
        (DifferenceKind.FLOW, 1800, 0),
    ]


def test_a_merchant_without_the_flow_of_funds_is_not_asked_for_ever(
    wechat_till: Till, clock: FixedClock
) -> None:
    till = wechat_till
    paid(till)
    next_noon(clock)
    till.sim.gives_flows = False
    assert [service.check_due() > 0 for _ in range(5)] == [True, True, True, False, False]


FAULTS = [{"down": True}, {"status": 500}, {"only": "bill", "garbage": True}]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bill_that_does_not_come_is_asked_for_again(
    till: Till, clock: FixedClock, fault: dict[str, object]
) -> None:
    paid(till)
    next_noon(clock)
    till.sim.break_with(**fault)
    service.check_due()
    check = queries.find_check(till.shop.id, till.channel, DAY)
    assert check is not None and not check.is_done and check.problem
    till.sim.mend()
    clock.move(hours=1)
    service.check_due()
    db.session.expire_all()
    assert queries.find_check(till.shop.id, till.channel, DAY).is_done  # type: ignore[union-attr]


def test_before_ten_the_bill_of_yesterday_is_not_asked_for(till: Till, clock: FixedClock) -> None:
    paid(till)
    next_noon(clock)
    clock.move(seconds=-timedelta(hours=3).total_seconds())
    service.check_due()
    assert queries.find_check(till.shop.id, till.channel, DAY) is None
    with transaction():
        assert db.session.scalars(select(BillCheck)).all() == []


def test_no_bill_is_asked_for_while_a_restore_is_held(
    wechat_till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would book what a restored database no longer knows before the owner looked at it."""
    paid(wechat_till)
    next_noon(clock)
    with monkeypatch.context() as held:
        held.setattr("app.core.outgoing.find_hold", object)
        assert service.check_due() == 0
    assert queries.find_check(wechat_till.shop.id, wechat_till.channel, DAY) is None
    assert service.check_due() > 0, "once it is confirmed"


ROWS = st.lists(st.tuples(st.booleans(), st.integers(1, 10_000)), min_size=1, max_size=12)


@given(ROWS, st.randoms())
def test_every_planted_difference_of_any_day_is_found(
    rows: list[tuple[bool, int]], random: object
) -> None:
    own = [rules.Own(back, f"n{place}", fen) for place, (back, fen) in enumerate(rows)]
    bill = [
        BillRow(o.is_refund, o.number, "r", o.amount_fen, 0, "", "SUCCESS", o.number) for o in own
    ]
    assert rules.compare(own, bill, known={}).found == ()
    place = random.randrange(len(rows))  # type: ignore[attr-defined]
    row = bill[place]
    others = bill[:place] + bill[place + 1 :]
    planted = {
        DifferenceKind.MISSING_THERE: others,
        DifferenceKind.AMOUNT: [*others, _with(row, amount_fen=row.amount_fen + 1)],
        DifferenceKind.STATE: [*others, _with(row, state="FAIL")],
        DifferenceKind.FEE: [*others, _with(row, fee_fen=row.amount_fen + 2)],
    }
    for kind, changed in planted.items():
        assert [each.kind for each in rules.compare(own, changed, known={}).found] == [kind]
    less = own[:place] + own[place + 1 :]
    found = rules.compare(less, bill, known={}).found
    assert [each.kind for each in found] == [DifferenceKind.MISSING_HERE]
    other_day = {own[place].key: own[place]}
    compared = rules.compare(less, bill, known=other_day)
    assert (compared.found, compared.strays) == ((), (own[place].number,))
    wrong = [*others, _with(row, amount_fen=row.amount_fen + 1)]
    assert [each.kind for each in rules.compare(less, wrong, known=other_day).found] == [
        DifferenceKind.AMOUNT
    ]
    gone = rules.compare(own, others, known={}, elsewhere=frozenset({own[place].number}))
    assert gone.found == ()
    assert len(rules.compare(own, [*bill, row], known={}).found) == 1, "a row twice"


def _with(row: BillRow, **changes: object) -> BillRow:
    names = BillRow.__slots__
    return BillRow(**{**{name: getattr(row, name) for name in names}, **changes})


def test_columns_are_found_by_their_names_in_whatever_order() -> None:
    head = "商户订单号,订单金额,交易状态,手续费,新的一列"
    lines = [head, "`n1,`18.00,`SUCCESS,`0.11000,`x", "总交易单数"]
    (row,) = wechat_rows("\n".join(lines))
    assert (row.number, row.amount_fen, row.fee_fen) == ("n1", 1800, 11)
    head = "业务类型,商户订单号,服务费（元）,订单金额（元）"
    lines = ["#说明", head, "退款\t,n1\t,0.00\t,-5.00\t", "#结束"]
    (row,) = alipay_rows("\n".join(lines))
    assert (row.is_refund, row.number, row.amount_fen) == (True, "n1", 500)
