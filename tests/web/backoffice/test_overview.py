"""The day's figures."""

from app.ordering import service as ordering
from app.web.backoffice import figures
from tests.factories.ordering import place_at_counter
from tests.factories.payments import pay
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
