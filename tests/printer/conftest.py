"""Sample documents, both papers, the shared data folder and printers that misbehave."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printer.paper import MM58, MM80, Paper
from tests.printer.fake_printers import FakePrinter, Talk

REPO_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=[MM58, MM80], ids=["58mm", "80mm"])
def paper(request: pytest.FixtureRequest) -> Paper:
    """Each of the two papers."""
    chosen: Paper = request.param
    return chosen


@pytest.fixture(scope="session")
def shared_file() -> Callable[[str], Path]:
    """Path of a file in the shared data folder; skips the test by name where it is absent."""
    root = Path(os.environ.get("KAIFAN_SHARED", REPO_ROOT.parent / "shared"))

    def path_of(name: str) -> Path:
        path = root / "data" / name
        if not path.is_file():
            pytest.skip(f"real data absent: {path}; set KAIFAN_SHARED to the folder that has it")
        return path

    return path_of


@pytest.fixture
def start_printer() -> Iterator[Callable[[Talk], FakePrinter]]:
    """Starts fake printers on local ports and stops them after the test."""
    started: list[FakePrinter] = []

    def start(talk: Talk) -> FakePrinter:
        started.append(FakePrinter(talk))
        return started[-1]

    yield start
    for printer in started:
        printer.close()
