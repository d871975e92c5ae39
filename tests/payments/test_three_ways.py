"""A business day three ways: what differs is found on its side, and what agrees says so."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.db import db
from app.payments.checking import queries as checking
from app.payments.checking import service as bills
from app.payments.drawer import service as drawer
from app.payments.drawer.inputs import CountInput, MovementInput
from app.payments.drawer.models import MovementKind
from app.payments.models import Channel, Payment
from app.reports import three_ways
from app.reports.three_ways import Finding, Sides
from app.staff.rights import Role
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient
from tests.payments.refunding import give_back
from tests.payments.till import Till

DAY = date(2026, 3, 2)
NOON_AFTER = datetime.fromisoformat("2026-03-03T04:00:00+00:00")
PATH = f"/backoffice/reconciliation?day={DAY}"


def trade_of_a_day(till: Till) -> str:
    """18 yuan by the channel with 5 given back, 18 in cash with a float, 8 by the static code."""
    attempt, shop = till.begin(), till.shop
    till.sim.pay(attempt.id)
    assert till.hear(attempt.id)
    give_back(shop, db.session.scalars(select(Payment)).one().id, 500)
    drawer.open_shift(10_000, actor=shop.person())
    pay(shop.person(), place_at_counter(shop.actor, shop.dish["tofu"]), tendered_fen=2_000)
    pay(shop.person(), place_at_counter(shop.actor, shop.dish["beer"]), channel=Channel.STATIC_CODE)
    return attempt.id


def look(till: Till) -> None:
    late = NOON_AFTER - till.clock.now()
    till.clock.move(seconds=max(late, timedelta(0)).total_seconds())
    bills.check_day(till.channel, DAY, actor=till.shop.actor)
    db.session.expire_all()


def sides(till: Till) -> dict[Channel, Sides]:
    return {each.channel: each for each in three_ways.list_sides(till.shop.id, DAY)}


def shown(page: str, channel: Channel) -> str:
    """The words of a channel's row on the page."""
    row = rf'<li class="sides" data-channel="{channel.value}">(.*?)</li>'
    rows = re.findall(row, page, re.DOTALL)
    assert len(rows) == 1
    return " ".join(re.sub(r"<[^>]+>", " ", rows[0]).split())


def test_a_day_that_agrees_on_all_sides_says_so(
    till: Till, clock: FixedClock, staff_page: Callable[[Role], PageClient]
) -> None:
    trade_of_a_day(till)
    before = sides(till)
    assert before[till.channel].found == ((Finding.NO_BILL, 0),)
    assert before[Channel.CASH].found == ((Finding.OPEN_SHIFT, 0),)
    drawer.close_shift(CountInput(counted_fen=11_800), actor=till.shop.person())
    look(till)
    found = sides(till)
    assert set(found) == {till.channel, Channel.CASH, Channel.STATIC_CODE}
    billed, cash, code = found[till.channel], found[Channel.CASH], found[Channel.STATIC_CODE]
    assert (billed.orders_fen, billed.books_fen, billed.theirs_fen) == (1_300, 1_300, 1_300)
    assert (cash.orders_fen, cash.books_fen) == (1_800, 1_800)
    assert (cash.theirs_fen, cash.own_fen) == (11_800, 11_800)
    assert billed.found == cash.found == ()
    assert (code.orders_fen, code.books_fen, code.theirs_fen) == (800, 800, None)
    assert code.found == ((Finding.NO_LIST, 0),)
    page = staff_page(Role.OWNER).get(PATH).text
    for channel, sum_shown in ((till.channel, "¥13.00"), (Channel.CASH, "¥118.00")):
        row = shown(page, channel)
        assert "一致" in row and sum_shown in row and "不符" not in row
    assert "一致" not in shown(page, Channel.STATIC_CODE)


