"""Every complaint in docs/ordering.md names a test, and every test that is named is there."""

import ast
import re

from tests.architecture.sources import ROOT

_DOCUMENT = ROOT / "docs" / "ordering.md"
_HEADING = "## What guests and staff complain of elsewhere"
_NAME = re.compile(r"`(test_[a-z0-9_]+)`")


def _complaints() -> list[str]:
    text = _DOCUMENT.read_text(encoding="utf-8")
    section = text.split(_HEADING, 1)[1].split("\n## ", 1)[0]
    return re.split(r"\n- ", section)[1:]


def _tests() -> set[str]:
    return {
        node.name
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_complaint_names_a_test_that_is_there() -> None:
    complaints, tests = _complaints(), _tests()
    assert len(complaints) > 30
    unproven = [each for each in complaints if not _NAME.findall(each)]
    assert not unproven, f"no test named: {unproven}"
    stale = {name for each in complaints for name in _NAME.findall(each)} - tests
    assert not stale, f"docs/ordering.md names tests that are gone: {sorted(stale)}"
