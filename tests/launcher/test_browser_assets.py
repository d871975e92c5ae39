"""Which npm is used, which files are bundled, and what the manifest says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import browser_assets
from tests.launcher.conftest import PROJECT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two roles' scripts, a style sheet and the real bundler."""
    if not (PROJECT / "node_modules" / "@esbuild").is_dir():
        pytest.skip("browser packages are not installed")
    files = {
        "static/js/diner/main.js": "import { total } from './cart.js'; console.log(total?.fen);",
        "static/js/diner/cart.js": "export const total = { fen: 3800 };",
        "static/js/backoffice/main.js": "console.log('back office');",
        "static/js/backoffice/charts.js": "console.log('charts');",
        "static/css/diner.css": "@import './tokens.css'; .sheet { inset: 0; }",
        "static/css/tokens.css": ":root { --ink: #222; }",
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "node_modules").symlink_to(PROJECT / "node_modules")
    return tmp_path


def manifest(project: Path) -> dict[str, str]:
    """The manifest that the templates read."""
    loaded: dict[str, str] = json.loads((project / "static/dist/manifest.json").read_text())
    return loaded


def test_every_entry_is_in_the_manifest_with_its_hash(project: Path) -> None:
    browser_assets.bundle(project)
    assert list(manifest(project)) == [
        "backoffice-charts.js",
        "backoffice.js",
        "diner.css",
        "diner.js",
    ]
    for name, address in manifest(project).items():
        file = project / "static" / "dist" / name
        assert address == f"{name}?v={browser_assets.content_hash(file)}"


def test_what_is_imported_is_inside_and_written_for_old_browsers(project: Path) -> None:
    browser_assets.bundle(project)
    script = (project / "static/dist/diner.js").read_text()
    style = (project / "static/dist/diner.css").read_text()
    assert "3800" in script and "import" not in script
    assert "--ink" in style and "inset" not in style
    assert not (project / "static/dist/tokens.css").exists()


def lowered(script: bytes, target: str) -> bytes:
    """A script as the bundler writes it for `target`."""
    command = [browser_assets.esbuild(PROJECT), f"--target={target}", "--log-level=error"]
    return subprocess.run(command, input=script, capture_output=True, check=True).stdout


@pytest.mark.parametrize("face", ["kitchen", "diner", "counter", "backoffice"])
def test_an_old_webview_can_read_every_bundle(tmp_path: Path, face: str) -> None:
    if not (PROJECT / "node_modules" / "@esbuild").is_dir():
        pytest.skip("browser packages are not installed")
    entry, file = f"static/js/{face}/main.js", tmp_path / "bundle.js"
    command = [browser_assets.esbuild(PROJECT), entry, *browser_assets.ESBUILD_OPTIONS]
    subprocess.run([*command, "--format=iife", f"--outfile={file}"], cwd=PROJECT, check=True)
    made = file.read_bytes()
    assert len(made) > 10_000
    # Nothing is left that has to be put otherwise for Chromium 80, libraries included.
    assert lowered(made, "chrome80") == lowered(made, "esnext")


def test_control_newer_syntax_is_noticed() -> None:
    if not (PROJECT / "node_modules" / "@esbuild").is_dir():
        pytest.skip("browser packages are not installed")
    for newer in (
        b"a ??= 1;",
        b"class A { static { b(); } }",
        b"class A { #x; has() { #x in b } }",
    ):
        assert lowered(newer, "chrome80") != lowered(newer, "esnext")


def test_only_the_changed_file_gets_a_new_address(project: Path) -> None:
    browser_assets.bundle(project)
    before = manifest(project)
    (project / "static/js/diner/cart.js").write_text("export const total = { fen: 4100 };")
    browser_assets.bundle(project)
    after = manifest(project)
    assert [name for name in after if after[name] != before[name]] == ["diner.js"]


def test_files_of_removed_entries_go(project: Path) -> None:
    browser_assets.bundle(project)
    (project / "static/js/backoffice/charts.js").unlink()
    browser_assets.bundle(project)
    assert "backoffice-charts.js" not in manifest(project)
    assert not (project / "static/dist/backoffice-charts.js").exists()


def test_a_mistake_in_a_source_keeps_the_old_bundle(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    browser_assets.bundle(project)
    before = manifest(project)
    (project / "static/js/diner/cart.js").write_text("export const total = {")
    monkeypatch.setattr(sys, "argv", ["browser_assets.py", "bundle"])
    monkeypatch.setattr(browser_assets.bundle, "__defaults__", (project,))
    assert browser_assets.main() == 1
    assert "cart.js" in capfd.readouterr().err
    assert manifest(project) == before


def fake_program(folder: Path, name: str, script: str) -> None:
    """An executable shell script called `name`."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
@pytest.mark.parametrize(
    ("node_version", "borrowed"), [("v20.1.0", False), ("v16.20.2", True), (None, True)]
)
def test_an_old_or_missing_node_is_replaced_for_the_time(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    node_version: str | None,
    borrowed: bool,
) -> None:
    own, wheel = tmp_path / "own", tmp_path / "wheel"
    fake_program(own, "npm", f'echo own "$@" > {tmp_path}/called')
    if node_version:
        fake_program(own, "node", f"echo {node_version}")
    fake_program(wheel, "node", f'echo borrowed "$@" > {tmp_path}/called')
    monkeypatch.setenv("PATH", f"{own}")
    monkeypatch.setattr(
        browser_assets, "borrow_node", lambda _folder: (wheel / "node", Path("npm-cli.js"))
    )
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    browser_assets.install_packages(tmp_path)
    called = (tmp_path / "called").read_text().split()
    assert called[0] == ("borrowed" if borrowed else "own")
    assert "ci" in called and "--ignore-scripts" in called
    assert not list(tmp_path.glob("node-*")), "the temporary Node.js must be removed"
