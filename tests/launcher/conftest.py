"""The launcher as a module whose folders lie in a temporary project."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def load_launcher() -> ModuleType:
    """A fresh copy of run.py, which is a script and no part of a package."""
    spec = importlib.util.spec_from_file_location("kaifan_launcher", PROJECT / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def launcher(tmp_path: Path) -> ModuleType:
    """run.py over an empty project in `tmp_path`, with this Python in the place of .venv's."""
    module = load_launcher()
    names = vars(module)
    for name in ("ROOT", "VENV", "STAMPS", "LOCK", "JOURNAL"):
        names[name] = tmp_path / names[name].relative_to(PROJECT)
    names["PYTHON"] = Path(sys.executable)
    (tmp_path / "instance").mkdir()
    return module


@pytest.fixture
def fake_python(tmp_path: Path) -> Path:
    """A program that prints the file `says` beside it and fails."""
    program = tmp_path / "fake-python"
    program.write_text(f'#!/bin/sh\ncat "{tmp_path}/says"\nexit 1\n')
    program.chmod(0o755)
    return program
