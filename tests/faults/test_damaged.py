"""A database that is damaged or cannot be written: refused at the start, in plain words."""

import errno
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import Config
from app.core import sqlite
from app.core.db import db
from app.factory import create_app
from app.serving_shop import prepare
from benchmarks.faults import recorder
from benchmarks.faults.recorder import Faults
from tests.fixtures.installation import make_config
from tests.fixtures.live_server import REPO_ROOT, free_port

PAGE = 4096
SAMPLE = 12


def start(config: Config) -> int:
    """What a start of the shop does with its database; 1 when it refuses."""
    app = create_app(config)
    try:
        prepare(app, config, "http://127.0.0.1")
    except SystemExit as refused:
        return int(str(refused.code))
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    return 0


def damaged_pages(template: Path) -> list[int]:
    pages = template.stat().st_size // PAGE
    return [0, *random.Random(1).sample(range(1, pages), SAMPLE)]


def test_no_page_of_noise_is_taken_for_a_database(
    template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, noise = make_config(tmp_path), random.Random(2)
    for page in damaged_pages(template):
        content = bytearray(template.read_bytes())
        content[page * PAGE : (page + 1) * PAGE] = noise.randbytes(PAGE)
        (tmp_path / "kaifan.db").write_bytes(bytes(content))
        assert start(config) == 1, f"page {page}"
        said = capsys.readouterr().err
        assert "is damaged, so nothing was started" in said, said
        assert "run.py restore" in said
        assert "Traceback" not in said


def test_a_whole_database_is_started(template: Path, tmp_path: Path) -> None:
    shutil.copyfile(template, tmp_path / "kaifan.db")
    assert start(make_config(tmp_path)) == 0


def test_control_without_looking_through_damage_is_served(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "find_damage", lambda _file, _within_s: None)
    config, noise = make_config(tmp_path), random.Random(2).randbytes(PAGE)

    def is_served(page: int) -> bool:
        content = bytearray(template.read_bytes())
        content[page * PAGE : (page + 1) * PAGE] = noise
        (tmp_path / "kaifan.db").write_bytes(bytes(content))
        return start(config) == 0

    assert any(is_served(page) for page in damaged_pages(template))


def test_a_large_database_does_not_hold_the_start_up(template: Path) -> None:
    assert sqlite.find_damage(template, within_s=10) is None
    assert sqlite.find_damage(template, within_s=-1) is None


@pytest.mark.server
@pytest.mark.parametrize(
    ("fault", "words"),
    [(errno.EROFS, "cannot be written"), (errno.ENOSPC, "The disk is full")],
    ids=["read-only", "full"],
)
def test_a_folder_that_cannot_be_written_is_said_so(
    template: Path, tmp_path: Path, fault: int, words: str
) -> None:
    reason = recorder.why_not()
    if reason is not None:
        pytest.skip(reason)
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(template, data / "kaifan.db")
    with Faults(tmp_path / "faults") as faults:
        faults.set(open_error=fault)
        given = recorder.environment(recorder.build(tmp_path), data, faults=faults.file)
        command = [sys.executable, "-m", "app.serving", "--data", str(data), "--host", "127.0.0.1"]
        done = subprocess.run(
            [*command, "--port", str(free_port())],
            cwd=REPO_ROOT,
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
