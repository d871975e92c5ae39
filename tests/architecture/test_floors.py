"""Who may import whom."""

import subprocess
import sys
import tomllib
from pathlib import Path

import grimp

from tests.architecture.sources import ROOT

_LAYERS_CONTRACT = """
[importlinter]
root_package = house

[importlinter:contract:floors]
name = floors
type = layers
layers =
    house.upper
    house.lower
"""


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter in a folder."""
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command"
    )
    command = [sys.executable, "-c", f"{program}; lint_imports_command()", "--no-cache", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_go_down_the_floors_only() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, (
        "A package imports only from the floors below it; else a change in the kitchen can break"
        f" the till. The floors stand in pyproject.toml, [tool.importlinter].\n{done.stdout}"
    )


def test_control_an_import_upwards_is_found(tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").touch()
    (house / "upper.py").write_text("")
    (house / "lower.py").write_text("import house.upper\n")
    (tmp_path / ".importlinter").write_text(_LAYERS_CONTRACT)
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "house.lower -> house.upper" in done.stdout


def test_every_package_stands_on_a_floor() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {
        name for layer in layers for name in layer.replace("|", " ").replace(":", " ").split()
    }
    present = {
        f"app.{each.stem}"
        for each in (ROOT / "app").iterdir()
        if each.stem not in ("__init__", "__pycache__", "translations") and each.name[0] != "."
    }
    assert present <= placed, (
        f"{sorted(present - placed)}: give the new package a floor in [tool.importlinter], or"
        " nothing watches what it imports."
    )


def test_packages_form_no_circle() -> None:
    graph = grimp.build_graph("app", "printer", cache_dir=None)
    packages = {f"app.{name.split('.')[1]}" for name in graph.modules if name.count(".")}
    uses: dict[str, set[str]] = {package: set() for package in packages}
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            if importer.count(".") and imported.count(".") and imported.startswith("app."):
                uses["app." + importer.split(".")[1]].add("app." + imported.split(".")[1])
    circles = [
        (a, b)
        for a in packages
        for b in uses[a] - {a}
        if a < b and _reaches(uses, b, a, frozenset())
    ]
    assert not circles, (
        f"{circles}: packages in a circle can only be understood and changed together"
    )


def _reaches(uses: dict[str, set[str]], start: str, goal: str, seen: frozenset[str]) -> bool:
    after = uses.get(start, set()) - seen - {start}
    return goal in after or any(_reaches(uses, n, goal, seen | after) for n in after)
