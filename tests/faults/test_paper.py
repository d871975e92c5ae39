"""Printers that break at any byte, and servers killed while they print: nothing is lost."""

import pytest

from benchmarks.faults import paper_bytes, paper_kills
from benchmarks.faults.result import Result
from printer import channels, drivers
from printer.errors import PrinterError


@pytest.fixture(autouse=True)
def _waits_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STATUS_TIMEOUT_S", "JOB_TIMEOUT_S"):
        monkeypatch.setattr(channels, name, getattr(channels, name))


def assert_good(results: list[Result]) -> None:
    for result in results:
        assert result.is_good, result
        assert result.tries


def test_a_printer_that_breaks_at_any_byte_is_never_believed() -> None:
    assert_good(paper_bytes.run(step=97))


def test_the_campaign_sees_a_driver_that_believes_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: a driver that takes "all bytes handed over" for paper."""

    def believing(connection: object, payload: bytes, *_: object) -> str:
        connection.sendall(payload)  # type: ignore[attr-defined]
        return "confirmed"

    monkeypatch.setattr(drivers, "send_over", believing)
    assert sum(result.lost for result in paper_bytes.run(step=173))


def test_the_campaign_sees_an_error_that_forgets_what_may_lie_on_paper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: an error that says that nothing was printed, when it was."""
    honest = drivers.send_over

    def forgetting(*given: object) -> str:
        try:
            return honest(*given)  # type: ignore[arg-type]
        except PrinterError as error:
            error.may_have_printed = False
            raise

    monkeypatch.setattr(drivers, "send_over", forgetting)
    assert sum(result.unmarked for result in paper_bytes.run(step=173))


@pytest.mark.slow
def test_every_byte() -> None:
    assert_good(paper_bytes.run())


@pytest.mark.slow
def test_a_killed_server_loses_no_slip_and_marks_every_copy() -> None:
    assert_good(paper_kills.run(rounds=2))
