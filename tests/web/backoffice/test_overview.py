"""The day's figures, its orders, and the story of one order."""

from sqlalchemy import select

from app.core.db import db
from app.ordering import service as ordering
from app.printing.models import PrintJob
from app.web.backoffice import figures
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
from tests.factories.printing import make_printer
from tests.factories.shop import Shop
from tests.fixtures.callers import PageClient


def test_an_empty_day_says_so(owner: PageClient, shop: Shop) -> None:
    assert "今天还没有订单" in owner.get("/backoffice").text
    assert "这一天没有订单" in owner.get("/backoffice/orders").text


def test_the_figures_of_the_day(owner: PageClient, shop: Shop) -> None:
    paid = place_at_counter(shop.actor, (shop.dish["tofu"], 2), table=shop.tables[0], covers=2)
    place_at_counter(shop.actor, shop.dish["cucumber"], table=shop.tables[1])
    gone = place_at_counter(shop.actor, shop.dish["beer"], table=shop.tables[2])
    ordering.cancel_order(gone, actor=shop.actor, reason="点错了")
    pay(shop.actor, paid)
    page = owner.get("/backoffice/day-figures").text
    for words in ("48.50", "24.25", "24.25", "12.50", "36.00", "麻婆豆腐", "现金"):
        assert words in page
    assert "青岛啤酒" not in page, "a cancelled order sells nothing"


def test_a_day_that_is_no_day_means_today(owner: PageClient, shop: Shop) -> None:
    for day in ("yesterday", "2026-13-40", "0001-01-01", "<script>"):
        page = owner.get("/backoffice", query_string={"day": day})
        assert page.status_code == 200
        assert 'value="2026-03-02"' in page.text


def test_orders_are_found_by_number_and_by_table(owner: PageClient, shop: Shop) -> None:
    place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    place_at_counter(shop.actor, shop.dish["beer"], table=shop.tables[3])

    def found(text: str) -> tuple[bool, bool]:
        page = owner.get("/backoffice/orders", query_string={"q": text}).text
        return "麻婆豆腐" in page, "青岛啤酒" in page

    assert found("") == (True, True)
    assert found("1") == (True, True), "order 1, and the tables whose names hold a 1"
    assert found("0002") == (False, True)
    assert found("b0") == (False, True)
    assert found("%") == (False, False), "a wildcard is a character like any other"


def test_an_order_tells_its_story(owner: PageClient, shop: Shop) -> None:
    order = place_at_counter(
        shop.actor, shop.dish["tofu"], table=shop.tables[0], note="<b>{{7*7}}</b>"
    )
    pay(shop.actor, order)
    ordering.step_line(order.lines[0].id, "start", actor=shop.actor)
    page = owner.get(f"/backoffice/orders/{order.id}").text
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in page
    story = page[page.index("操作记录") :]
    positions = [story.index(words) for words in (">下单<", ">收款<", ">开始制作<")]
    assert positions == sorted(positions)


def test_a_receipt_is_printed_again_and_marked(owner: PageClient, shop: Shop) -> None:
    order = place_at_counter(shop.actor, shop.dish["tofu"], table=shop.tables[0])
    path = f"/backoffice/orders/{order.id}/receipt"
    without = owner.post(path, follow_redirects=True)
    assert "打印机" in without.text
    make_printer(shop.actor)
    assert owner.post(path).location == f"/backoffice/orders/{order.id}"
    job = db.session.scalars(select(PrintJob)).one()
    assert job.document["copy"] == "reprint"


def test_a_long_day_comes_in_pages(owner: PageClient, shop: Shop) -> None:
    for _ in range(51):
        place_at_counter(shop.actor, shop.dish["rice"])
    first = owner.get("/backoffice/orders").text
    last = owner.get("/backoffice/orders?page=999999").text
    assert "#0051" in first and "#0001" not in first
    assert "#0001" in last and "#0051" not in last


def test_bars_follow_the_business_day() -> None:
    by_hour = [0] * 24
    by_hour[1], by_hour[12] = 500, 1000
    bars = figures.hour_bars(by_hour, first_hour=4)
    labels = [bar.label for bar in bars]
    assert labels[0] == "10" and labels[-1] == "01", "after midnight is the end of the evening"
    assert {bar.label: bar.share for bar in bars if bar.share} == {"12": 100, "01": 50}


def test_averages_are_rounded_to_whole_fen() -> None:
    assert figures.average(0, 0) == 0
    assert figures.average(1001, 2) == 501
    assert figures.average(1000, 3) == 333
