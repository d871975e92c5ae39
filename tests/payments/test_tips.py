"""Tips: beyond the bill, no turnover, in an account and on lines of their own."""

from collections.abc import Callable

import pytest

from app.ledger import queries as ledger
from app.payments import queries as payments
from app.payments.drawer import queries as drawer
from app.payments.drawer import service as shifts
from app.payments.drawer.inputs import CountInput
from app.payments.models import Channel
from app.payments.tips import service
from app.payments.tips.service import NoTips
from app.payments.tips.settings import TipSettings
from app.printing import paperwork, till_papers
from app.reports import queries as reports
from app.settings import service as settings
from app.staff.rights import Role
from app.stores import queries as stores
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient


def paid(shop: Shop, channel: Channel = Channel.CASH) -> str:
    order = place_at_counter(shop.actor, shop.dish["tofu"])
    return str(pay(shop.person(), order, channel=channel)["id"])


def test_none_is_taken_where_the_owner_has_not_said_so(shop: Shop) -> None:
    payment_id = paid(shop)
    with pytest.raises(NoTips):
        service.take_tip(payment_id, 100, key="k", actor=shop.person())
    settings.save(TipSettings(is_taken=True), actor=shop.actor)
    on_account = place_at_counter(shop.actor, shop.dish["tofu"])
    owed = pay(shop.person(), on_account, channel=Channel.ON_ACCOUNT, account_name="老王")["id"]
    with pytest.raises(NoTips):
        service.take_tip(owed, 100, key="k", actor=shop.person())


def test_a_tip_is_in_the_drawer_in_its_account_and_on_every_paper(shop: Shop) -> None:
    settings.save(TipSettings(is_taken=True), actor=shop.actor)
    shifts.open_shift(10_000, actor=shop.person())
    payment_id, by_code = paid(shop), paid(shop, Channel.STATIC_CODE)
    for _ in range(2):
        service.take_tip(payment_id, 200, key="k1", actor=shop.person())
    service.take_tip(by_code, 300, key="k2", actor=shop.person())
    balances = ledger.balances(shop.id)
    assert (balances["tips"], balances["sales"], drawer.drawer_fen(shop.id)) == (
        -500, -3_600, 12_000,
    )  # fmt: skip
    day = stores.get_facts(shop.id).business_date()
    assert reports.day_report(shop.id, day)["net_fen"] == 3_600, "a tip is no turnover"
    payment = payments.get_payment(shop.id, payment_id)
    orders = [place_at_counter(shop.actor, shop.dish["rice"])]
    assert paperwork.receipt(stores.get_facts(shop.id), orders, [payment]).tip_fen == 200
    closed = shifts.close_shift(CountInput(counted_fen=12_000), actor=shop.person())
    paper = till_papers.shift_report(
        stores.get_facts(shop.id), drawer.get_report(shop.id, closed.id)
    )
    assert [(each.name, each.amount_fen) for each in paper.corrections] == [("小费", 500)]
    assert paper.drawer is not None and paper.drawer.expected_fen == closed.expected_fen == 12_000
    assert sum(each.amount_fen or 0 for each in paper.payments) == paper.net_fen + 500
    assert sum(ledger.balances(shop.id).values()) == 0


def test_a_tip_that_was_mistyped_goes_back_and_may_be_left_again(shop: Shop) -> None:
    settings.save(TipSettings(is_taken=True), actor=shop.actor)
    payment_id = paid(shop)
    for n in range(2):
        service.take_tip(payment_id, 200, key=f"k{n}", actor=shop.person())
        assert service.give_tip_back(payment_id, actor=shop.person()).tip_fen == 0
    with pytest.raises(NoTips):
        service.give_tip_back(payment_id, actor=shop.person())
    assert ledger.balances(shop.id)["tips"] == 0
    assert drawer.drawer_fen(shop.id) == 1_800


def test_the_till_asks_for_it_after_the_money(
    shop: Shop, staff_page: Callable[[Role], PageClient]
) -> None:
    till, payment_id = staff_page(Role.CASHIER), paid(shop)
    path = f"/counter/payments/{payment_id}"
    assert "小费" not in till.get(path).text
    settings.save(TipSettings(is_taken=True), actor=shop.actor)
    assert "小费" in till.get(path).text
    form = {"amount": "2", "key": "tip-01"}
    for _ in range(2):
        assert till.open(f"{path}/tip", method="POST", data=form).status_code == 204
    assert "2.00" in till.get(path).text
    wrong = till.open(f"{path}/tip", method="POST", data={"amount": "x", "key": "tip-02"})
    assert wrong.status_code == 422
    assert till.open(f"{path}/tip/back", method="POST").status_code == 403
    back = staff_page(Role.MANAGER).open(f"{path}/tip/back", method="POST")
    assert back.status_code == 204 and ledger.balances(shop.id)["tips"] == 0
