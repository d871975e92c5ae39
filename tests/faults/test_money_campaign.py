"""The campaign of money: a short part with a fixed seed, a control, and the whole."""

import pytest

from app.payments.attempts.service import closing
from app.payments.providers.base import Verdict
from benchmarks.faults import money
from benchmarks.faults.campaigns import Options


def test_no_money_is_kept_doubled_or_forged() -> None:
    found = money.run(Options(seed=1, is_short=True))
    assert [each for each in found if not each.is_kept] == []


def test_the_campaign_sees_a_shop_that_closes_without_asking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: money that came while the attempt was closed is not looked for."""
    monkeypatch.setattr(closing, "_TAKEN", ())
    monkeypatch.setattr(closing, "_is_over", lambda trade: trade.verdict is Verdict.YES)
    monkeypatch.setattr("app.payments.attempts.service.asking._TAKEN", (), raising=False)
    assert money.success_at_each_step(Options(seed=1, is_short=True)).wrong_fen


@pytest.mark.slow
def test_nor_in_the_whole() -> None:
    found = money.run(Options(seed=2, is_short=False))
    assert [each for each in found if not each.is_kept] == []
