"""The campaign of the kitchen screens: a short part with a fixed seed, and the whole."""

import pytest

from benchmarks.faults import screens
from benchmarks.faults.campaigns import Finding, Options


def broken(found: list[Finding]) -> list[str]:
    """The promises that were not kept."""
    return [f"{each.what}: {each.seen}" for each in found if not each.is_kept]


@pytest.mark.server
def test_no_screen_misses_an_order_or_is_stale_in_silence() -> None:
    found = screens.run(Options(seed=1, is_short=True))
    assert broken(found) == []


@pytest.mark.server
@pytest.mark.slow
def test_nor_do_two_hundred() -> None:
    found = screens.run(Options(seed=2, is_short=False))
    assert broken(found) == []
