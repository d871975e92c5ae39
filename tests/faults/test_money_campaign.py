"""The campaign of money: a short part with a fixed seed, its controls, and the whole."""

import pytest

from app.payments.attempts.service import closing
from app.payments.providers.base import Verdict
from benchmarks.faults import money, money_kills
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.money_shop import MoneyShop
from benchmarks.faults.money_victim import Victim
from benchmarks.faults.money_visit import Visit
from benchmarks.faults.money_world import quick

_SHORT = Options(seed=1, is_short=True)


def test_no_money_is_kept_doubled_or_forged() -> None:
    found = money.stories(_SHORT)
    assert [each for each in found if not each.is_kept] == []


def test_the_campaign_sees_a_shop_that_closes_without_asking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: money that came while the attempt was closed is not looked for."""
    monkeypatch.setattr(closing, "is_taken", lambda _trade, _method: False)
    monkeypatch.setattr(closing, "_is_over", lambda trade: trade.verdict is Verdict.YES)
    monkeypatch.setattr("app.payments.attempts.service.asking.is_taken", lambda *_: False)
    with quick():
        assert money.success_at_each_step(_SHORT).wrong_fen


def test_a_server_killed_while_it_gives_money_back_gives_it_back_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control beside it: what the channel gave back by itself is seen in the same books."""
    judged, broken = money_kills._judged, list[Finding]()

    def judge(shop: MoneyShop, victim: Victim, visits: list[Visit]) -> list[Finding]:
        found = judged(shop, victim, visits)
        for trade in shop.sims["alipay"].trades.values():
            trade.refunds["by itself"] = "1.00"
        broken.extend(judged(shop, victim, visits))
        return found

    monkeypatch.setattr(money_kills, "_judged", judge)
    found = money_kills.run(_SHORT)
    assert [each for each in found if not each.is_kept] == []
    assert [each.is_kept for each in broken] == [True, False, True, True]


@pytest.mark.slow
def test_nor_in_the_whole() -> None:
    found = money.run(Options(seed=2, is_short=False))
    assert [each for each in found if not each.is_kept] == []
