"""Bad lines lose and double nothing, and strangers hold nothing up."""

import pytest

from benchmarks.faults import network, network_money
from benchmarks.faults.campaigns import Finding, Options
from benchmarks.faults.power import demo_copy
from benchmarks.shop import Shop
from tests.fixtures.live_server import free_port


def broken(found: list[Finding]) -> list[Finding]:
    return [each for each in found if not each.is_kept]


@pytest.mark.server
def test_lost_answers_bad_lines_and_attacks() -> None:
    with demo_copy() as data, Shop(free_port(), data) as shop:
        found = network.on_one_server(shop, Options(seed=1, is_short=True))
    assert len(found) > 20
    assert broken(found) == []


def test_a_bad_line_to_the_payment_channel() -> None:
    assert broken(network_money.run(Options(seed=1, is_short=True))) == []


@pytest.mark.server
@pytest.mark.slow
def test_nor_in_the_whole() -> None:
    assert broken(network.run(Options(seed=2, is_short=False))) == []
