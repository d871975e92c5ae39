"""ruff and mypy, so that `run.py test` says all there is to say."""

import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("ruff", ["check", ".", "--output-format", "concise"]), ("mypy", [])],
)
def test_the_tools_find_nothing(tool: str, arguments: list[str]) -> None:
    command = [sys.executable, "-m", tool, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"{tool} reads what people overlook; its rules and what is left out stand in"
        f" pyproject.toml.\n{done.stdout[-6000:]}{done.stderr[-2000:]}"
    )
