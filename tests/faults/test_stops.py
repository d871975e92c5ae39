"""A server that is killed, ended or frozen, or has no disk or descriptor: nothing false is said."""

import pytest

from benchmarks.faults import recorder, stops
from benchmarks.faults.campaigns import Finding, Options


@pytest.fixture(scope="module", autouse=True)
def _recorder_can_be_built() -> None:
    reason = recorder.why_not()
    if reason is not None:
        pytest.skip(reason)


def broken(found: list[Finding]) -> list[Finding]:
    return [each for each in found if not each.is_kept]


@pytest.mark.server
def test_a_server_in_trouble_keeps_what_it_answered_and_goes_on() -> None:
    found = stops.one_server(Options(seed=1, is_short=True))
    assert len(found) > 15
    assert broken(found) == []


@pytest.mark.server
@pytest.mark.slow
def test_nor_in_the_whole_with_many_kills() -> None:
    assert broken(stops.run(Options(seed=2, is_short=False))) == []


@pytest.mark.server
@pytest.mark.slow
def test_control_a_commit_that_does_not_sync_answers_falsely() -> None:
    with stops.stage("synchronous=NORMAL") as here:
        assert broken(stops.fail_syncs(here))
