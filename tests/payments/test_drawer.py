"""The drawer: what must be in it is what the books say, and who counts cannot know it before."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.core.clock import FixedClock
from app.core.db import db, transaction
from app.core.errors import Invalid
from app.ledger import queries as ledger
from app.ledger import service as ledger_service
from app.payments.accounts import service as accounts
from app.payments.accounts.errors import OwesLess
from app.payments.accounts.inputs import SettlementInput
from app.payments.drawer import queries, service
from app.payments.drawer.errors import NoShift, ShiftOpen, TablesOpen
from app.payments.drawer.inputs import CountInput, MovementInput
from app.payments.drawer.models import MovementKind
from app.payments.models import Channel
from app.printing import till_papers
from app.reports import queries as reports
from app.stores import queries as stores
from app.upkeep import checks_shop
from app.upkeep.findings import Level
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.payments.refunding import give_back
from tests.races.crowd import all_at_once


def move(shop: Shop, kind: MovementKind, amount_fen: int) -> None:
    given = MovementInput(kind=kind, amount_fen=amount_fen, reason="买冰")
    service.move_cash(given, actor=shop.person())


def test_a_shift_counts_everything_that_went_through_the_drawer(shop: Shop) -> None:
    service.open_shift(50_000, actor=shop.person())
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    payment = pay(shop.person(), order, tendered_fen=2000)
    pay(shop.person(), place_at_counter(shop.actor, shop.dish["beer"]), channel=Channel.STATIC_CODE)
    give_back(shop, payment["id"], 300)
    move(shop, MovementKind.PAY_OUT, 1_000)
    move(shop, MovementKind.PAY_IN, 500)
    move(shop, MovementKind.DROP, 20_000)
    expected = 50_000 + 1_800 - 300 - 1_000 + 500 - 20_000
    assert queries.drawer_fen(shop.id) == expected
    closed = service.close_shift(CountInput(counts={10_000: 3, 100: 9}), actor=shop.person())
    assert (closed.expected_fen, closed.counted_fen, closed.over_fen) == (expected, 30_900, -100)
    assert queries.drawer_fen(shop.id) == 0
    balances = ledger.balances(shop.id)
    assert (balances["over_short"], sum(balances.values())) == (100, 0)
    report = queries.get_report(shop.id, closed.id)
    assert (report.cash["payment"], report.cash["refund"], report.orders) == (1_800, -300, 2)
    assert report.accounts["channel:static_code"] == 800


def test_cash_on_delivery_is_with_the_courier_until_it_is_handed_in(shop: Shop) -> None:
    service.open_shift(10_000, actor=shop.person())
    paid = pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"]), channel=Channel.COD)
    assert paid["status"] == "paid"
    assert (ledger.balances(shop.id)["courier"], queries.drawer_fen(shop.id)) == (1_800, 10_000)
    with pytest.raises(OwesLess):
        move(shop, MovementKind.HAND_IN, 1_801)
    assert queries.drawer_fen(shop.id) == 10_000, "nothing of it was written"
    move(shop, MovementKind.HAND_IN, 1_000)
    assert (ledger.balances(shop.id)["courier"], queries.drawer_fen(shop.id)) == (800, 11_000)
    closed = service.close_shift(CountInput(counted_fen=11_000), actor=shop.person())
    paper = till_papers.shift_report(
        stores.get_facts(shop.id), queries.get_report(shop.id, closed.id)
    )
    assert [(each.name, each.amount_fen) for each in paper.payments] == [("货到付款", 1_800)]
    assert paper.drawer is not None and paper.drawer.expected_fen == closed.expected_fen
    # Given back, it is the courier's no more.
    give_back(shop, paid["id"], 800)
    assert ledger.balances(shop.id).get("courier", 0) == 0


def test_on_account_and_its_settlement_are_in_the_shift(shop: Shop) -> None:
    service.open_shift(0, actor=shop.person())
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    pay(shop.person(), order, channel=Channel.ON_ACCOUNT, account_name="老王")
    settling = SettlementInput(name="老王", amount_fen=500, channel=Channel.CASH)
    accounts.settle(settling, key="k", actor=shop.person())
    closed = service.close_shift(CountInput(counted_fen=500), actor=shop.person())
    report = queries.get_report(shop.id, closed.id)
    assert (closed.over_fen, report.cash["settlement"]) == (0, 500)
    assert report.accounts["receivable:老王"] == 1_300
    paper = till_papers.shift_report(stores.get_facts(shop.id), report)
    assert paper.drawer is not None and paper.drawer.expected_fen == 500


def test_one_shift_at_a_time_even_when_ten_begin_at_once(shop: Shop, app: Flask) -> None:
    begin = partial(service.open_shift, 10_000, actor=shop.person())
    results = all_at_once(app, [begin for _ in range(10)])
    assert sum(not isinstance(each, Exception) for each in results) == 1
    assert queries.drawer_fen(shop.id) == 10_000
    with pytest.raises(ShiftOpen):
        service.close_day(actor=shop.person(), carries_open=True)


def test_cash_taken_without_a_shift_is_not_the_next_ones(shop: Shop) -> None:
    pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"]))
    service.open_shift(10_000, actor=shop.person())
    assert queries.drawer_fen(shop.id) == 10_000
    with pytest.raises(ShiftOpen):
        service.open_shift(0, actor=shop.person())
    service.close_shift(CountInput(counted_fen=10_000), actor=shop.person())
    with pytest.raises(NoShift):
        move(shop, MovementKind.DROP, 1)


def test_a_day_holds_every_entry_once_and_equals_the_report(shop: Shop, clock: FixedClock) -> None:
    paid = [
        pay(shop.person(), place_at_counter(shop.actor, shop.dish[name]))
        for name in ("tofu", "cucumber", "rice")
    ]
    give_back(shop, paid[0]["id"], 800)
    first = service.close_day(actor=shop.person(), carries_open=False)
    day = stores.get_facts(shop.id).business_date()
    report = reports.day_report(shop.id, day)
    accounts = first.figures["accounts"]
    assert -accounts["sales"] == report["gross_fen"] == report["net_fen"] == 3_250
    assert accounts["refunds"] == report["refunds_fen"] == 800
    assert accounts["drawer"] == sum(report["paid_by"].values()) - report["refunds_fen"]
    clock.move(hours=24)
    pay(shop.person(), place_at_counter(shop.actor, shop.dish["beer"]))
    second = service.close_day(actor=shop.person(), carries_open=False)
    assert (first.z_number, second.z_number) == (1, 2)
    assert second.after_seq == first.until_seq
    assert -second.figures["accounts"]["sales"] == 800
    assert second.business_date - first.business_date == timedelta(days=1)


def test_open_bills_are_refused_or_carried_by_choice(shop: Shop) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    with pytest.raises(TablesOpen) as refused:
        service.close_day(actor=shop.person(), carries_open=False)
    assert refused.value.extra == {"tables": ["A01"], "due_fen": 1800}
    carried = service.close_day(actor=shop.person(), carries_open=True)
    assert (carried.figures["carried"], carried.figures["carried_fen"]) == (1, 1800)


def test_the_database_refuses_to_change_the_books(shop: Shop) -> None:
    pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"]))
    for statement in (
        "UPDATE ledger_posting SET amount_fen = amount_fen + 1",
        "DELETE FROM ledger_posting",
        "UPDATE ledger_entry SET by = 'x'",
        "DELETE FROM ledger_entry",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction():
            db.session.execute(text(statement))
    assert checks_shop.check_books(shop.id).level is Level.OK


@pytest.mark.sqlite("its triggers are taken away")
@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE ledger_posting SET amount_fen = amount_fen + 1", "sum"),
        ("UPDATE ledger_entry SET by = 'somebody' WHERE seq = 1", "seal"),
        ("DELETE FROM ledger_entry WHERE seq = 1", "gap"),
        ("UPDATE ledger_entry SET previous_seal = 'x' WHERE seq = 2", "chain"),
    ],
)
def test_what_went_past_the_database_is_found(shop: Shop, statement: str, what: str) -> None:
    for name in ("tofu", "beer"):
        pay(shop.person(), place_at_counter(shop.actor, shop.dish[name]))
    with transaction():
        for table in ("ledger_entry", "ledger_posting"):
            for verb in ("update", "delete"):
                db.session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
        db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
        if statement.startswith("DELETE"):
            db.session.execute(
                text("DELETE FROM ledger_posting WHERE entry_id IN"
                     " (SELECT id FROM ledger_entry WHERE seq = 1)")
            )  # fmt: skip
        db.session.execute(text(statement))
    db.session.expire_all()
    assert what in {fault.what for fault in ledger.find_faults(shop.id)}
    assert checks_shop.check_books(shop.id).level is Level.BAD


def test_an_entry_that_does_not_sum_to_zero_is_not_written(shop: Shop) -> None:
    with pytest.raises(ValueError, match="zero"):
        ledger_service.post("payment", "x", {"drawer": 1}, actor=shop.actor)
    assert ledger.last_seq(shop.id) == 0


def test_more_than_any_drawer_holds_is_a_slip_of_the_finger(shop: Shop) -> None:
    service.open_shift(0, actor=shop.person())
    with pytest.raises(Invalid):
        service.close_shift(CountInput(counts={10_000: 99_999, 5_000: 99_999}), actor=shop.person())
    closed = service.close_shift(CountInput(counts={10_000: 9}), actor=shop.person())
    assert closed.over_fen == 90_000
