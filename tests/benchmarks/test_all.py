"""`python -m benchmarks`: a part that fails is told of, and the others are measured."""

from typing import Any

import pytest

from benchmarks import __main__ as everything
from benchmarks import many_screens, on_postgres, place_order, replay_orders, year_of_orders
from benchmarks.table import Row

PARTS = ("replay", "place", "screens", "postgres", "year")


def stub(monkeypatch: pytest.MonkeyPatch, failing: str = "", note: str = "") -> None:
    """Let each part answer at once; `failing` ends as the 200 screens once did."""

    def part(name: str, answer: Any) -> Any:
        def measure(*_: object, share: float = 0) -> Any:
            if name == failing:
                raise TimeoutError("the server did not answer\nwithin 60 s")
            return answer

        return measure

    fresh = Row("all fresh after a restart", "2.0 s", note)
    monkeypatch.setattr(replay_orders, "main", part("replay", 0))
    monkeypatch.setattr(place_order, "measure", part("place", {"refused": 0, "log_errors": []}))
    monkeypatch.setattr(place_order, "rows_of", lambda _figures: [Row("orders", "100 /s")])
    monkeypatch.setattr(place_order, "print_machine", lambda _figures: None)
    monkeypatch.setattr(many_screens, "measure", part("screens", [fresh]))
    monkeypatch.setattr(on_postgres, "measure", part("postgres", [Row("two processes", "1.7 ×")]))
    monkeypatch.setenv("KAIFAN_TEST_POSTGRES", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("KAIFAN_TEST_REDIS", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(year_of_orders, "measure", part("year", [Row("report", "50 ms")]))


@pytest.mark.parametrize("failing", PARTS)
def test_a_part_that_fails_is_told_of_and_the_rest_is_measured(
    failing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stub(monkeypatch, failing)
    assert everything.main([]) == 1
    table = capsys.readouterr().out
    assert "FAILED  TimeoutError: the server did not answer" in table
    rows = {"place": "100 /s", "screens": "2.0 s", "postgres": "1.7 ×", "year": "50 ms"}
    assert all((words in table) is (name != failing) for name, words in rows.items())


def test_control_where_all_is_well_nothing_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stub(monkeypatch)
    assert everything.main([]) == 0
    assert "FAILED" not in capsys.readouterr().out


def test_a_screen_that_did_not_come_back_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, note="1 missing")
    assert everything.main([]) == 1


def test_without_its_servers_the_part_on_postgres_is_left_out_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stub(monkeypatch)
    assert everything.main(["--postgres", "", "--redis", ""]) == 0
    assert "left out  no --postgres and --redis" in capsys.readouterr().out