def test_a_difference_planted_on_each_side_is_found_on_its_side_alone(
    till: Till, clock: FixedClock, staff_page: Callable[[Role], PageClient]
) -> None:
    number = trade_of_a_day(till)
    till.sim.trades[number].total = 1_900 if till.is_wechat else "19.00"
    drawer.close_shift(CountInput(counted_fen=11_750), actor=till.shop.person())
    pay(till.shop.person(), place_at_counter(till.shop.actor, till.shop.dish["beer"]))
    look(till)
    found = sides(till)
    assert found[till.channel].found == ((Finding.BILL, 100),)
    assert found[Channel.CASH].found == ((Finding.COUNT, -50), (Finding.NOT_COUNTED, 800))
    page = staff_page(Role.OWNER).get(PATH).text
    row = shown(page, till.channel)
    assert "与渠道账单不符 +¥1.00 金额不一致" in row and "一致 " not in row.split("与渠道")[0]
    row = shown(page, Channel.CASH)
    assert "实点不符 −¥0.50" in row and "当日班次之外的现金 +¥8.00" in row
    for difference, _check in checking.list_open(till.shop.id):
        bills.settle(difference.id, actor=till.shop.person(), note="已核对")
    assert sides(till)[till.channel].found == ((Finding.SETTLED, 100),)


def test_what_couriers_carry_is_beside_what_they_handed_in(
    shop: Shop, clock: FixedClock, staff_page: Callable[[Role], PageClient]
) -> None:
    """18 and 8 yuan were taken at doors; 20 are handed in, and 6 given back at the door."""

    def row() -> Sides:
        db.session.expire_all()
        listed = {each.channel: each for each in three_ways.list_sides(shop.id, DAY)}
        return listed[Channel.COD]

    def hand_in(fen: int) -> None:
        given = MovementInput(kind=MovementKind.HAND_IN, amount_fen=fen, reason="交款")
        drawer.move_cash(given, actor=shop.person())

    drawer.open_shift(10_000, actor=shop.person())
    dishes = shop.dish["tofu"], shop.dish["beer"]
    first, _second = (
        pay(shop.person(), place_at_counter(shop.actor, dish), channel=Channel.COD)
        for dish in dishes
    )
    before = row()
    assert (before.orders_fen, before.books_fen) == (2_600, 2_600)
    assert before.found == ((Finding.COURIERS, 2_600),)
    hand_in(2_000)
    part = row()
    assert (part.theirs_fen, part.own_fen) == (2_000, 2_600)
    assert part.found == ((Finding.COURIERS, 600),)
    page = staff_page(Role.OWNER).get(PATH).text
    assert "骑手" in shown(page, Channel.COD) and "+¥6.00" in shown(page, Channel.COD)
    give_back(shop, first["id"], 600)
    whole = row()
    assert (whole.orders_fen, whole.books_fen, whole.found) == (2_000, 2_000, ())
    assert "一致" in shown(staff_page(Role.OWNER).get(PATH).text, Channel.COD)


def test_a_refund_that_is_on_its_way_differs_from_the_books(till: Till, clock: FixedClock) -> None:
    trade_of_a_day(till)
    till.sim.break_with(down=True)
    give_back(till.shop, till.payments()[0].id, 200)
    row = sides(till)[till.channel]
    assert (row.orders_fen, row.books_fen) == (1_100, 1_300)
    assert row.found[0] == (Finding.BOOKS, 200)


def test_bill_differences_that_cancel_out_in_the_sum_do_not_agree(
    till: Till, clock: FixedClock
) -> None:
    number = trade_of_a_day(till)
    trade = till.sim.trades.pop(number)
    other = {"number": "stranger0001", "ref": "4200000000000000000000000001"}
    till.sim.trades["stranger0001"] = type(trade)(**{**vars(trade), **other, "refunds": {}})
    till.sim.trades["stranger0001"].total = 1_300 if till.is_wechat else "13.00"
    look(till)
    row = sides(till)[till.channel]
    assert row.theirs_fen == row.own_fen == 1_300
    assert row.found == ((Finding.BILL, 0),)


def test_what_went_back_in_cash_is_the_drawers_and_on_no_bill(
    till: Till, clock: FixedClock
) -> None:
    """Money that a channel brought and the till gave back: both sides agree about it."""
    trade_of_a_day(till)
    payment_id = db.session.scalars(select(Payment.id).where(Payment.channel == till.channel)).one()
    give_back(till.shop, payment_id, 300, as_cash=True)
    till.settle()
    look(till)
    by_channel = sides(till)
    assert (by_channel[till.channel].orders_fen, by_channel[Channel.CASH].orders_fen) == (
        1_300,
        1_500,
    )
    assert by_channel[till.channel].found == ()
    assert Finding.BOOKS not in dict(by_channel[Channel.CASH].found)
